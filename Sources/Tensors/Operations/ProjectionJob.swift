import CKernels
import ModelSpec

extension ProjectionScratch {
  func activations(columns k: Int) -> RoundedRows {
    let base = storage.mutableBase
    let scales = base + rows * k
    let sums = scales + rows * (k / 32) * 4
    let bf16 = base + rows * ((columns + 255) / 256 * 256) * 5 / 4
    return RoundedRows(
      columns: k, q: base.assumingMemoryBound(to: Int8.self),
      scales: scales.assumingMemoryBound(to: Float.self),
      sums: sums.assumingMemoryBound(to: Int16.self),
      bf16: bf16.assumingMemoryBound(to: UInt16.self))
  }

  var threadBase: UnsafeMutableRawPointer {
    storage.mutableBase + CPUScratchSizes.activations(rows: rows, columns: columns)
  }
}

/// Rows of activations as 8-bit integers with a scale for each 32, and in BF16, each row padded to
/// a multiple of 32.
struct RoundedRows {
  let columns: Int
  let q: UnsafeMutablePointer<Int8>
  let scales: UnsafeMutablePointer<Float>
  let sums: UnsafeMutablePointer<Int16>
  let bf16: UnsafeMutablePointer<UInt16>

  func bf16(row: Int) -> UnsafeMutablePointer<UInt16> { bf16 + row * ((columns + 31) / 32 * 32) }
}

extension CPUDevice {
  /// `output = x · weightᵀ + bias` for one to three weights that read the same `x`
  /// `[rows, inputs]`.
  ///
  /// Quantised weights multiply with `x` rounded to 8 bits in groups of 32; float weights multiply
  /// in float32, but BF16 weights with `x` rounded to BF16 where the instruction set has
  /// such products.
  public func project(
    _ x: Matrix, _ first: Projection, _ second: Projection?, _ third: Projection?,
    scratch: ProjectionScratch
  ) {
    guard x.rows > 0 else { return }
    let formats = (first.weight.format, second?.weight.format, third?.weight.format)
    let needsQuantized =
      formats.0.isQuantized || formats.1?.isQuantized ?? false || formats.2?.isQuantized ?? false
    let needsBF16 =
      kernels.pointee.round_bf16 != nil
      && (formats.0 == .bf16 || formats.1 == .bf16 || formats.2 == .bf16)
    precondition(x.stride == x.columns, "projections read contiguous rows")
    precondition(
      x.columns <= scratch.columns && (!needsQuantized && !needsBF16 || x.rows <= scratch.rows))
    let activations = scratch.activations(columns: x.columns)
    if needsQuantized { round(x, into: activations, RoundingJob.quantize) }
    if needsBF16 { round(x, into: activations, RoundingJob.toBF16) }
    var job = ProjectionJob(
      kernels: kernels, x: x.pointer, rows: x.rows, columns: x.columns, activations: activations,
      scratch: scratch.threadBase, scratchStride: CPUScratchSizes.panel(columns: scratch.columns),
      first: ProjectionJob.Part(first, x: x),
      second: second.map { ProjectionJob.Part($0, x: x) },
      third: third.map { ProjectionJob.Part($0, x: x) })
    pool.run(chunks: job.chunkCount, &job) { context, chunk, thread in
      context.assumingMemoryBound(to: ProjectionJob.self).pointee.run(chunk, thread: thread)
    }
  }

  private func round(_ x: Matrix, into rows: RoundedRows, _ body: @escaping ThreadPool.Body) {
    var job = RoundingJob(kernels: kernels, x: x.pointer, rows: rows)
    if x.rows < 4 {
      // Cheaper than waking anyone.
      withUnsafeMutablePointer(to: &job) { pointer in
        for row in 0..<x.rows { body(UnsafeMutableRawPointer(pointer), row, 0) }
      }
    } else {
      pool.run(chunks: x.rows, &job, body)
    }
  }
}

/// Rounding of activations; each item is a row.
private struct RoundingJob {
  let kernels: UnsafePointer<ck_kernels>
  let x: UnsafePointer<Float>
  let rows: RoundedRows

  static let quantize: ThreadPool.Body = { context, row, _ in
    let job = context.assumingMemoryBound(to: RoundingJob.self).pointee
    let k = job.rows.columns
    job.kernels.pointee.quantize_activations(
      k, job.x + row * k, job.rows.q + row * k, job.rows.scales + row * (k / 32),
      job.rows.sums + row * (k / 16))
  }

  static let toBF16: ThreadPool.Body = { context, row, _ in
    let job = context.assumingMemoryBound(to: RoundingJob.self).pointee
    job.kernels.pointee.round_bf16(
      job.rows.columns, job.x + row * job.rows.columns, job.rows.bf16(row: row))
  }
}

/// One to three products over the same rows, cut into chunks of outputs.
private struct ProjectionJob {
  struct Part {
    let format: ck_format
    let isQuantized: Bool
    let weight: UnsafeRawPointer
    let bytesPerRow: Int
    let bias: UnsafePointer<Float>?
    let outputs: Int
    let y: UnsafeMutablePointer<Float>
    let yStride: Int
    let chunk: Int

    init(_ projection: Projection, x: Matrix) {
      let weight = projection.weight
      precondition(weight.columns == x.columns, "a weight has one column for each input")
      precondition(projection.output.columns == weight.rows && projection.output.rows >= x.rows)
      guard let base = weight.bytes.baseAddress else { preconditionFailure("an empty weight") }
      format = weight.format.code
      isQuantized = weight.format.isQuantized
      self.weight = base
      bytesPerRow = weight.bytesPerRow
      bias = projection.bias?.pointer
      outputs = weight.rows
      y = projection.output.pointer
      yStride = projection.output.stride
      chunk = Self.chunk(outputs: weight.rows, bytesPerRow: weight.bytesPerRow, rows: x.rows)
    }

    /// About 16 KiB of weights for a few rows, so that threads finish together; pairs of panels
    /// for many.
    static func chunk(outputs: Int, bytesPerRow: Int, rows: Int) -> Int {
      let tile = Int(CK_TILE)
      if rows >= 8 { return outputs >= 1024 ? 4 * tile : 2 * tile }
      return max(1, 16_384 / max(bytesPerRow, 1) / tile) * tile
    }

    var chunks: Int { (outputs + chunk - 1) / chunk }
  }

  let kernels: UnsafePointer<ck_kernels>
  let x: UnsafePointer<Float>
  let rows: Int
  let columns: Int
  let activations: RoundedRows
  let scratch: UnsafeMutableRawPointer
  let scratchStride: Int
  let first: Part
  let second: Part?
  let third: Part?

  var chunkCount: Int { first.chunks + (second?.chunks ?? 0) + (third?.chunks ?? 0) }

  func run(_ chunk: Int, thread: Int) {
    var index = chunk
    if index < first.chunks { return run(first, index, thread) }
    index -= first.chunks
    if let second {
      if index < second.chunks { return run(second, index, thread) }
      index -= second.chunks
    }
    if let third { run(third, index, thread) }
  }

  private func run(_ part: Part, _ index: Int, _ thread: Int) {
    let start = index * part.chunk
    let count = min(part.chunk, part.outputs - start)
    var input = ck_activations(
      f32: x, q: activations.q, scales: activations.scales, sums: activations.sums,
      bf16: activations.bf16)
    ck_matmul(
      kernels, part.format, columns, rows, count, part.weight + start * part.bytesPerRow, &input,
      part.y + start, part.yStride, scratch + thread * scratchStride)
    guard let bias = part.bias else { return }
    for row in 0..<rows {
      kernels.pointee.add(count, bias + start, part.y + row * part.yStride + start)
    }
  }
}
