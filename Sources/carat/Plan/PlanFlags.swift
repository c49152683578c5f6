public import ArgumentParser
public import ModelSpec
import Sizing

/// The flags for weights, cache and batch of a plan.
struct InferenceFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What weights are stored in: \(WeightPrecision.all.map(\.name).joined(separator: ", ")). "
        + "(default: the file's own, or bf16)", valueName: "format"))
  var precision: WeightPrecision?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Positions of a sequence. (default: the smaller of the model's and "
        + "\(ModelSpec.longestUsualContext))", valueName: "n"))
  var context: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Sequences at once. (default: 1)", valueName: "n"))
  var batch: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Most bytes of keys and values, which all sequences share; with less than each could take, "
        + "the newest wait. (default: each sequence's whole context)", valueName: "n"))
  var cacheBytes: Int?

  @Option(
    help: ArgumentHelp(
      "Numbers that keys and values are stored in. (default: F32 for F32 weights, else F16)",
      valueName: "format"))
  var kvPrecision: CachePrecision?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads that compute on this machine. (default: the cores that may be used)",
      valueName: "n"))
  var threads: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Tokens of the prompt in estimates of speed. (default: 512)", valueName: "n"))
  var prompt: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Tokens in the cache while a token is generated, in estimates of speed. (default: 512)",
      valueName: "n"))
  var depth: Int?

  func validate() throws {
    try FlagRange.check("context", context, 1...1 << 24)
    try FlagRange.check("batch", batch, 1...65_536)
    try FlagRange.check("cache-bytes", cacheBytes, 1...1 << 60)
    try FlagRange.check("threads", threads, 1...1024)
    try FlagRange.check("prompt", prompt, 1...1 << 24)
    try FlagRange.check("depth", depth, 0...1 << 24)
  }

  /// The flags that were given.
  var given: [String] {
    FlagRange.given([
      "precision": precision, "context": context, "batch": batch,
      "cache-bytes": cacheBytes, "kv-precision": kvPrecision,
      "threads": threads, "prompt": prompt, "depth": depth,
    ])
  }
}

/// Checks of numbers that flags give.
enum FlagRange {
  /// - Throws: `ValidationError` with flag, range and value.
  static func check(_ flag: String, _ value: Int?, _ range: ClosedRange<Int>) throws {
    guard let value, !range.contains(value) else { return }
    throw ValidationError(
      "--\(flag) must be between \(range.lowerBound) and \(range.upperBound), got \(value)")
  }

  /// - Throws: `ValidationError` with flag, what is expected, and value.
  static func check(
    _ flag: String, _ value: Double?, _ expected: String, _ isValid: (Double) -> Bool
  ) throws {
    guard let value, !(value.isFinite && isValid(value)) else { return }
    let shown = value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
    throw ValidationError("--\(flag) must be \(expected), got \(shown)")
  }

  /// The names of those that have a value, as they are typed.
  static func given(_ flags: KeyValuePairs<String, Any?>) -> [String] {
    flags.compactMap { name, value in
      value is Bool ? (value as? Bool == true ? "--\(name)" : nil) : value.map { _ in "--\(name)" }
    }
  }
}

/// A number of tokens, such as `2T`.
struct TokenCount: ExpressibleByArgument {
  var value: Double

  init?(argument: String) {
    guard let count = TrainingTokens(text: argument)?.count, count <= 1e18 else { return nil }
    value = count
  }
}

extension WeightPrecision: ExpressibleByArgument {
  /// The precision of this name, in any case.
  public init?(argument: String) { self.init(name: argument) }
}
