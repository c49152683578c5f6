public import ModelSpec

/// What a model takes: the one value that the command line, the library and the web page show.
public struct Plan: Sendable, Hashable {
  /// The model.
  public var subject: PlanSubject
  /// What was asked.
  public var request: PlanRequest
  /// Parameters by component and role, where the architecture is known.
  public var parameters: ParameterCount?
  /// Bytes of the weights in each common precision.
  public var storage: [(precision: WeightPrecision, bytes: Int)] {
    storageSizes.map { ($0.precision, $0.bytes) }
  }
  /// The memory of inference, where the architecture is known.
  public var inference: InferenceBill?
  /// The memory of training, where the architecture is known.
  public var training: TrainingBill?
  /// What people would reckon in their heads.
  public var rules: [RuleOfThumb] = []
  /// Operations of training, where the architecture is known.
  public var operations: TrainingOperations?
  /// Tokens that training is reckoned for.
  public var tokens: Double
  /// Each of the accelerators that were asked about.
  public var fits: [AcceleratorFit] = []
  /// What was measured beside it.
  public var measured: PlanMeasurement?
  /// What a reader should know.
  public var notes: [String]
  private var storageSizes: [StorageSize] = []

  private struct StorageSize: Sendable, Hashable {
    var precision: WeightPrecision
    var bytes: Int
  }

  /// Works everything out.
  ///
  /// - Throws: `SizingError` if request and model do not fit together, or a figure leaves its bounds.
  public init(_ subject: PlanSubject, _ request: PlanRequest = PlanRequest()) throws(SizingError) {
    self.subject = subject
    self.request = request
    notes = subject.notes + (request.precision == nil ? subject.storageNotes : [])
    tokens = request.tokens ?? ScalingLaw.optimalTokens(parameters: Double(subject.parameters))
    guard tokens.isFinite, tokens > 0 else {
      throw SizingError("tokens", expected: "positive", got: tokens)
    }
    if let spec = subject.spec {
      try work(out: spec)
    } else {
      try workOutSize()
    }
  }

  private mutating func work(out spec: ModelSpec) throws(SizingError) {
    parameters = ParameterCount(spec)
    for precision in WeightPrecision.common {
      let weights = try Self.storage(spec, precision)
      storageSizes.append(StorageSize(precision: precision, bytes: weights.totalBytes))
    }
    let inference = try InferenceBill(spec, request.inference(subject, spec))
    self.inference = inference
    let recipe = request.training ?? TrainingRecipe(standardFor: spec)
    let training = try TrainingBill(spec, recipe: recipe)
    self.training = training
    operations = try TrainingOperations(spec, recipe: recipe, tokens: tokens)
    let card = referenceCard
    rules = try RuleOfThumb.all(
      for: spec, bill: training, inferenceBytes: Double(inference.totalBytes),
      acceleratorMemoryBytes: Double(card.memoryBytes.value))
    for selection in request.accelerators {
      fits.append(try fit(selection, spec, inference, recipe))
    }
    // Training that was asked for is shown as the first accelerators would do it.
    if let spread = fits.first?.recipe {
      self.training = try TrainingBill(spec, recipe: spread)
      notes += self.training?.notes ?? []
    } else if request.training != nil {
      notes += training.notes
    }
    if let obstacle = spec.obstacleToRunning {
      notes.append("Carat plans this model but does not run it yet: it has \(obstacle)")
    }
  }

  private static func storage(_ spec: ModelSpec, _ precision: WeightPrecision) throws(SizingError)
    -> WeightStorage
  {
    do {
      return try WeightStorage(spec, precision)
    } catch {
      throw SizingError(error.field, expected: error.expected, got: error.got)
    }
  }

  /// The card that the rule for accelerators is applied to: the first that was asked about, else the one of its usual example.
  var referenceCard: Accelerator {
    if let first = request.accelerators.first { return first.accelerator }
    guard let card = AcceleratorTable.builtIn["rtx4090"] else {
      preconditionFailure("the table has the card of the example")
    }
    return card
  }

  private func fit(
    _ selection: AcceleratorSelection, _ spec: ModelSpec, _ inference: InferenceBill,
    _ recipe: TrainingRecipe
  ) throws(SizingError) -> AcceleratorFit {
    let memory = selection.accelerator.usableMemoryBytes
    if request.training != nil {
      let (spread, bytes) = try request.spread(recipe, spec, over: selection)
      return AcceleratorFit(
        selection: selection, perDeviceBytes: bytes, fits: bytes <= memory, speed: nil,
        recipe: spread, run: try run(on: selection))
    }
    let bytes = inference.bytesPerDevice(spec, devices: selection.count)
    return AcceleratorFit(
      selection: selection, perDeviceBytes: bytes, fits: bytes <= memory,
      speed: speed(spec, inference.request, on: selection), recipe: nil,
      run: try run(on: selection))
  }

  /// The estimate for a card's data sheet, or for this machine what its kernels were timed at.
  func speed(
    _ spec: ModelSpec, _ inference: InferenceRequest, on selection: AcceleratorSelection
  ) -> SpeedEstimate? {
    var work = request.speedCase
    work.sequences = request.batch
    work.promptTokens = min(work.promptTokens, inference.context)
    work.depth = min(work.depth, inference.context)
    if selection.accelerator.name == Accelerator.thisMachineName {
      return request.calibration?.estimate(
        spec, weights: inference.weights, cacheFormat: inference.cacheFormat, rows: inference.rows,
        work)
    }
    return Roofline(selection)?.estimate(
      spec, weights: inference.weights, cacheFormat: inference.cacheFormat, work)
  }

  /// Training on some accelerators at the assumed share of their dense 16-bit rate.
  func run(on selection: AcceleratorSelection) throws(SizingError) -> TrainingRun? {
    let row = selection.accelerator
    let rates = [ArithmeticFormat.bf16, .fp16, .tf32, .fp32].lazy.compactMap {
      row.denseOperationsPerSecond($0)
    }
    guard let rate = rates.first else { return nil }
    return try TrainingRun(
      operations: trainingOperations, accelerators: selection.count, densePeak: rate,
      utilization: request.utilization, powerWatts: row.powerWatts?.value,
      powerUsageEffectiveness: request.powerUsageEffectiveness,
      gridKilogramsPerKilowattHour: request.gridKilogramsPerKilowattHour,
      pricePerAcceleratorHour: row.pricePerHour?.value ?? request.pricePerHour)
  }

  /// Operations of the whole training run: from the architecture, or 6 N D.
  public var trainingOperations: Double {
    operations?.model
      ?? TrainingOperations.estimate(parameters: Double(subject.parameters), tokens: tokens)
  }

  /// What follows from a number of parameters alone.
  private mutating func workOutSize() throws(SizingError) {
    guard (1...ReportedSize.largest).contains(subject.parameters) else {
      throw SizingError(
        "parameters", expected: "between 1 and 10^15", got: subject.parameters)
    }
    let count = Double(subject.parameters)
    if let precision = request.precision, precision.bytes(parameters: 1) == nil {
      throw SizingError(
        "precision",
        expected:
          "one format for all weights, since the shares of a mix follow from the architecture",
        got: precision.name,
        advice: "Take q4_k, q4_0 or int4, or name a model whose architecture is known.")
    }
    for precision in WeightPrecision.common {
      guard let bytes = precision.bytes(parameters: subject.parameters) else { continue }
      storageSizes.append(StorageSize(precision: precision, bytes: bytes))
    }
    let recipe = request.training ?? TrainingRecipe(sequence: 4096)
    rules = [
      .storage(parameters: count, bytesPerParameter: Double(weightsBytes) / count),
      .trainingMemory(parameters: count, precision: recipe.precision),
      try .accelerators(
        parameters: count, memoryBytes: Double(referenceCard.memoryBytes.value)),
    ]
    for selection in request.accelerators {
      let needed = request.training == nil ? weightsBytes : stateBytes(recipe)
      let each = (needed + selection.count - 1) / selection.count
      fits.append(
        AcceleratorFit(
          selection: selection, perDeviceBytes: each,
          fits: each <= selection.accelerator.usableMemoryBytes, speed: nil,
          recipe: request.training, run: try run(on: selection)))
    }
    notes.append(
      "the architecture is not known: cache, activations and speed are left out, and what fits is "
        + "judged by weights alone")
  }

  /// The name of the precision that the weights are held in.
  public var precisionName: String {
    if let inference { return inference.request.weights.name }
    if request.precision == nil, let stored = subject.storedWeights { return stored.name }
    return (request.precision ?? .plain(.bf16)).name
  }

  /// Bytes of the weights in the precision that was asked for.
  public var weightsBytes: Int {
    if let inference { return inference.weightsBytes }
    let precision = request.precision ?? .plain(.bf16)
    if request.precision == nil, let stored = subject.storedWeights { return stored.totalBytes }
    return precision.bytes(parameters: subject.parameters) ?? 0
  }

  /// Bytes of weights, gradients and optimizer state of a model of which only the size is known.
  func stateBytes(_ recipe: TrainingRecipe) -> Int {
    let each =
      Double(recipe.precision.bytesPerParameter) + (recipe.optimizer.stateBytesPerParameter ?? 8)
    return Int(Double(subject.parameters) * each)
  }
}

extension WeightPrecision {
  /// Bytes of so many parameters, as if all were matrices; `nil` for mixes, whose shares depend on the architecture, and beyond 2^62.
  func bytes(parameters: Int) -> Int? {
    let bits: Double
    switch self {
    case .plain(let format): bits = format.bitsPerElement
    case .nominal(let count), .nominalFloat(let count): bits = Double(count)
    case .blocks(.uniform(let format)): bits = format.bitsPerElement
    case .blocks(.mixed): return nil
    }
    let bytes = Double(parameters) * bits / 8
    return bytes >= 0 && bytes < 0x1p62 ? Int(bytes.rounded(.up)) : nil
  }
}
