import ModelSpec

extension StageBillWriter {
  /// Gradients that ZeRO 2 gathers before they are reduced: DeepSpeed's default bucket, in values.
  static let reduceBucket = 500_000_000

  /// Room that is used for a moment and again.
  func bufferLines() throws(SizingError) -> [BillLine] {
    var lines = try recomputeLines()
    if recipe.layout.data > 1 {
      if recipe.zero == .weights { lines += try gatherLines() }
      if recipe.zero == .gradients { lines.append(try bucketLine()) }
    }
    if case .qlora = recipe.method {
      let matrices = held.filter(\.isQuantizable)
      let largest = matrices.reduce(ExactCount(0)) { .larger($0, $1.elements) }
      let bytes = recipe.precision.weights.bytes
      lines.append(
        try line(
          .buffers, "dequantized", "largest matrix in the compute format", largest * bytes,
          "\(largest.text) parameters x \(bytes) B", basis: .modelled,
          source: "arXiv 2305.14314, section 3, one matrix at a time"))
    }
    return lines
  }

  /// The largest layer's terms that are computed again before its backward pass, as far as they
  /// need more than the logits, which are free again by then.
  private func recomputeLines() throws(SizingError) -> [BillLine] {
    guard recipe.recompute != .none else { return [] }
    let rows = try tokens.known("tokens of a micro-batch")
    var largest: ExactCount = 0
    for index in stage.pieces.flatMap({ Array($0.layers) }) {
      let list = LayerActivationList(
        spec.layers[index], modelDimension: spec.modelDimension, recipe: recipe, tokens: rows)
      let again = list.terms.filter {
        recipe.recompute == .selective ? $0.term == .scores : $0.term != .attentionNormInput
      }
      largest = .larger(largest, again.reduce(0) { $0 + $1.total })
    }
    let freed: ExactCount = stage.isLast ? logitBytes : 0
    let reuse = stage.isLast ? ", less \(freed.text) B of logits, free by then" : ""
    return [
      try line(
        .buffers, "recomputed", "the largest layer, computed again", largest.excess(over: freed),
        "\(largest.text) B that one layer and micro-batch did not keep\(reuse)", basis: .modelled,
        source: "arXiv 2205.05198, section 5")
    ]
  }

  /// ZeRO 3 holds the block at work and the one that is fetched ahead, and the gradients of one
  /// before they are scattered.
  private func gatherLines() throws(SizingError) -> [BillLine] {
    let blocks = gatheredBlocks()
    let weights = blocks.map { recipe.storedBytes($0).bytes }
    var pair: ExactCount = 0
    for index in weights.indices {
      let next = index + 1 < weights.count ? weights[index + 1] : 0
      pair = .larger(pair, weights[index] + next)
    }
    var lines = [
      try line(
        .buffers, "gathered", "gathered weights", pair,
        "the two largest neighbouring blocks, in whole", basis: .modelled,
        source: "arXiv 1910.02054, section 5.3; DeepSpeed bounds it at 10^9 values")
    ]
    guard recipe.method.adapters == nil else { return lines }
    let largest = blocks.reduce(ExactCount(0)) { .larger($0, Self.count($1)) }
    lines.append(
      try line(
        .buffers, "scattered", "gradients before they are scattered",
        largest * recipe.precision.gradients.bytes,
        "\(largest.text) parameters of the largest block x \(recipe.precision.gradients.bytes) B",
        basis: .modelled, source: "arXiv 1910.02054, section 5.2"))
    return lines
  }

  /// Embedding, layers, head: what is gathered at a time.
  private func gatheredBlocks() -> [[LocalTensor]] {
    var layers: [Int: [LocalTensor]] = [:]
    var (entry, exit): ([LocalTensor], [LocalTensor]) = ([], [])
    for tensor in held {
      switch tensor.role {
      case .layer(let index, _): layers[index, default: []].append(tensor)
      case .tokenEmbedding, .positionEmbedding: entry.append(tensor)
      default: exit.append(tensor)
      }
    }
    let middle = layers.sorted { $0.key < $1.key }.map(\.value)
    return ([entry] + middle + [exit]).filter { !$0.isEmpty }
  }

  private func bucketLine() throws(SizingError) -> BillLine {
    let values = Self.count(trained).limited(to: Self.reduceBucket)
    let bytes = recipe.precision.gradients.bytes
    return try line(
      .buffers, "bucket", "bucket of gradients on their way", values * bytes,
      "\(values.text) values x \(bytes) B", basis: .modelled,
      source: "DeepSpeed's default bucket of 5 x 10^8 values")
  }
}
