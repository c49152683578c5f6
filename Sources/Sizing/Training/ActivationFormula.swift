/// The closed forms of arXiv 2205.05198 for a GPT layer: LayerNorm, GELU, dropout, a feed-forward
/// width of 4 h, 16-bit activations.
///
/// `s` is the sequence, `b` the micro-batch, `h` the width, `a` the heads, `t` the tensor parallel
/// size. Results are bytes on one device; `TrainingBill` adds the same terms up one by one and
/// reaches the same sums.
public struct ActivationFormula: Sendable, Hashable {
  /// Tokens of a sequence, s.
  public var sequence: Int
  /// Sequences of a micro-batch, b.
  public var microBatch: Int
  /// Width of the stream, h.
  public var width: Int
  /// Attention heads, a.
  public var heads: Int
  /// Tensor parallel size, t.
  public var tensor: Int
  /// Tells whether norms and dropouts share the sequence.
  public var isSequenceParallel: Bool

  /// The paper's symbols.
  public init(
    sequence: Int, microBatch: Int, width: Int, heads: Int, tensor: Int = 1,
    isSequenceParallel: Bool = false
  ) {
    self.sequence = sequence
    self.microBatch = microBatch
    self.width = width
    self.heads = heads
    self.tensor = tensor
    self.isSequenceParallel = isSequenceParallel
  }

  /// s b h.
  private var stream: Double { Double(sequence) * Double(microBatch) * Double(width) }

  /// Bytes that one layer keeps (table 2).
  ///
  /// none `sbh (10 + 24/t + 5as/(ht))`, selective without the last term, full `2 sbh`; with
  /// sequence parallelism 10 and 2 are divided by t as well.
  public func layerBytes(_ recompute: RecomputeLevel) -> Double {
    let shards = Double(tensor)
    let shared = isSequenceParallel ? shards : 1
    let rows = Double(sequence) * Double(sequence) * Double(microBatch)
    let scores = 5 * Double(heads) * rows / shards
    switch recompute {
    case .none: return stream * (10 / shared + 24 / shards) + scores
    case .selective: return stream * (10 / shared + 24 / shards)
    case .full: return stream * 2 / shared
    }
  }

  /// Bytes of the first pipeline stage, which keeps `layers` layers' worth, and (p - 1) / (p v)
  /// more when interleaved (section 4.2.3).
  public func firstStageBytes(
    _ recompute: RecomputeLevel, layers: Int, pipeline: Int = 1, interleave: Int = 1
  ) -> Double {
    let surplus =
      interleave > 1 ? Double(pipeline - 1) / (Double(pipeline) * Double(interleave)) : 0
    return layerBytes(recompute) * Double(layers) * (1 + surplus)
  }

  /// Bytes of parameters, gradients and optimizer state, 18 for each of 12 L h^2 parameters, over t
  /// p devices.
  public static func stateBytes(layers: Int, width: Int, tensor: Int, pipeline: Int) -> Double {
    18 * 12 * Double(layers) * Double(width) * Double(width)
      / (Double(tensor) * Double(pipeline))
  }
}
