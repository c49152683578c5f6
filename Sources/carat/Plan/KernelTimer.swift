import Machine
import ModelSpec
import Sizing
import Tensors

/// Times this machine's kernels, some tenths of a second each; no model is needed.
struct KernelTimer {
  let device: CPUDevice
  /// Says what is being timed.
  var report: (String) -> Void = { _ in }

  /// Repetitions of a timing, of which the fastest counts: others measure what else the
  /// machine did.
  private static let rounds = 5
  /// Times that everything is timed again, some seconds apart, since what else a machine does lasts
  /// for seconds.
  private static let passes = 3

  /// Times the products of some formats, attention and all else.
  ///
  /// - Throws: `StorageError` if there is no memory for it, and `CancellationError`.
  func calibration(_ formats: [StorageFormat]) throws -> Calibration {
    var timings = Timings()
    for pass in 1...Self.passes {
      for format in formats {
        try Task.checkCancellation()
        report("timing \(format.name) products, \(pass) of \(Self.passes)")
        try time(format, into: &timings)
      }
      report("timing attention and norms, \(pass) of \(Self.passes)")
      try timeOthers(into: &timings)
    }
    return timings.calibration(formats, device: device)
  }

  private func time(_ format: StorageFormat, into timings: inout Timings) throws {
    for columns in [Timings.shortRow, Timings.longRow] {
      let outputs = (1 << 21) / columns
      let probe = try ProjectionProbe(
        device, format: format, outputs: outputs, inputs: columns, rows: 1, byteCount: 96 << 20)
      timings.keep(.row(format, columns), best { probe.seconds(rows: 1) } / Double(outputs))
    }
    let side = Timings.manyRowsSide
    let near = try ProjectionProbe(
      device, format: format, outputs: side, inputs: side, rows: Timings.rows, byteCount: 4 << 20)
    timings.keep(.many(format), best { near.seconds(rows: Timings.rows) })
  }

  private func timeOthers(into timings: inout Timings) throws {
    for columns in [Timings.narrowHead, Timings.wideHead] {
      let probe = try AttentionProbe(
        device,
        AttentionSpec(queryHeads: 8, keyValueHeads: 2, headDimension: columns, rotary: nil),
        format: .f16, positions: Timings.rows)
      let pairs = probe.operationsOfAllRows / (4 * Double(columns))
      timings.keep(.pair(columns), best { probe.secondsOfAllRows() } / pairs)
      timings.keep(
        .cacheByte(columns), best { probe.secondsOfLastRow() } / Double(probe.byteCount))
    }
    // What a product with hardly any output takes is the rounding of its input.
    let thin = try ProjectionProbe(
      device, format: .q8_0, outputs: 16, inputs: 2048, rows: Timings.rows, byteCount: 1)
    timings.keep(
      .activation, best { thin.seconds(rows: Timings.rows) } / Double(Timings.rows * 2048))
    for outputs in [Timings.fewOutputs, Timings.moreOutputs] {
      let probe = try ProjectionProbe(
        device, format: .q8_0, outputs: outputs, inputs: Timings.shortRow, rows: 1,
        byteCount: 64 << 20)
      timings.keep(.outputs(outputs), best { probe.seconds(rows: 1) })
    }
    let layer = try LayerProbe(device)
    timings.keep(.layer, best { layer.seconds() })
    for rows in [1, Timings.rows] {
      let pointwise = try PointwiseProbe(device, rows: rows, columns: 2048)
      timings.keep(.value(rows), best { pointwise.secondsPerValue() })
    }
    let bandwidth = try BandwidthProbe(device, byteCount: 256 << 20).bytesPerSecond
    timings.keep(.byte, 1 / bandwidth)
  }

  /// The least of some rounds after a first one that is not counted.
  private func best(_ rounds: Int = Self.rounds, _ measure: () -> Double) -> Double {
    _ = measure()
    return (0..<rounds).map { _ in measure() }.min() ?? 0
  }
}

/// The shortest times of all passes.
private struct Timings {
  /// Columns of short and of long rows of weights; from both the cost of a row and of a
  /// byte follow.
  static let shortRow = 512
  static let longRow = 4096
  /// Columns of narrow and of wide heads; from both the cost of a score and of an operation follow.
  static let narrowHead = 64
  static let wideHead = 256
  /// Rows of activations where there are many, and sides of the weight that they meet.
  static let rows = 512
  static let manyRowsSide = 2048

  /// Outputs of small products; from both the cost of handing one out follows.
  static let fewOutputs = 192
  static let moreOutputs = 768

  /// The thing that was timed.
  enum Key: Hashable {
    case row(StorageFormat, Int)
    case many(StorageFormat)
    case pair(Int)
    case cacheByte(Int)
    case outputs(Int)
    case value(Int)
    case activation, layer, byte
  }

  private var seconds: [Key: Double] = [:]

  mutating func keep(_ key: Key, _ value: Double) {
    seconds[key] = min(seconds[key] ?? .infinity, value)
  }

  private func least(_ key: Key) -> Double { seconds[key] ?? .infinity }

  func calibration(_ formats: [StorageFormat], device: CPUDevice) -> Calibration {
    var kernels: [StorageFormat: Calibration.Kernel] = [:]
    for format in formats { kernels[format] = kernel(format) }
    let (narrow, wide) = (least(.pair(Self.narrowHead)), least(.pair(Self.wideHead)))
    let operation = max(wide - narrow, wide / 2) / Double(4 * (Self.wideHead - Self.narrowHead))
    return Calibration(
      processor: Processor.name() ?? "unknown", threads: device.threadCount,
      instructionSet: device.instructionSet.rawValue, readBandwidth: 1 / least(.byte),
      kernels: kernels, cacheBytesPerSecond: 1 / least(.cacheByte(Self.wideHead)),
      attentionSecondsPerOperation: operation,
      attentionSecondsPerPair: max(0, narrow - operation * Double(4 * Self.narrowHead)),
      secondsPerActivation: least(.activation), secondsPerOperation: handingOut,
      secondsPerLayer: least(.layer), secondsPerValueOfOneRow: least(.value(1)),
      valuesPerSecond: 1 / least(.value(Self.rows)))
  }

  /// Time that a product of no outputs would take.
  private var handingOut: Double {
    let (few, more) = (least(.outputs(Self.fewOutputs)), least(.outputs(Self.moreOutputs)))
    let each = (more - few) / Double(Self.moreOutputs - Self.fewOutputs)
    return max(1e-7, few - each * Double(Self.fewOutputs))
  }

  private func kernel(_ format: StorageFormat) -> Calibration.Kernel {
    let (short, long) = (least(.row(format, Self.shortRow)), least(.row(format, Self.longRow)))
    let bytes = (
      short: format.bytes(forElements: Self.shortRow) ?? 0,
      long: format.bytes(forElements: Self.longRow) ?? 0
    )
    let rate = Double(bytes.long - bytes.short) / max(long - short, long / 2)
    let operations = 2 * Double(Self.rows * Self.manyRowsSide * Self.manyRowsSide)
    return Calibration.Kernel(
      bytesPerSecond: rate, secondsPerRow: max(0, short - Double(bytes.short) / rate),
      operationsPerSecond: operations / least(.many(format)))
  }
}
