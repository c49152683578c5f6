import ModelSpec

/// The memory of training a model of which only the number of parameters is known.
///
/// Activations follow from the architecture, and so do adapters and what some optimizers remember:
/// they are unknown, not 0. The bytes of a device are therefore the least that it needs.
public struct SizeTrainingBill: Sendable, Hashable {
  /// The recipe.
  public var recipe: TrainingRecipe
  /// Parameters of the model.
  public var parameters: Int
  /// Bytes of one copy of the weights.
  public var weightsBytes: Int
  /// Bytes of one copy of the gradients; `nil` beside adapters.
  public var gradientBytes: Int?
  /// Bytes of one master copy and optimizer state; `nil` beside adapters, and where they follow
  /// from the tensors' shapes.
  public var optimizerBytes: Int?
  /// Bytes on one device of what is known.
  public var perDeviceBytes: Int

  /// Adds up what follows from a number of parameters, 1 to 10^15.
  ///
  /// - Throws: `SizingError` if the recipe's numbers are out of range.
  public init(parameters: Int, recipe: TrainingRecipe) throws(SizingError) {
    try recipe.validateNumbers()
    self.recipe = recipe
    self.parameters = parameters
    let count = ExactCount(parameters)
    let precision = recipe.precision
    var known: ExactCount = 0
    switch recipe.method {
    case .full:
      weightsBytes = try (count * precision.weights.bytes).known("bytes of the weights")
      let gradients = try (count * precision.gradients.bytes).known("bytes of the gradients")
      let master = precision.master?.bytes ?? 0
      let state = recipe.optimizer.stateBytesPerParameter
      gradientBytes = gradients
      optimizerBytes = state.map { Int(Double(parameters) * (Double(master) + $0)) }
      let optimizer = optimizerBytes ?? master * parameters
      known += Self.share(gradients, recipe, from: .gradients)
      known += Self.share(optimizer, recipe, from: .optimizer)
    case .lora(_, let base):
      let bits = base?.bitsPerElement ?? Double(8 * precision.weights.bytes)
      weightsBytes = Int((Double(parameters) * bits / 8).rounded(.up))
    case .qlora:
      weightsBytes = try NormalFloat.bytes(count).known("bytes of the weights")
    }
    known += Self.share(weightsBytes, recipe, from: .weights)
    perDeviceBytes = try known.known("bytes of a device")
  }

  /// A device's share: shards divide everything, replicas from a ZeRO stage on.
  private static func share(
    _ bytes: Int, _ recipe: TrainingRecipe, from stage: ZeroStage
  ) -> ExactCount {
    let layout = recipe.layout
    let shard = ExactCount(bytes).share(of: layout.tensor * layout.pipeline)
    return recipe.zero >= stage ? shard.share(of: layout.data) : shard
  }

  /// Parts that are not counted, for people.
  public var unknown: [String] {
    var names = ["activations"]
    if recipe.method.adapters != nil {
      names.append("adapters with their gradients and optimizer state")
    } else if optimizerBytes == nil {
      names.append("what \(recipe.optimizer.rawValue) remembers")
    }
    return names
  }
}

extension SizeTrainingBill {
  /// The bill spread over some devices: in the recipe's layout where it was given, else with
  /// replicas and the lowest ZeRO stage that fits.
  ///
  /// - Throws: `SizingError` if the devices cannot be divided so.
  init(
    parameters: Int, recipe: TrainingRecipe, over selection: AcceleratorSelection,
    for request: PlanRequest
  ) throws(SizingError) {
    var spread = try request.placed(recipe, over: selection)
    let memory = selection.accelerator.usableMemoryBytes
    if !request.isZeroGiven, spread.layout.data > 1 {
      for stage in ZeroStage.allCases {
        spread.zero = stage
        let bill = try SizeTrainingBill(parameters: parameters, recipe: spread)
        if bill.perDeviceBytes <= memory { break }
      }
    }
    try self.init(parameters: parameters, recipe: spread)
  }
}
