public import ModelSpec

/// One thing, or two, that would be asked for otherwise, and what a device then has to hold.
public struct Change: Sendable, Hashable {
  /// The setting that is changed.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case cachePrecision
    case context
    case precision
    case batch
    case recompute
    case microBatch
    case zero
    case optimizer
    case method
    case tensorParallel
    case devices
  }

  /// A part of a request with the value that it gets.
  public enum Lever: Sendable, Hashable {
    /// The format of keys and values.
    case cachePrecision(StorageFormat)
    /// Positions of a sequence.
    case context(Int)
    /// The precision of weights.
    case precision(WeightPrecision)
    /// Sequences at once.
    case batch(Int)
    /// Recomputation in the backward pass.
    case recompute(RecomputeLevel)
    /// Sequences of one pass through a device.
    case microBatch(Int)
    /// Tensors that replicas divide.
    case zero(ZeroStage)
    /// The rule for steps.
    case optimizer(Optimizer)
    /// Parameters that are trained.
    case method(TrainingMethod)
    /// Devices that share each matrix.
    case tensorParallel(Int)
    /// Some accelerators; and the replicas on them, where the layout was given.
    case devices(AcceleratorSelection, replicas: Int?)
  }

  /// One change.
  public struct Step: Sendable, Hashable {
    /// Setting that is changed, and its new value.
    public var lever: Lever
    /// Instruction for people.
    public var title: String
    /// Cost of the step, in words.
    public var cost: String

    /// Setting that is changed.
    public var kind: Kind { lever.kind }
  }

  /// The steps, one or two.
  public var steps: [Step]
  /// Bytes on the most loaded device with the change.
  public var perDeviceBytes: Int
  /// Bytes that one device can hold.
  public var memoryBytes: Int
  /// Distance from what was asked, small for little; only its order means something.
  public var weight: Int
  /// The whole request with the change, to plan again.
  public var request: PlanRequest

  /// Tells whether that is enough.
  public var fits: Bool { perDeviceBytes <= memoryBytes }
}

extension Change.Lever {
  /// The part of the request.
  public var kind: Change.Kind {
    switch self {
    case .cachePrecision: .cachePrecision
    case .context: .context
    case .precision: .precision
    case .batch: .batch
    case .recompute: .recompute
    case .microBatch: .microBatch
    case .zero: .zero
    case .optimizer: .optimizer
    case .method: .method
    case .tensorParallel: .tensorParallel
    case .devices: .devices
    }
  }
}

/// One setting of a lever: what it does to a request, and how far it goes.
struct ChangeNotch {
  var step: Change.Step
  /// Distance from what was asked.
  var weight: Int
  var apply: (inout PlanRequest) -> Void
}

/// The settings of one thing that can be changed, the mildest first.
struct ChangeLever {
  var notches: [ChangeNotch]
}
