import ModelSpec
import PlainText

/// Writes the lines of one device of a pipeline stage.
struct StageBillWriter {
  let spec: ModelSpec
  let recipe: TrainingRecipe
  let stage: PipelineStage
  /// Tensors of the model that the device holds.
  let held: [LocalTensor]
  /// Tensors of these that are trained.
  let trained: [LocalTensor]

  init(parts: ModelParts, recipe: TrainingRecipe, stage: PipelineStage) {
    self.spec = parts.spec
    self.recipe = recipe
    self.stage = stage
    let held = parts.localTensors(stage: stage, shards: recipe.layout.tensor)
    self.held = held
    trained = recipe.method.adapters.map { held.flatMap($0.matrices) } ?? held
  }

  /// All lines, none empty.
  func lines() throws(SizingError) -> [BillLine] {
    let all = try weightLines() + stateLines() + activationLines() + outputLines() + bufferLines()
    return all.filter { $0.bytes > 0 }
  }

  static func count(_ tensors: [LocalTensor]) -> ExactCount {
    tensors.reduce(0) { $0 + $1.elements }
  }

  /// The share of one replica if `zero` divides the quantity, and " / N replicas" to show it.
  func share(_ whole: ExactCount, from zero: ZeroStage) -> (ExactCount, String) {
    let replicas = recipe.layout.data
    guard recipe.zero >= zero, replicas > 1 else { return (whole, "") }
    return (
      whole.share(of: replicas),
      " / \(NumberText.grouped(replicas)) replicas (ZeRO \(recipe.zero.rawValue))"
    )
  }

  func line(
    _ part: BillLine.Part, _ id: String, _ title: String, _ bytes: ExactCount, _ formula: String,
    basis: Basis = .exact, source: String
  ) throws(SizingError) -> BillLine {
    BillLine(
      part: part, id: "\(part.rawValue).\(id)", title: title, bytes: try bytes.known(title),
      formula: formula, basis: basis, source: source)
  }
}

// MARK: - Weights, gradients, optimizer

extension StageBillWriter {
  /// The paper's section on what a parameter takes, or on how replicas divide it.
  private var stateSource: String {
    recipe.zero == .none ? "arXiv 1910.02054, section 3.1" : "arXiv 1910.02054, section 5"
  }

  private func weightLines() throws(SizingError) -> [BillLine] {
    var lines: [BillLine] = []
    let groups = [
      ("layers", "weights of the layers", held.filter { !$0.isEmbedding }),
      ("embedding", "weights of embedding and head", held.filter(\.isEmbedding)),
    ]
    for (id, title, tensors) in groups {
      let stored = recipe.storedBytes(tensors)
      let (bytes, division) = share(stored.bytes, from: .weights)
      lines.append(
        try line(
          .weights, id, title, bytes, stored.formula + division,
          source: stored.source ?? stateSource))
    }
    guard recipe.method.adapters != nil else { return lines }
    let each = recipe.precision.weights.bytes
    let (bytes, division) = share(Self.count(trained) * each, from: .weights)
    lines.append(
      try line(
        .weights, "adapters", "weights of the adapters", bytes,
        "\(try trainedText()) x \(each) B" + division, source: "arXiv 2106.09685, section 4.1"))
    return lines
  }

  private func trainedText() throws(SizingError) -> String {
    let count = try Self.count(trained).known("trained parameters")
    guard let adapters = recipe.method.adapters else {
      return "\(NumberText.grouped(count)) parameters"
    }
    return "rank \(adapters.rank) x (inputs + outputs) = \(NumberText.grouped(count)) parameters"
  }

  private func stateLines() throws(SizingError) -> [BillLine] {
    let text = try trainedText()
    let count = Self.count(trained)
    let precision = recipe.precision
    let (gradients, gradientText) = share(count, from: .gradients)
    var lines = [
      try line(
        .gradients, "all", "gradients", gradients * precision.gradients.bytes,
        "\(text) x \(precision.gradients.bytes) B" + gradientText, source: stateSource)
    ]
    if let master = precision.master {
      let (copies, division) = share(count, from: .optimizer)
      lines.append(
        try line(
          .optimizer, "master", "master copy of the weights", copies * master.bytes,
          "\(text) x \(master.bytes) B" + division, source: "arXiv 1710.03740, section 3.1"))
    }
    let whole = trained.reduce(ExactCount(0)) {
      $0 + recipe.optimizer.stateBytes(role: $1.role, shape: $1.shape)
    }
    let (state, division) = share(whole, from: .optimizer)
    lines.append(
      try line(
        .optimizer, "state", "state of \(recipe.optimizer.rawValue)", state,
        "\(text) x \(recipe.optimizer.stateText)" + division, source: recipe.optimizer.source))
    return lines
  }
}

extension Optimizer {
  /// The bytes of a parameter's state, for a formula.
  var stateText: String {
    switch state {
    case .moments(let count): "\(4 * count) B"
    case .quantizedMoments(let count, let block): "\(count) x (1 + 4 / \(block)) B"
    case .factored: "4 B for each row and column of a matrix and each value of a vector"
    case .orthogonalized: "4 B in matrices of layers, 8 B elsewhere"
    }
  }
}

extension TrainingRecipe {
  /// Bytes of weights as forward reads them: in the compute format, or a frozen base in its own.
  func storedBytes(
    _ tensors: [LocalTensor]
  ) -> (bytes: ExactCount, formula: String, source: String?) {
    let each = precision.weights.bytes
    let dense = StageBillWriter.count(tensors.filter { !$0.isQuantizable })
    let matrices = StageBillWriter.count(tensors.filter(\.isQuantizable))
    switch method {
    case .lora(_, let base?):
      let blocks = matrices.share(of: base.elementsPerBlock) * base.bytesPerBlock
      // Vectors, embedding and head of a quantised base stay in the compute format.
      let plain = dense * (base.isQuantized ? each : base.bytesPerBlock)
      let plainBytes = base.isQuantized ? each : base.bytesPerBlock
      return (
        blocks + plain,
        Self.formula(
          matrices, "\(base.bitsPerElement) bits (\(base.name))", dense, "\(plainBytes) B"),
        "arXiv 2106.09685, section 4.1"
      )
    case .qlora:
      let bytes = tensors.filter(\.isQuantizable).reduce(dense * each) {
        $0 + NormalFloat.bytes($1.elements)
      }
      return (
        bytes, Self.formula(matrices, "4.127 bits (NF4)", dense, "\(each) B"),
        "arXiv 2305.14314, section 3"
      )
    case .full, .lora(_, nil):
      return (
        (dense + matrices) * each, "\((dense + matrices).text) parameters x \(each) B", nil
      )
    }
  }

  private static func formula(
    _ matrices: ExactCount, _ matrixText: String, _ dense: ExactCount, _ denseText: String
  ) -> String {
    [(matrices, matrixText), (dense, denseText)].filter { $0.0 != 0 }
      .map { "\($0.text) parameters x \($1)" }.joined(separator: " + ")
  }
}

extension ExactCount {
  /// The count in groups of three digits.
  var text: String { (try? known("count")).map(NumberText.grouped) ?? "too many" }
}
