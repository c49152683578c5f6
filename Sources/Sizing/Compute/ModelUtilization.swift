/// The share of an accelerator's rate that training turns into the model's own operations.
///
/// Rates are dense: a rate with structured sparsity is twice what dense matrices can reach, and
/// would halve the result.
public enum ModelUtilization {
  /// Operations for one token by the PaLM paper, 6 N + 12 L H Q T (arXiv 2204.02311, appendix B),
  /// with N parameters, L layers, H heads of Q columns, and sequences of T tokens.
  public static func palmOperationsPerToken(
    parameters: Double, layers: Int, heads: Int, headDimension: Int, sequence: Int
  ) -> Double {
    6 * parameters
      + 12 * Double(layers) * Double(heads) * Double(headDimension) * Double(sequence)
  }

  /// MFU = operations per token x tokens per second / dense peak of all accelerators, in operations
  /// per second.
  public static func modelFlopsUtilization(
    operationsPerToken: Double, tokensPerSecond: Double, accelerators: Double,
    densePeak: Double
  ) -> Double {
    operationsPerToken * tokensPerSecond / (accelerators * densePeak)
  }

  /// MFU of a run that is known by its accelerator-hours.
  public static func modelFlopsUtilization(
    operations: Double, acceleratorHours: Double, densePeak: Double
  ) -> Double {
    operations / (acceleratorHours * 3600 * densePeak)
  }

  /// Operations of one step of a GPT whose every query meets every key, as Megatron-LM counts them.
  ///
  /// 72 B s l h^2 (1 + s / 6h + V / 12 l h); with every layer's forward pass computed twice, 96 B s
  /// l h^2 (1 + s / 6h + V / 16 l h) (arXiv 2104.04473, section 3.3). A causal mask needs half of
  /// the term in s.
  ///
  /// - Parameters:
  ///   - batch: Sequences of a step, B.
  ///   - isRecomputing: Whether every layer's forward pass is computed twice.
  public static func megatronOperations(
    batch: Int, sequence: Int, layers: Int, width: Int, vocabulary: Int, isRecomputing: Bool
  ) -> Double {
    let (s, l, h) = (Double(sequence), Double(layers), Double(width))
    let passes: Double = isRecomputing ? 4 : 3
    let body = 24 * passes * Double(batch) * s * l * h * h
    return body * (1 + s / (6 * h) + Double(vocabulary) / (4 * passes * l * h))
  }
}
