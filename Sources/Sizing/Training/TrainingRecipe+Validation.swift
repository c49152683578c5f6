import ModelSpec

extension TrainingRecipe {
  /// Checks that the recipe can be carried out with the model.
  ///
  /// - Throws: `SizingError` naming the first quantity that does not hold.
  func validate(_ spec: ModelSpec) throws(SizingError) {
    do { try spec.validate() } catch {
      throw SizingError(error.field, expected: error.expected, got: error.got)
    }
    try validateNumbers()
    if let adapters = method.adapters {
      try Self.check("adapter rank", adapters.rank, upTo: spec.modelDimension)
      guard !adapters.targets.isEmpty else {
        throw SizingError("adapter targets", expected: "at least one matrix", got: "none")
      }
    }
    try validatePipeline(spec)
    try validateTensorParallel(spec)
  }

  /// Checks what does not depend on a model.
  ///
  /// - Throws: `SizingError` naming the first quantity that does not hold.
  func validateNumbers() throws(SizingError) {
    try Self.check("sequence", sequence, upTo: 1 << 32)
    try Self.check("micro-batch", microBatch, upTo: 1 << 32)
    try Self.check("micro-batches per step", microBatches, upTo: 1 << 32)
    try Self.check("tensor parallel size", layout.tensor, upTo: 1 << 16)
    try Self.check("pipeline parallel size", layout.pipeline, upTo: 1 << 16)
    try Self.check("data parallel size", layout.data, upTo: 1 << 24)
    try Self.check("interleave", layout.interleave, upTo: 4096)
    if let adapters = method.adapters {
      try Self.check("adapter rank", adapters.rank, upTo: 1 << 24)
    }
    guard layout.tensor > 1 || !layout.isSequenceParallel else {
      throw SizingError(
        "sequence parallel", expected: "off without tensor parallel", got: "on",
        advice: "Set a tensor parallel size above 1, or leave it out.")
    }
  }

  private static func check(_ what: String, _ value: Int, upTo limit: Int) throws(SizingError) {
    guard (1...limit).contains(value) else {
      throw SizingError(what, expected: "between 1 and \(limit)", got: value)
    }
  }

  private func validatePipeline(_ spec: ModelSpec) throws(SizingError) {
    let (stages, pieces) = (layout.pipeline, layout.interleave)
    guard stages <= spec.layers.count else {
      throw SizingError(
        "pipeline parallel size", expected: "at most the \(spec.layers.count) layers", got: stages,
        advice: "Use fewer stages, and tensor or data parallel for the rest.")
    }
    guard pieces > 1 else { return }
    guard stages > 1 else {
      throw SizingError(
        "interleave", expected: "1 without pipeline parallel", got: pieces,
        advice: "Leave it out.")
    }
    guard spec.layers.count % (stages * pieces) == 0 else {
      throw SizingError(
        "interleave",
        expected: "such that \(stages) stages x pieces divide \(spec.layers.count) layers",
        got: pieces, advice: "Use 1, or another number of stages.")
    }
    guard microBatches % stages == 0 else {
      throw SizingError(
        "micro-batches per step", expected: "a multiple of the \(stages) stages when interleaved",
        got: microBatches)
    }
  }

  private func validateTensorParallel(_ spec: ModelSpec) throws(SizingError) {
    let shards = layout.tensor
    guard shards > 1 else { return }
    if layout.isSequenceParallel, sequence % shards != 0 {
      throw SizingError(
        "sequence",
        expected: "a multiple of the tensor parallel size \(shards) with sequence parallel",
        got: sequence)
    }
    for (index, layer) in spec.layers.enumerated() {
      try layer.validate(shards: shards, place: "layer \(index)")
    }
  }
}

extension LayerSpec {
  fileprivate func validate(shards: Int, place: String) throws(SizingError) {
    let (queries, pairs) = (attention.queryHeads, attention.keyValueHeads)
    let advice = "Choose a tensor parallel size that divides it."
    guard queries % shards == 0 else {
      throw SizingError(
        "query heads of \(place)", expected: "a multiple of the tensor parallel size \(shards)",
        got: queries, advice: .words(advice))
    }
    guard pairs % shards == 0 || shards % pairs == 0 else {
      throw SizingError(
        "key/value heads of \(place)",
        expected: "a multiple or a divisor of the tensor parallel size \(shards)", got: pairs,
        advice: .words(advice))
    }
    let widths: [Int] =
      switch feedForward {
      case .dense(let dense): [dense.hiddenDimension]
      case .mixture(let mixture):
        [mixture.expert.hiddenDimension] + (mixture.sharedExpert.map { [$0.hiddenDimension] } ?? [])
      }
    for width in widths where width % shards != 0 {
      throw SizingError(
        "feed-forward width of \(place)",
        expected: "a multiple of the tensor parallel size \(shards)", got: width,
        advice: .words(advice))
    }
  }
}
