public import ModelSpec

/// The demands on a model that answers: what it holds and what it reads.
public struct InferenceRequest: Sendable, Hashable {
  /// The weights as they are stored.
  public var weights: WeightStorage
  /// Positions of a sequence, answer included.
  public var context: Int
  /// Sequences at once.
  public var sequences: Int
  /// Most bytes of keys and values, which all sequences share; `nil` has each find room for its
  /// whole context.
  public var cacheLimit: Int?
  /// Longest piece of a prompt that is read at once.
  public var rows: Int
  /// Numbers that keys and values are stored in.
  public var cacheFormat: StorageFormat
  /// Threads that compute; some work buffers exist once for each.
  public var threads: Int

  /// A request; the engine's own defaults unless told.
  public init(
    weights: WeightStorage, context: Int, sequences: Int = 1, cacheLimit: Int? = nil,
    rows: Int = 512, cacheFormat: StorageFormat = .f16, threads: Int = 1
  ) {
    self.weights = weights
    self.context = context
    self.sequences = sequences
    self.cacheLimit = cacheLimit
    self.rows = rows
    self.cacheFormat = cacheFormat
    self.threads = threads
  }

  /// The room that an engine reserves for it; every sequence finds a row in a pass.
  public var memory: MemoryPlan {
    MemoryPlan(
      context: context, sequences: sequences, cacheBytes: cacheLimit,
      rows: max(sequences, min(rows, context)), cacheFormat: cacheFormat)
  }

  /// Scratch memory of the engine's operations: its device is the processor.
  public var scratch: CPUScratchSizes { CPUScratchSizes(threads: threads) }

  /// The request's limits: 1 to 2^24 positions, 1 to 65,536 sequences, heads that fill the cache
  /// format's blocks.
  ///
  /// - Throws: `SizingError` for the first that does not hold.
  public func validate(_ spec: ModelSpec) throws(SizingError) {
    do {
      try spec.validate()
    } catch {
      throw SizingError(error.field, expected: error.expected, got: error.got)
    }
    for (name, value, range) in [
      ("context", context, 1...1 << 24), ("batch", sequences, 1...65_536),
      ("rows", rows, 1...65_536), ("threads", threads, 1...1024),
    ] where !range.contains(value) {
      throw SizingError(
        name, expected: "between \(range.lowerBound) and \(range.upperBound)", got: value)
    }
    if let positions = spec.embedding.learnedPositions, context > positions {
      throw SizingError(
        "context", expected: "at most \(positions), the rows of the model's position table",
        got: context)
    }
    for layer in spec.layers where layer.attention.cacheBytesPerPosition(cacheFormat) == nil {
      throw SizingError(
        "kv-precision",
        expected: "a format whose blocks of \(cacheFormat.elementsPerBlock) values fill heads of "
          + "\(layer.attention.headDimension)", got: cacheFormat.name,
        advice: "take f16, bf16 or f32")
    }
    var alone = memory
    (alone.sequences, alone.cacheBytes) = (1, nil)
    if let cacheLimit, let least = spec.cacheBytes(plan: alone), cacheLimit < least {
      throw SizingError(
        "cache-bytes",
        expected: "at least \(least), the keys and values of one sequence of \(context) positions",
        got: cacheLimit, advice: "take a shorter context")
    }
  }
}
