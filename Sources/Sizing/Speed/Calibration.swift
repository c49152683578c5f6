public import ModelSpec
import PlainText

/// The speed of one machine with Carat, from kernels that were timed on it; models take no part
/// in it.
public struct Calibration: Sendable, Hashable {
  /// The timings of the matrix products of one format.
  public struct Kernel: Sendable, Hashable {
    /// Bytes of weights per second with one row of activations and long rows of weights.
    public var bytesPerSecond: Double
    /// Seconds that a row of weights costs beyond its bytes, with one row of activations.
    public var secondsPerRow: Double
    /// Operations per second with many rows; a multiplication and its addition are two.
    public var operationsPerSecond: Double

    /// Rates of one format.
    public init(bytesPerSecond: Double, secondsPerRow: Double, operationsPerSecond: Double) {
      self.bytesPerSecond = bytesPerSecond
      self.secondsPerRow = secondsPerRow
      self.operationsPerSecond = operationsPerSecond
    }
  }

  /// The processor's name.
  public var processor: String
  /// Threads that computed.
  public var threads: Int
  /// The kernels' instruction set.
  public var instructionSet: String
  /// Bytes per second that all threads read from memory.
  public var readBandwidth: Double
  /// Rates by format of the weights.
  public var kernels: [StorageFormat: Kernel]
  /// Bytes per second of keys and values with one query row of each head.
  public var cacheBytesPerSecond: Double
  /// Seconds of attention with many rows for each operation.
  public var attentionSecondsPerOperation: Double
  /// Seconds of attention with many rows for each pair of a query and a key of one head, beyond
  /// its operations.
  public var attentionSecondsPerPair: Double
  /// Seconds to round one activation to 8 bits, for products with quantised weights.
  public var secondsPerActivation: Double
  /// Seconds that handing a product to the threads costs.
  public var secondsPerOperation: Double
  /// Seconds of a layer's operations beside its products, on one narrow row.
  public var secondsPerLayer: Double
  /// Seconds for each value of one row that norms, rotations, activations and additions touch.
  public var secondsPerValueOfOneRow: Double
  /// Values per second of norms, rotations, activations and additions.
  public var valuesPerSecond: Double

  /// Keeps the timings of a machine.
  public init(
    processor: String, threads: Int, instructionSet: String, readBandwidth: Double,
    kernels: [StorageFormat: Kernel], cacheBytesPerSecond: Double,
    attentionSecondsPerOperation: Double, attentionSecondsPerPair: Double,
    secondsPerActivation: Double, secondsPerOperation: Double, secondsPerLayer: Double,
    secondsPerValueOfOneRow: Double, valuesPerSecond: Double
  ) {
    self.processor = processor
    self.threads = threads
    self.instructionSet = instructionSet
    self.readBandwidth = readBandwidth
    self.kernels = kernels
    self.cacheBytesPerSecond = cacheBytesPerSecond
    self.attentionSecondsPerOperation = attentionSecondsPerOperation
    self.attentionSecondsPerPair = attentionSecondsPerPair
    self.secondsPerActivation = secondsPerActivation
    self.secondsPerOperation = secondsPerOperation
    self.secondsPerLayer = secondsPerLayer
    self.secondsPerValueOfOneRow = secondsPerValueOfOneRow
    self.valuesPerSecond = valuesPerSecond
  }
}

extension Calibration {
  /// Speed of a model on this machine, the sum over its operations; `nil` if a format of its
  /// weights was not timed.
  ///
  /// A step takes, for each format, the longer of reading its bytes and multiplying with them; then
  /// reading keys and values, the values that norms and activations touch, and a time for each
  /// operation that is handed out.
  /// - Parameters:
  ///   - rows: Longest piece of a prompt that is read at once.
  public func estimate(
    _ spec: ModelSpec, weights: WeightStorage, cacheFormat: StorageFormat, rows: Int = 512,
    _ work: SpeedCase
  ) -> SpeedEstimate? {
    let parts = weights.dense + weights.experts + weights.head
    guard parts.allSatisfy({ part in part.format.map { kernels[$0] != nil } ?? false }) else {
      return nil
    }
    let decode = step(
      spec, weights: weights, cacheFormat: cacheFormat, rows: work.sequences,
      depth: work.depth)
    var prompt = 0.0
    var start = 0
    while start < work.promptTokens {
      let piece = min(rows, work.promptTokens - start)
      prompt += pass(
        spec, weights: weights, tokens: piece, after: start, sequences: work.sequences,
        cacheFormat: cacheFormat)
      start += piece
    }
    let read = Double(work.promptTokens * work.sequences)
    return SpeedEstimate(
      prefillTokensPerSecond: prompt > 0 ? read / prompt : 0, prefillSeconds: prompt,
      decodeTokensPerSecond: Double(work.sequences) / decode.total,
      decodeStepSeconds: decode.total, decodeLimit: decode.limit, prefillLimit: .compute,
      basis: .calibrated, formula: decode.formula)
  }

  /// The parts of a step's time.
  struct Step {
    var reading = 0.0
    var multiplying = 0.0
    var weights = 0.0
    var cache = 0.0
    var values = 0.0
    var starts = 0.0

    var total: Double { weights + cache + values + starts }

    var limit: SpeedEstimate.Limit {
      if starts + values > weights + cache { return .latency }
      return multiplying > reading ? .compute : .memory
    }

    var formula: String {
      func microseconds(_ value: Double) -> String {
        NumberText.whole((value * 1e6).rounded()) + " us"
      }
      return
        "weights \(microseconds(weights)) + keys and values \(microseconds(cache)) + norms and "
        + "activations \(microseconds(values)) + starting operations \(microseconds(starts))"
    }
  }

  /// A step of decoding: one row for each sequence.
  private func step(
    _ spec: ModelSpec, weights: WeightStorage, cacheFormat: StorageFormat, rows: Int, depth: Int
  ) -> Step {
    var step = Step()
    add(weights.dense + weights.head, rows: Double(rows), share: 1, to: &step)
    let share = spec.expectedExpertShare(tokens: rows)
    let each = Double(rows) * spec.expertRowsPerToken / max(share, 1e-9)
    add(weights.experts, rows: each, share: share, to: &step)
    let cached = Double(spec.minimumCacheBytes(positions: depth, format: cacheFormat) ?? 0)
    step.cache = Double(rows) * cached / cacheBytesPerSecond
    // One row stays on one thread.
    let perValue =
      rows > 1
      ? max(1 / valuesPerSecond, secondsPerValueOfOneRow / Double(rows)) : secondsPerValueOfOneRow
    step.values = Double(rows) * spec.pointwiseValuesPerToken * perValue
    step.starts = starts(spec)
    return step
  }

  private func starts(_ spec: ModelSpec) -> Double {
    secondsPerOperation * spec.productsHandedOut + secondsPerLayer * Double(spec.layers.count)
  }

  private func add(
    _ parts: [WeightStorage.Part], rows: Double, share: Double, to step: inout Step
  ) {
    for part in parts {
      guard let format = part.format, let kernel = kernels[format] else { continue }
      let reading =
        share
        * (Double(part.bytes) / kernel.bytesPerSecond + Double(part.rows) * kernel.secondsPerRow)
      let multiplying = 2 * share * Double(part.elements) * rows / kernel.operationsPerSecond
      step.reading += reading
      step.multiplying += multiplying
      step.weights += max(reading, multiplying)
    }
  }

  /// One pass over a piece of a prompt, logits of its last row included.
  private func pass(
    _ spec: ModelSpec, weights: WeightStorage, tokens: Int, after start: Int, sequences: Int,
    cacheFormat: StorageFormat
  ) -> Double {
    var step = Step()
    let rows = Double(tokens * sequences)
    add(weights.dense, rows: rows, share: 1, to: &step)
    let share = spec.expectedExpertShare(tokens: tokens * sequences)
    add(
      weights.experts, rows: rows * spec.expertRowsPerToken / max(share, 1e-9), share: share,
      to: &step)
    add(weights.head, rows: Double(sequences), share: 1, to: &step)
    let attention = spec.forwardOperations(tokens: tokens, after: start).attention
    let pairs = spec.attendedPairs(tokens: tokens, after: start)
    step.cache =
      Double(sequences)
      * (attention * attentionSecondsPerOperation + pairs * attentionSecondsPerPair)
    step.values = rows * spec.pointwiseValuesPerToken / valuesPerSecond
    if weights.isQuantized {
      step.values += rows * spec.projectedValuesPerToken * secondsPerActivation
    }
    step.starts = starts(spec)
    return step.total
  }
}

extension ModelSpec {
  /// Share of all experts' weights that one token is multiplied with.
  var expertRowsPerToken: Double {
    for layer in layers {
      if case .mixture(let mixture) = layer.feedForward {
        return Double(mixture.expertsPerToken) / Double(mixture.expertCount)
      }
    }
    return 1
  }

  /// Products of a pass: four of a dense layer, two for each working expert of a mixture, and
  /// the head.
  var productsHandedOut: Double {
    layers.reduce(1) { sum, layer in
      switch layer.feedForward {
      case .dense: sum + 4
      case .mixture(let mixture): sum + 3 + 2 * Double(mixture.expertsPerToken)
      }
    }
  }

  /// Values of one token that are the input of products, each counted once for the products that
  /// share it.
  var projectedValuesPerToken: Double {
    layers.reduce(0) { sum, layer in
      let attention = layer.attention
      var values = 2 * modelDimension + attention.queryDimension
      switch layer.feedForward {
      case .dense(let dense): values += dense.hiddenDimension
      case .mixture(let mixture):
        values += mixture.expertsPerToken * (modelDimension + mixture.expert.hiddenDimension)
      }
      return sum + Double(values)
    }
  }

  /// Pairs of a query and a key of all heads and layers, for a causal run of tokens.
  func attendedPairs(tokens: Int, after start: Int) -> Double {
    layers.reduce(0) { sum, layer in
      let pairs = Self.causalPairs(tokens: tokens, after: start, window: layer.attention.window)
      return sum + Double(layer.attention.queryHeads) * pairs
    }
  }

  /// Values of one token that norms, rotations, activations and additions read or write.
  var pointwiseValuesPerToken: Double {
    layers.reduce(Double(2 * modelDimension)) { sum, layer in
      let norms =
        layer.normPlacement == .beforeAndAfter ? 4 : layer.normPlacement == .shared ? 1 : 2
      let attention = layer.attention
      var values = (norms + 2) * modelDimension
      values += 2 * (attention.queryDimension + 2 * attention.keyValueDimension)
      switch layer.feedForward {
      case .dense(let dense): values += 2 * dense.hiddenDimension
      case .mixture(let mixture):
        values += 2 * mixture.expertsPerToken * mixture.expert.hiddenDimension
        values += 2 * mixture.expertsPerToken * modelDimension
      }
      return sum + Double(values)
    }
  }
}

extension Calibration {
  /// The highest rate that was timed with many rows, whatever the format.
  public var peakOperationsPerSecond: Double {
    kernels.values.map(\.operationsPerSecond).max() ?? 0
  }
}

extension WeightStorage {
  /// Tells whether some matrices of the layers are quantised, so that activations are rounded.
  var isQuantized: Bool { (dense + experts).contains { $0.format?.isQuantized ?? false } }
}
