import ModelSpec
import Tensors

/// Writes planned tensors one after another, a few megabytes at a time.
struct ConversionRun {
  let device: CPUDevice
  let writer: any TensorWriter
  let report: (ConversionProgress) throws -> Void
  private var progress: ConversionProgress
  private var reportedBytes = 0
  /// Tensors with rows too small for their format, in order, and how many rows.
  private(set) var faded: [(name: String, rows: Int)] = []
  /// Values that are taken at once: enough for all threads, little beside any model.
  private static let batchElements = 1 << 22
  private static let bytesPerReport = 1 << 22

  init(
    device: CPUDevice, writer: any TensorWriter,
    report: @escaping (ConversionProgress) throws -> Void
  ) {
    self.device = device
    self.writer = writer
    self.report = report
    progress = ConversionProgress(
      tensor: "", finishedTensors: 0, totalTensors: writer.tensors.count, writtenBytes: 0,
      totalBytes: writer.tensors.reduce(0) { $0 + $1.byteCount })
  }

  /// Writes all of them, in the writer's order.
  mutating func write(_ plan: [PlannedTensor]) throws {
    var contents: [String: PlannedTensor] = [:]
    for tensor in plan { contents[tensor.declaration.name] = tensor }
    for entry in writer.tensors {
      guard let planned = contents[entry.name] else { continue }
      progress.tensor = entry.name
      try write(planned)
      progress.finishedTensors += 1
      try Task.checkCancellation()
      try report(progress)
    }
  }

  private mutating func write(_ planned: PlannedTensor) throws {
    let target = planned.declaration
    switch planned.content {
    case .rows(let runs, let offset):
      for run in try runs() { try write(run, adding: offset, to: target) }
    case .transposed(let runs):
      let tensor = try transposed(runs())
      try write(RowRun(tensor: tensor), adding: 0, to: target)
    case .values(let values):
      let storage = try Storage(copying: values)
      guard
        let tensor = Tensor(storage: storage, offset: 0, shape: [values.count], format: .f32)
      else { preconditionFailure("a vector's memory holds its values") }
      try write(RowRun(tensor: tensor), adding: 0, to: target)
    case .random(let rows):
      try rows.write(target, device: device) { storage, range in try append(storage, range) }
    }
  }

  private mutating func write(
    _ run: RowRun, adding offset: Float, to target: TensorDeclaration
  ) throws {
    guard run.tensor.columns > 0, let width = target.format.bytes(forElements: run.tensor.columns)
    else {
      throw ConversionError(
        "\(target.name): rows of \(run.tensor.columns) do not fill blocks of \(target.format.name)")
    }
    let batch = max(1, min(Self.batchElements / run.tensor.columns, run.rowCount))
    let storage = try Storage(allocating: batch * width)
    for start in stride(from: 0, to: run.rowCount, by: batch) {
      let rows = start..<min(start + batch, run.rowCount)
      let outcome = try device.convert(
        run.tensor, rows: rows, order: run.order, adding: offset, to: target.format, into: storage)
      try check(outcome, run, rows, target)
      if outcome.fadedRows > 0 { noteFaded(target.name, outcome.fadedRows) }
      try append(storage, 0..<rows.count * width)
    }
    // What has been read is not needed again: a file larger than memory passes through.
    run.tensor.releasePages()
  }

  private mutating func append(_ storage: Storage, _ range: Range<Int>) throws {
    try storage.withBytes(in: range) { bytes throws(ModelFileError) in try writer.append(bytes) }
    progress.writtenBytes += range.count
    guard progress.writtenBytes - reportedBytes >= Self.bytesPerReport else { return }
    reportedBytes = progress.writtenBytes
    try Task.checkCancellation()
    try report(progress)
  }

  private mutating func noteFaded(_ name: String, _ rows: Int) {
    if faded.last?.name == name {
      faded[faded.count - 1].rows += rows
    } else {
      faded.append((name, rows))
    }
  }

  /// A file of NaN, or of blocks whose scales are infinite, is worse than none.
  private func check(
    _ outcome: RowConversion, _ run: RowRun, _ rows: Range<Int>, _ target: TensorDeclaration
  ) throws {
    guard outcome.largest.isFinite else {
      throw ConversionError(
        "\(target.name) holds values that are not finite numbers\(firstBad(run, rows)); the "
          + "weights are damaged: get or save them again")
    }
    guard outcome.isHeld else {
      // Some magnitudes end between those of F32 and BF16.
      let formats = target.format == .bf16 || outcome.largest > 3.38e38 ? "F32" : "BF16 or F32"
      throw ConversionError(
        "\(target.name) holds values up to \(outcome.largest), more than \(target.format.name) "
          + "can: convert to \(formats)")
    }
  }

  /// Place of the first value that is no finite number.
  private func firstBad(_ run: RowRun, _ places: Range<Int>) -> String {
    var values = [Float](repeating: 0, count: run.tensor.columns)
    let width = run.tensor.bytesPerRow
    for place in places {
      let row = run.order.map { $0[place] } ?? place
      device.dequantize(
        UnsafeRawBufferPointer(rebasing: run.tensor.bytes[row * width..<(row + 1) * width]),
        format: run.tensor.format, into: &values)
      if let column = values.firstIndex(where: { !$0.isFinite }) {
        let name = values[column].isNaN ? "NaN" : values[column] < 0 ? "-infinity" : "infinity"
        return ": \(name) in row \(row), column \(column)"
      }
    }
    return ""
  }

  /// Rows one after another, transposed, in their own format if it is plain and in F32 if not.
  private func transposed(_ runs: [RowRun]) throws -> Tensor {
    let formats = Set(runs.map(\.tensor.format))
    var format = StorageFormat.f32
    if let only = formats.first, formats.count == 1, !only.isQuantized { format = only }
    let (rows, columns) = (runs.reduce(0) { $0 + $1.rowCount }, runs.first?.tensor.columns ?? 0)
    let width = columns * format.bytesPerBlock
    let storage = try Storage(allocating: rows * width)
    var start = 0
    for run in runs {
      try device.convert(
        run.tensor, rows: 0..<run.rowCount, order: run.order, to: format, into: storage, at: start)
      start += run.rowCount * width
    }
    guard
      let tensor = Tensor(storage: storage, offset: 0, shape: [rows, columns], format: format)
    else { preconditionFailure("the memory was sized for the rows") }
    return try tensor.transposed(columns: 0..<columns)
  }
}
