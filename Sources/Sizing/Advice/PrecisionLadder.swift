public import ModelSpec

extension WeightPrecision {
  /// Precisions from the most bits to the fewest, as advice goes down them: one of each size that
  /// models are kept in.
  public static let ladder: [WeightPrecision] = [
    .plain(.f32), .plain(.bf16), .blocks(.uniform(.q8_0)), .blocks(.uniform(.q6_k)),
    .blocks(.mixed(.q5Medium)), .blocks(.mixed(.q4Medium)), .blocks(.uniform(.q4_0)),
  ]

  /// The same where only a number of parameters is known: formats whose bits do not depend on
  /// the architecture.
  static let sizeLadder: [WeightPrecision] = [
    .plain(.f32), .plain(.bf16), .blocks(.uniform(.q8_0)), .blocks(.uniform(.q6_k)),
    .blocks(.uniform(.q4_0)),
  ]

  /// Bits of a parameter, about: those of the base format of a mix.
  var nominalBits: Double {
    switch self {
    case .plain(let format): format.bitsPerElement
    case .nominal(let bits), .nominalFloat(let bits): Double(bits)
    case .blocks(let target): target.base.bitsPerElement
    }
  }
}
