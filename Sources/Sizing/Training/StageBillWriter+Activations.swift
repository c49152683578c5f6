import ModelSpec
import PlainText

extension StageBillWriter {
  private static let activationSource =
    "arXiv 2205.05198, section 4, term by term for the model's own layers"

  /// Rows of one micro-batch.
  ///
  /// The recipe's sizes are bounded, so that the product fits.
  var tokens: ExactCount { ExactCount(recipe.sequence) * recipe.microBatch }

  /// Rows of the stream on a device.
  private var streamTokens: ExactCount {
    recipe.layout.isSequenceParallel ? tokens.share(of: recipe.layout.tensor) : tokens
  }

  /// Lines for what layers keep: term by term, or only their inputs.
  func activationLines() throws(SizingError) -> [BillLine] {
    var sums = TermSums(unit: stage.count == 1 ? "layers" : "(layers x micro-batches)")
    let rows = try tokens.known("tokens of a micro-batch")
    for piece in stage.pieces {
      for index in piece.layers {
        let list = LayerActivationList(
          spec.layers[index], modelDimension: spec.modelDimension, recipe: recipe, tokens: rows)
        sums.add(list.terms.filter(isKept), times: piece.microBatches)
      }
    }
    var lines: [BillLine] = []
    for entry in sums.entries {
      let isInput = recipe.recompute == .full
      let formula = entry.formula(unit: sums.unit)
      lines.append(
        try line(
          .activations, entry.term.rawValue, isInput ? "inputs of the layers" : entry.term.title,
          entry.bytes, formula, basis: .modelled, source: Self.activationSource))
    }
    return lines
  }

  private func isKept(_ activation: LayerActivation) -> Bool {
    switch recipe.recompute {
    case .none: true
    case .selective: activation.term != .scores
    case .full: activation.term == .attentionNormInput
    }
  }

  /// Lines for what stands before the first layer and behind the last.
  func outputLines() throws(SizingError) -> [BillLine] {
    var lines: [BillLine] = []
    if stage.isFirst {
      let waiting = stage.pieces[0].microBatches
      lines.append(
        try line(
          .activations, "tokens", "token ids", tokens * 8 * waiting,
          "\(tokens.text) tokens x 8 B x \(waiting) micro-batches", basis: .modelled,
          source: "64-bit ids"))
      if recipe.hasDropout {
        lines.append(
          try line(
            .activations, "embeddingMask", "dropout mask of the embedding",
            streamTokens * spec.modelDimension * waiting,
            "\(streamTokens.text) tokens x \(NumberText.grouped(spec.modelDimension)) x 1 B"
              + " x \(waiting) micro-batches",
            basis: .modelled, source: "arXiv 2205.05198, section 4.3"))
      }
    }
    if stage.isLast { lines += try headLines() }
    return lines
  }

  /// Rows of the head on a device.
  private var headRows: Int {
    spec.paddedVocabulary(shards: recipe.layout.tensor) / recipe.layout.tensor
  }

  /// Logits in the compute format, and log-probabilities and the gradient in 32 bits; or one
  /// 32-bit array.
  var logitBytes: ExactCount {
    tokens * headRows * (recipe.loss == .inPlace ? 4 : recipe.precision.weights.bytes + 4 + 4)
  }

  private func headLines() throws(SizingError) -> [BillLine] {
    let bytes = recipe.precision.weights.bytes
    let width = NumberText.grouped(spec.modelDimension)
    // The head is frozen beside adapters, so its input is not read again.
    let copies = recipe.method.adapters == nil ? 2 : 1
    let parts = recipe.loss == .inPlace ? "4 B" : "(\(bytes) + 4 + 4) B"
    return [
      try line(
        .activations, "finalNorm",
        copies == 2 ? "input and output of the final norm" : "input of the final norm",
        streamTokens * spec.modelDimension * (bytes * copies),
        "\(streamTokens.text) tokens x \(width) x \(bytes) B x \(copies)", basis: .modelled,
        source: "arXiv 2205.05198, section 4.3"),
      try line(
        .activations, "logits", "logits, log-probabilities and their gradient",
        logitBytes,
        "\(tokens.text) tokens x \(NumberText.grouped(headRows)) x \(parts)",
        basis: .modelled, source: "arXiv 2205.05198, section 4.3"),
    ]
  }
}

/// Terms of many layers added up, with equal formulas joined.
private struct TermSums {
  struct Entry {
    var term: ActivationTerm
    var bytes: ExactCount
    var counts: [(formula: String, count: Int)]

    func formula(unit: String) -> String {
      counts.map { $0.count == 1 ? $0.formula : "\($0.formula) x \($0.count) \(unit)" }
        .joined(separator: " + ")
    }
  }

  /// Unit of the counts.
  let unit: String
  private(set) var entries: [Entry] = []

  mutating func add(_ terms: [LayerActivation], times count: Int) {
    for activation in terms {
      let bytes = activation.total * count
      guard let place = entries.firstIndex(where: { $0.term == activation.term }) else {
        entries.append(
          Entry(term: activation.term, bytes: bytes, counts: [(activation.formula, count)]))
        continue
      }
      entries[place].bytes += bytes
      if let same = entries[place].counts.firstIndex(where: { $0.formula == activation.formula }) {
        entries[place].counts[same].count += count
      } else {
        entries[place].counts.append((activation.formula, count))
      }
    }
  }
}
