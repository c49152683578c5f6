/// A counted figure beside its threshold.
public enum Verdict: Sendable, Hashable {
  /// It is no more than the limit.
  case held
  /// It is so far below the figure of the file that the limit no longer guards it.
  case improved
  /// It is more than the limit.
  case exceeded
  /// The file has no threshold for it.
  case unknown

  /// Compares a figure with its threshold.
  public init(_ value: Double, _ threshold: Threshold?) {
    guard let threshold else {
      self = .unknown
      return
    }
    let margin = threshold.limit - threshold.measured
    self =
      value > threshold.limit
      ? .exceeded : value < threshold.measured - margin ? .improved : .held
  }

  /// Tells whether the check fails by it.
  public var isFailure: Bool { self == .exceeded || self == .unknown }

  /// Verdict in words.
  public var text: String {
    switch self {
    case .held: "ok"
    case .improved: "better; set the threshold anew"
    case .exceeded: "TOO MUCH"
    case .unknown: "NO THRESHOLD"
    }
  }
}
