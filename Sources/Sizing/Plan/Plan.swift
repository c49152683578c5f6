public import ModelSpec

/// The needs of a model: the one value that the command line, the library and the web page show.
public struct Plan: Sendable, Hashable {
  /// The model.
  public var subject: PlanSubject
  /// Request that was made.
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
  /// Known part of the memory of training where the architecture is not known.
  public var sizeTraining: SizeTrainingBill?
  /// Rules by which people would reckon in their heads.
  public var rules: [RuleOfThumb] = []
  /// Operations of training, where the architecture is known.
  public var operations: TrainingOperations?
  /// Tokens that training is reckoned for.
  public var tokens: Double { tokenSource.count }
  /// Source of the number of tokens.
  public var tokenSource: TrainingTokens
  /// Each of the accelerators that were asked about.
  public var fits: [AcceleratorFit] = []
  /// Measurement beside it.
  public var measured: PlanMeasurement?
  /// Remarks that a reader should know.
  public var notes: [PlanNote]
  var storageSizes: [StorageSize] = []

  struct StorageSize: Sendable, Hashable {
    var precision: WeightPrecision
    var bytes: Int
  }

  /// Works everything out.
  ///
  /// - Throws: `SizingError` if request and model do not fit together, or a figure leaves
  ///   its bounds.
  public init(_ subject: PlanSubject, _ request: PlanRequest = PlanRequest()) throws(SizingError) {
    self.subject = subject
    self.request = request
    let told = subject.notes + (request.precision == nil ? subject.storageNotes : [])
    notes = told.map { PlanNote($0) }
    tokenSource =
      request.tokens.map { .given($0) }
      ?? (request.training?.method.adapters == nil
        ? .assumed(parameters: Double(subject.parameters)) : .fineTune)
    try request.validate()
    guard (1...ReportedSize.largest).contains(subject.parameters) || subject.spec != nil else {
      throw SizingError(
        "parameters", expected: "between 1 and 10^15", got: subject.parameters)
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
    rules = try RuleOfThumb.all(
      for: spec, bill: training, inference: inference, bytesPerParameter: ruleBytesPerParameter,
      accelerator: referenceCard)
    noteContext(inference, spec)
    for selection in request.accelerators {
      fits.append(try fit(selection, spec, inference, recipe))
    }
    noteSpeedCase(inference)
    noteLayouts()
    // Training that was asked for is shown as the first accelerators would do it.
    if let spread = fits.first?.recipe {
      self.training = try TrainingBill(spec, recipe: spread)
      notes += (self.training?.notes ?? []).map { PlanNote($0) }
    } else if request.training != nil {
      notes += training.notes.map { PlanNote($0) }
    }
    if let obstacle = spec.obstacleToRunning {
      notes.append(
        PlanNote("Carat plans this model but does not run it yet: it has \(obstacle)"))
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

  /// The card that the rule for accelerators is applied to: the first that was asked about, else
  /// the one of its usual example.
  package var referenceCard: Accelerator {
    if let first = request.accelerators.first { return first.accelerator }
    guard let card = AcceleratorTable.builtIn["rtx4090"] else {
      preconditionFailure("the table has the card of the example")
    }
    return card
  }

  /// Nominal bytes of a parameter as weights are stored, for the rule of storage.
  private var ruleBytesPerParameter: Double {
    if let precision = request.precision { return precision.nominalBits / 8 }
    guard let stored = subject.storedWeights else { return 2 }
    return WeightPrecision(name: stored.name).map { $0.nominalBits / 8 }
      ?? Double(stored.totalBytes) / Double(max(1, subject.parameters))
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
}

extension WeightPrecision {
  /// Bytes of so many parameters, as if all were matrices; `nil` for mixes, whose shares depend on
  /// the architecture, and beyond 2^62.
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
