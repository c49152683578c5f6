import ModelSpec

/// The fit of a model on some accelerators, and what they do with it.
public struct AcceleratorFit: Sendable, Hashable {
  /// The contents of the bytes of a device.
  public enum Load: String, Sendable, Hashable, CaseIterable {
    /// Weights, keys and values, and work buffers.
    case inference
    /// All that training keeps.
    case training
    /// Weights alone, where the architecture is not known.
    case weights
    /// Weights, gradients and optimizer state as far as they are known, where the architecture
    /// is not.
    case trainingState
  }

  /// The accelerators.
  public var selection: AcceleratorSelection
  /// Bytes on the most loaded of them.
  public var perDeviceBytes: Int
  /// Tells whether that is no more than one has.
  public var fits: Bool
  /// Speed of inference, where rates are known and the architecture is.
  public var speed: SpeedEstimate?
  /// The recipe as it is spread over them, where training was asked for.
  public var recipe: TrainingRecipe?
  /// Time, energy and cost of training on them, where rates are known.
  public var run: TrainingRun?

  /// Contents that `perDeviceBytes` counts.
  public var loadKind = Load.inference
  /// Layout in which they share inference, where the architecture is known and inference is judged.
  public var inferenceLayout: InferenceLayout?
  /// Tells whether the layout of the recipe was searched for; `false` where it was given, or there
  /// was no choice.
  public var isLayoutSearched = false

  /// Bytes that one accelerator can hold.
  public var memoryBytes: Int { selection.accelerator.usableMemoryBytes }

  /// Limit that stands in the way or bounds the speed: `capacity`, or the limit of a step
  /// of decoding.
  public var limit: String? {
    if !fits { return "capacity" }
    return recipe != nil ? "compute" : speed?.decodeLimit.rawValue
  }

  /// Share of an accelerator's memory that is filled; above 1 where it does not fit.
  public var load: Double { Double(perDeviceBytes) / Double(max(1, memoryBytes)) }
}

extension AcceleratorFit {
  /// Division of the work over several devices, in words; `nil` on one device.
  public var layoutText: String? {
    if let recipe { return recipe.layout.devices > 1 ? recipe.layoutText : nil }
    guard let layout = inferenceLayout, selection.count > 1 else { return nil }
    return layout.tensor == selection.count
      ? "each matrix shared by all \(selection.count)" : layout.text
  }

  /// Text such as "training load".
  public var loadText: String {
    switch loadKind {
    case .inference: "inference load"
    case .training: "training load"
    case .weights: "load of weights"
    case .trainingState: "load of training state"
    }
  }
}

extension TrainingRecipe {
  /// The recipe spread over some devices: what tensor and pipeline parallelism leave
  /// becomes replicas.
  ///
  /// - Throws: `SizingError` if they do not divide the devices.
  public func spread(over devices: Int) throws(SizingError) -> TrainingRecipe {
    var recipe = self
    let shards = layout.tensor * layout.pipeline
    guard shards > 0, devices % shards == 0 else {
      throw SizingError(
        "devices", expected: "a multiple of tensor x pipeline parallelism, \(shards)", got: devices)
    }
    recipe.layout.data = devices / shards
    return recipe
  }

  /// The same with the lowest ZeRO stage whose most loaded device stays within some bytes; the
  /// highest if none does.
  func withLowestStage(_ spec: ModelSpec, fitting memory: Int) throws(SizingError) -> TrainingRecipe
  {
    var recipe = self
    guard layout.data > 1 else { return recipe }
    for stage in ZeroStage.allCases {
      recipe.zero = stage
      if try TrainingBill(spec, recipe: recipe).perDeviceBytes <= memory { break }
    }
    return recipe
  }
}
