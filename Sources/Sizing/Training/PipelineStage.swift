/// One stage of a pipeline: which layers it holds, and how many micro-batches of each wait for
/// their backward pass at the peak.
public struct PipelineStage: Sendable, Hashable {
  /// Neighbouring layers that a stage runs in one go.
  public struct Piece: Sendable, Hashable {
    /// The layers.
    public var layers: Range<Int>
    /// Micro-batches whose activations are kept at the peak.
    public var microBatches: Int
  }

  /// The stage, from 0.
  public var index: Int
  /// Stages in all.
  public var count: Int
  /// Pieces that it holds: one, or several when interleaved.
  public var pieces: [Piece]

  /// Tells whether tokens enter here.
  public var isFirst: Bool { index == 0 }
  /// Tells whether logits leave here.
  public var isLast: Bool { index == count - 1 }
  /// Layers of all pieces.
  public var layerCount: Int { pieces.reduce(0) { $0 + $1.layers.count } }

  /// Text such as "pipeline stage 0 of 4: 8 layers, embedding, 4 micro-batches in flight (1F1B)".
  public var description: String {
    var parts = [layerCount == 1 ? "1 layer" : "\(layerCount) layers"]
    if isFirst { parts.append("embedding") }
    if isLast { parts.append("final norm and head") }
    guard count > 1 else { return "one stage: " + parts.joined(separator: ", ") }
    let waiting = pieces.map { String($0.microBatches) }.joined(separator: " + ")
    parts.append(
      pieces.count > 1
        ? "\(waiting) micro-batches of \(pieces.count) pieces in flight (interleaved 1F1B)"
        : "\(waiting) micro-batch\(waiting == "1" ? "" : "es") in flight (1F1B)")
    return "pipeline stage \(index) of \(count): " + parts.joined(separator: ", ")
  }
}

extension PipelineStage {
  /// The stages of a model of `layers` layers; layout and counts are valid.
  ///
  /// Layers that are left over after an even division go to the stages between, the later ones
  /// first, then to the last and to the first, which hold more than layers.
  static func stages(layers: Int, layout: ParallelLayout, microBatches: Int) -> [PipelineStage] {
    let (count, interleave) = (layout.pipeline, layout.interleave)
    if interleave > 1 {
      return interleaved(
        layers: layers, stages: count, pieces: interleave, microBatches: microBatches)
    }
    var sizes = Array(repeating: layers / count, count: count)
    let order = (1..<max(1, count - 1)).reversed() + [count - 1, 0]
    for index in order.prefix(layers % count) { sizes[index] += 1 }
    var next = 0
    return sizes.enumerated().map { index, size in
      defer { next += size }
      // 1F1B: a stage begins backward passes once the stages behind it are full (arXiv 2104.04473,
      // section 2.2.1).
      let piece = Piece(
        layers: next..<next + size, microBatches: min(count - index, microBatches))
      return PipelineStage(index: index, count: count, pieces: [piece])
    }
  }

  /// Stages of an interleaved schedule: of all pieces, a stage has 2 (p - i - 1) + (v - 1) p + 1
  /// passes in flight (arXiv 2104.04473, section 2.2.2), p for each piece, more of the first for
  /// early stages, fewer of the last for late ones.
  private static func interleaved(
    layers: Int, stages: Int, pieces: Int, microBatches: Int
  ) -> [PipelineStage] {
    let size = layers / (stages * pieces)
    return (0..<stages).map { index in
      let surplus = stages - 2 * index - 1
      let list = (0..<pieces).map { piece in
        let start = (piece * stages + index) * size
        var waiting = stages
        if piece == 0 { waiting += max(0, surplus) }
        if piece == pieces - 1 { waiting += min(0, surplus) }
        return Piece(layers: start..<start + size, microBatches: min(waiting, microBatches))
      }
      return PipelineStage(index: index, count: stages, pieces: list)
    }
  }
}
