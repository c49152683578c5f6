/// The number of tokens that a run reads, and who gave it.
public enum TrainingTokens: Sendable, Hashable {
  /// The user.
  case given(Double)
  /// Nobody: 20 for each parameter (arXiv 2203.15556).
  case assumed(parameters: Double)
  /// Nobody, beside adapters: a fine-tune of 1,875 steps of 16 sequences of at most 512 tokens, as
  /// QLoRA's authors have it for OASST1 (arXiv 2305.14314; `scripts/finetune_guanaco_7b.sh` of
  /// their code).
  case fineTune

  /// The number.
  public var count: Double {
    switch self {
    case .given(let count): count
    case .assumed(let parameters): ScalingLaw.optimalTokens(parameters: parameters)
    case .fineTune: 1875 * 16 * 512
    }
  }

  /// Origin of the number, for people.
  public var label: String {
    switch self {
    case .given: "as given"
    case .fineTune:
      "assumed: a fine-tune of 1,875 steps of 16 x 512 tokens, as QLoRA's authors' on OASST1 (arXiv 2305.14314)"
    case .assumed: "assumed: 20 tokens a parameter (Chinchilla, arXiv 2203.15556)"
    }
  }

  /// Reads a number such as `2T`, `300B`, `1.5M`, `10k` or `1e12`, with or without a suffix, in
  /// any case.
  ///
  /// - Returns: `nil` if it is not a positive, finite number.
  public init?(text: String) {
    let factors: [Character: Double] = ["k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12]
    var digits = Substring(text.lowercased())
    let factor = digits.last.flatMap { factors[$0] }
    if factor != nil { digits.removeLast() }
    guard let first = digits.first, first.isNumber || first == ".", !digits.hasPrefix("0x"),
      let number = Double(digits)
    else { return nil }
    let count = number * (factor ?? 1)
    guard count.isFinite, count > 0 else { return nil }
    self = .given(count)
  }
}
