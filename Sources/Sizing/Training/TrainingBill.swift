public import ModelSpec

/// The memory that training takes, device by device, each byte with its formula.
///
/// Tensor and pipeline parallelism divide first, what is left is divided over replicas (ZeRO).
/// Weights, gradients and optimizer state are exact for a recipe; activations and buffers follow
/// from the formulas that their lines name. What a framework, its kernels and its allocator take
/// for themselves is not in it.
public struct TrainingBill: Sendable, Hashable {
  /// The recipe.
  public var recipe: TrainingRecipe
  /// One device of each pipeline stage: its most loaded one.
  public var stages: [DeviceBill]
  /// Devices in all.
  public var devices: Int
  /// Parameters that are trained, over the whole model.
  public var trainedParameters: Int
  /// Bytes over all devices.
  public var totalBytes: Int
  /// Remarks that a reader should know.
  public var notes: [String]

  /// Adds up what the recipe takes with the model.
  ///
  /// - Throws: If the recipe and the model do not fit together, or a figure leaves 64 bits.
  public init(_ spec: ModelSpec, recipe: TrainingRecipe) throws(SizingError) {
    try recipe.validate(spec)
    self.recipe = recipe
    let stages = PipelineStage.stages(
      layers: spec.layers.count, layout: recipe.layout, microBatches: recipe.microBatches)
    let parts = ModelParts(spec)
    var bills: [DeviceBill] = []
    var total: ExactCount = 0
    for stage in stages {
      let writer = StageBillWriter(parts: parts, recipe: recipe, stage: stage)
      let bill = try DeviceBill(stage: stage, lines: try writer.lines())
      bills.append(bill)
      total += ExactCount(bill.totalBytes) * recipe.layout.tensor * recipe.layout.data
    }
    self.stages = bills
    self.devices = recipe.layout.devices
    self.totalBytes = try total.known("bytes over all devices")
    self.trainedParameters = try spec.trainedParameters(recipe.method)
    self.notes = Self.notes(spec, recipe: recipe)
  }

  /// The device that needs the most.
  public var mostLoaded: DeviceBill {
    stages.dropFirst().reduce(stages[0]) { $1.totalBytes > $0.totalBytes ? $1 : $0 }
  }

  /// Bytes of the most loaded device.
  public var perDeviceBytes: Int { mostLoaded.totalBytes }

  /// Bytes of one part over all devices.
  public func bytes(of part: BillLine.Part) -> Int {
    stages.reduce(0) { $0 + $1.bytes(of: part) * recipe.layout.tensor * recipe.layout.data }
  }

  private static func notes(_ spec: ModelSpec, recipe: TrainingRecipe) -> [String] {
    let layout = recipe.layout
    var notes: [String] = []
    if recipe.sequence > spec.contextLength {
      notes.append(
        "A sequence of \(recipe.sequence) is longer than the \(spec.contextLength) positions"
          + " that the model was made for.")
    }
    if recipe.zero != .none, layout.data == 1 {
      notes.append("ZeRO stage \(recipe.zero.rawValue) divides nothing: there is one replica.")
    }
    if recipe.zero >= .gradients, layout.pipeline > 1 {
      notes.append(
        "ZeRO stages 2 and 3 beside a pipeline send gradients or weights for each micro-batch;"
          + " most trainers allow stage 1 only.")
    }
    let padded = spec.paddedVocabulary(shards: layout.tensor)
    if padded > spec.vocabularySize {
      notes.append(
        "The vocabulary is padded from \(spec.vocabularySize) to \(padded) rows,"
          + " a multiple of the tensor parallel size.")
    }
    if recipe.recompute == .selective, recipe.attention == .fused {
      notes.append("Fused attention keeps no scores, so selective recomputation changes nothing.")
    }
    if layout.pipeline > recipe.microBatches {
      notes.append(
        "\(recipe.microBatches) micro-batches do not fill \(layout.pipeline) pipeline stages.")
    }
    if spec.head.isTied, layout.pipeline > 1 {
      notes.append("The last stage holds a second copy of the embedding, its tied head.")
    }
    if spec.vision != nil { notes.append("The vision tower is not counted.") }
    return notes
  }
}

extension ModelSpec {
  /// Parameters that a method trains: the decoder's, or those of the adapters.
  func trainedParameters(_ method: TrainingMethod) throws(SizingError) -> Int {
    guard let adapters = method.adapters else { return ParameterCount(self).decoder }
    let count = tensors.reduce(ExactCount(0)) { sum, tensor in
      let whole = LocalTensor(role: tensor.role, shape: tensor.shape)
      return sum + adapters.matrices(for: whole).reduce(ExactCount(0)) { $0 + $1.elements }
    }
    return try count.known("parameters of the adapters")
  }
}

extension LowRankSpec {
  /// The two matrices beside a tensor, `[rank, inputs]` and `[outputs, rank]`, or none.
  ///
  /// Of a divided tensor each device has the part that belongs to its rows or columns, and all of
  /// the other.
  func matrices(for tensor: LocalTensor) -> [LocalTensor] {
    guard case .layer(_, let role) = tensor.role, tensor.shape.count >= 2,
      let target = Target(role), targets.contains(target)
    else { return [] }
    let outer = Array(tensor.shape.dropLast(2))
    let (outputs, inputs) = (
      tensor.shape[tensor.shape.count - 2], tensor.shape[tensor.shape.count - 1]
    )
    return [
      LocalTensor(role: tensor.role, shape: outer + [rank, inputs]),
      LocalTensor(role: tensor.role, shape: outer + [outputs, rank]),
    ]
  }
}
