import CKernels
package import ModelSpec

/// The result of writing rows in another format.
package struct RowConversion: Sendable, Hashable {
  /// The largest magnitude among the values: infinite, or NaN, if one is.
  package var largest: Float = 0
  /// Tells whether the rows as written have all values, to the precision of their format; false
  /// where a value, or the scale of a block, is more than the format's numbers reach.
  package var isHeld = true
  /// Rows whose values are so small that their format's numbers do not reach down to them.
  package var fadedRows = 0
}

/// Writing of rows in another format.
extension CPUDevice {
  /// Tells whether values can be written in a format.
  package static func canWrite(_ format: StorageFormat) -> Bool {
    guard let table = ck_kernels_for(CK_SCALAR) else { return false }
    return ck_can_quantize(table, format.code)
  }

  /// Writes some rows of a tensor, in some order and in some format, one after another.
  ///
  /// Rows that keep their format are copied bit for bit. The result does not depend on the number
  /// of threads.
  /// - Parameters:
  ///   - rows: Which places of the order, or which rows without an order.
  ///   - order: The row of `source` at each place.
  ///   - offset: Added to each value.
  ///   - format: One that `canWrite`.
  ///   - storage: Allocated memory for the rows, from its byte `start` on.
  /// - Returns: What the values are like, and whether they were kept.
  /// - Throws: `StorageError` if memory for the work cannot be had.
  @discardableResult
  package func convert(
    _ source: Tensor, rows: Range<Int>, order: [Int]? = nil, adding offset: Float = 0,
    to format: StorageFormat, into storage: Storage, at start: Int = 0
  ) throws(StorageError) -> RowConversion {
    let columns = source.columns
    guard let width = format.bytes(forElements: columns) else {
      preconditionFailure("rows fill whole blocks of the format")
    }
    precondition(rows.lowerBound >= 0 && rows.upperBound <= order?.count ?? source.rows)
    precondition(start >= 0 && start + rows.count * width <= storage.count)
    guard !rows.isEmpty, width > 0, let base = source.bytes.baseAddress else {
      return RowConversion()
    }
    let isCopy = source.format == format && offset == 0
    precondition(isCopy || Self.canWrite(format), "only formats that can be written are asked for")
    let scratch = try Storage(allocating: 2 * threadCount * columns * 4)
    let magnitudes = try Storage(allocating: threadCount * 64)
    var job = RowConversionJob(
      kernels: kernels, source: base, sourceWidth: source.bytesPerRow,
      sourceFormat: source.format.code, target: storage.mutableBytes.baseAddress.map { $0 + start },
      targetWidth: width, targetFormat: format.code, columns: columns, offset: offset,
      isCopy: isCopy, rows: rows,
      scratch: scratch.mutableBase.assumingMemoryBound(to: Float.self),
      magnitudes: magnitudes.mutableBase.assumingMemoryBound(to: UInt32.self))
    if let order {
      order.withUnsafeBufferPointer { order in
        precondition(order[rows].allSatisfy { $0 >= 0 && $0 < source.rows })
        job.order = order.baseAddress
        run(&job)
      }
    } else {
      run(&job)
    }
    let threads = 0..<threadCount
    return RowConversion(
      largest: Float(bitPattern: threads.map { job.magnitudes[$0 * 16] }.max() ?? 0),
      isHeld: threads.allSatisfy { job.magnitudes[$0 * 16 + 1] == 0 },
      fadedRows: threads.reduce(0) { $0 + Int(job.magnitudes[$1 * 16 + 2]) })
  }

  private func run(_ job: inout RowConversionJob) {
    pool.run(chunks: (job.rows.count + job.rowsPerChunk - 1) / job.rowsPerChunk, &job) {
      context, chunk, thread in
      context.assumingMemoryBound(to: RowConversionJob.self).pointee.convert(chunk, thread)
    }
  }
}

/// Rows on their way from one format to another.
private struct RowConversionJob {
  let kernels: UnsafePointer<ck_kernels>
  let source: UnsafeRawPointer
  let sourceWidth: Int
  let sourceFormat: ck_format
  let target: UnsafeMutableRawPointer?
  let targetWidth: Int
  let targetFormat: ck_format
  let columns: Int
  let offset: Float
  /// Tells whether the rows keep their bytes.
  let isCopy: Bool
  let rows: Range<Int>
  /// Two rows of values for each thread: what is written, and what was.
  let scratch: UnsafeMutablePointer<Float>
  /// Magnitudes that each thread has met, a cache line apart: the bits of the largest magnitude,
  /// rows too large, rows too small.
  let magnitudes: UnsafeMutablePointer<UInt32>
  var order: UnsafePointer<Int>?

  var rowsPerChunk: Int { max(1, 16_384 / max(columns, 1)) }

  func convert(_ chunk: Int, _ thread: Int) {
    let values = scratch + 2 * thread * columns
    let first = chunk * rowsPerChunk
    var largest = magnitudes[thread * 16]
    for place in first..<min(first + rowsPerChunk, rows.count) {
      let row = order.map { $0[rows.lowerBound + place] } ?? rows.lowerBound + place
      ck_dequantize(kernels, sourceFormat, columns, source + row * sourceWidth, values)
      if offset != 0 {
        for column in 0..<columns { values[column] += offset }
      }
      // Without their sign, bits of floats order as magnitudes do, infinity and NaN above
      // all others.
      var rowLargest: UInt32 = 0
      for column in 0..<columns {
        rowLargest = max(rowLargest, values[column].bitPattern & 0x7FFF_FFFF)
      }
      largest = max(largest, rowLargest)
      write(values, largest: Float(bitPattern: rowLargest), row: row, place: place, thread)
    }
    magnitudes[thread * 16] = largest
  }

  private func write(
    _ values: UnsafeMutablePointer<Float>, largest: Float, row: Int, place: Int, _ thread: Int
  ) {
    guard let target else { return }
    let written = target + place * targetWidth
    if isCopy {
      return written.copyMemory(from: source + row * sourceWidth, byteCount: targetWidth)
    }
    ck_quantize(kernels, targetFormat, columns, values, written)
    // Half floats, which are the scales of all blocks, end at 65,504, and at 2^-25 round to zero;
    // the scale of a block of Q6_K is 4,064 times smaller than its values. Between these, values
    // always fit.
    guard largest > 65_504 || largest < 0x1p-25 * 4096, largest > 0, largest.isFinite else {
      return
    }
    let back = values + columns
    ck_dequantize(kernels, targetFormat, columns, written, back)
    // The coarsest format is off by an eighth of its largest value; what it cannot hold comes back
    // infinite, NaN or as zeros.
    let bound = largest / 4
    for column in 0..<columns where !(abs(back[column] - values[column]) <= bound) {
      magnitudes[thread * 16 + (largest > 1 ? 1 : 2)] += 1
      return
    }
  }
}
