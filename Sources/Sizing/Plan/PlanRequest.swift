public import ModelSpec

/// A user's question about a model.
public struct PlanRequest: Sendable, Hashable {
  /// Storage format of the weights; `nil` takes the file's own, or BF16 for a model that is
  /// no file.
  public var precision: WeightPrecision?
  /// Positions of a sequence; `nil` takes the smaller of the model's and 8,192.
  public var context: Int?
  /// Sequences at once.
  public var batch = 1
  /// Most bytes of keys and values, which all sequences share; `nil` has each find room for its
  /// whole context.
  public var cacheLimit: Int?
  /// Numbers of the cache; `nil` takes F32 for weights in F32, else F16.
  public var cacheFormat: StorageFormat?
  /// Longest piece of a prompt that is read at once.
  public var rows = 512
  /// Threads that compute.
  public var threads = 1
  /// Recipe of the training; `nil` takes the standard recipe, and accelerators are judged
  /// by inference.
  public var training: TrainingRecipe?
  /// Tells whether the whole parallel layout was given; else replicas, and where shards were not
  /// given either all of it, follow from the number of accelerators.
  public var isLayoutGiven = false
  /// Tells whether tensor or pipeline parallelism was given.
  public var isShardingGiven = false
  /// Tells whether the micro-batch was given, or a search for layouts may choose it.
  public var isMicroBatchGiven = false
  /// Tells whether recomputation was given, or a search for layouts may raise it.
  public var isRecomputeGiven = false
  /// Tells whether the ZeRO stage was given, or the lowest that fits is taken.
  public var isZeroGiven = false
  /// Tokens to train on; `nil` takes 20 for each parameter, or beside adapters those of
  /// a fine-tune.
  public var tokens: Double?
  /// Days of training that a budget is reckoned for.
  public var days: Double?
  /// Accelerators to judge.
  public var accelerators: [AcceleratorSelection] = []
  /// Share of the peak rate that training reaches.
  public var utilization = TrainingRun.assumedUtilization
  /// Power of the building over power of the machines.
  public var powerUsageEffectiveness = 1.0
  /// Kilograms of CO2 for a kilowatt-hour.
  public var gridKilogramsPerKilowattHour: Double?
  /// Price of an accelerator-hour, for accelerators that name none of their own.
  public var pricePerHour: Double?
  /// Prompt and depth of speed estimates.
  public var speedCase = SpeedCase()
  /// Timings on this machine, for its own row.
  public var calibration: Calibration?

  /// A request with the defaults.
  public init() {}
}

extension PlanRequest {
  /// The weights that a plan holds.
  ///
  /// - Throws: `SizingError` if their bytes leave 62 bits.
  func weights(_ subject: PlanSubject, _ spec: ModelSpec) throws(SizingError) -> WeightStorage {
    if precision == nil, let stored = subject.storedWeights { return stored }
    do {
      return try WeightStorage(spec, precision ?? .plain(.bf16))
    } catch {
      throw SizingError(error.field, expected: error.expected, got: error.got)
    }
  }

  /// Tells whether weights are float32, which makes the cache float32 too.
  func isFloat32(_ subject: PlanSubject) -> Bool {
    if let precision { return precision == .plain(.f32) }
    return subject.storedWeights?.isFloat32 ?? false
  }

  /// The format of keys and values: as asked, or as a model of such weights has it.
  func cache(for subject: PlanSubject) -> StorageFormat {
    cacheFormat ?? .usualCache(besideFloat32: isFloat32(subject))
  }

  /// Request for inference.
  func inference(
    _ subject: PlanSubject, _ spec: ModelSpec
  ) throws(SizingError) -> InferenceRequest {
    inference(subject, spec, weights: try weights(subject, spec))
  }

  /// Request for inference, with weights that were counted before.
  func inference(
    _ subject: PlanSubject, _ spec: ModelSpec, weights: WeightStorage
  ) -> InferenceRequest {
    InferenceRequest(
      weights: weights, context: context ?? spec.usualContext, sequences: batch,
      cacheLimit: cacheLimit, rows: rows, cacheFormat: cache(for: subject), threads: threads)
  }
}
