import CKernels
package import ModelSpec

/// Writing of rows in another format.
extension Device {
  /// Whether values can be written in a format.
  package static func canWrite(_ format: StorageFormat) -> Bool {
    guard let table = ck_kernels_for(CK_SCALAR) else { return false }
    return ck_can_quantize(table, format.code)
  }

  /// Writes some rows of a tensor, in some order and in some format, one after another.
  ///
  /// Rows that keep their format are copied bit for bit. The result does not depend on the number of threads.
  /// - Parameters:
  ///   - rows: Which places of the order, or which rows without an order.
  ///   - order: The row of `source` at each place.
  ///   - offset: Added to each value.
  ///   - format: One that `canWrite`.
  ///   - storage: Allocated memory for the rows, from its byte `start` on.
  /// - Returns: The largest magnitude among the values, NaN if one is not a number; `nil` for rows that were copied.
  /// - Throws: `StorageError` if memory for the work cannot be had.
  @discardableResult
  package func convert(
    _ source: Tensor, rows: Range<Int>, order: [Int]? = nil, adding offset: Float = 0,
    to format: StorageFormat, into storage: Storage, at start: Int = 0
  ) throws(StorageError) -> Float? {
    let columns = source.columns
    guard let width = format.bytes(forElements: columns) else {
      preconditionFailure("rows fill whole blocks of the format")
    }
    precondition(rows.lowerBound >= 0 && rows.upperBound <= order?.count ?? source.rows)
    precondition(start >= 0 && start + rows.count * width <= storage.count)
    guard !rows.isEmpty, width > 0 else { return nil }
    if source.format == format, offset == 0 {
      copy(source, rows: rows, order: order, width: width, into: storage, at: start)
      return nil
    }
    precondition(Self.canWrite(format), "only formats that can be written are asked for")
    guard let base = source.bytes.baseAddress else { return nil }
    let scratch = try Storage(allocating: threadCount * columns * 4)
    let magnitudes = try Storage(allocating: threadCount * 64)
    var job = RowConversionJob(
      kernels: kernels, source: base, sourceWidth: source.bytesPerRow,
      sourceFormat: source.format.code, target: storage.mutableBytes.baseAddress.map { $0 + start },
      targetWidth: width, targetFormat: format.code, columns: columns, offset: offset, rows: rows,
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
    let largest = (0..<threadCount).map { job.magnitudes[$0 * 16] }.max() ?? 0
    return Float(bitPattern: largest)
  }

  private func run(_ job: inout RowConversionJob) {
    pool.run(chunks: (job.rows.count + job.rowsPerChunk - 1) / job.rowsPerChunk, &job) {
      context, chunk, thread in
      context.assumingMemoryBound(to: RowConversionJob.self).pointee.convert(chunk, thread)
    }
  }

  private func copy(
    _ source: Tensor, rows: Range<Int>, order: [Int]?, width: Int, into storage: Storage,
    at start: Int
  ) {
    let (from, to) = (source.bytes, storage.mutableBytes)
    guard let order else {
      to[start..<start + rows.count * width]
        .copyBytes(from: from[rows.lowerBound * width..<rows.upperBound * width])
      return
    }
    for (place, row) in order[rows].enumerated() {
      precondition(row >= 0 && row < source.rows)
      to[start + place * width..<start + (place + 1) * width]
        .copyBytes(from: from[row * width..<(row + 1) * width])
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
  let rows: Range<Int>
  /// A row of values for each thread.
  let scratch: UnsafeMutablePointer<Float>
  /// The bits of the largest magnitude that each thread has met, a cache line apart.
  let magnitudes: UnsafeMutablePointer<UInt32>
  var order: UnsafePointer<Int>?

  var rowsPerChunk: Int { max(1, 16_384 / max(columns, 1)) }

  func convert(_ chunk: Int, _ thread: Int) {
    guard let target else { return }
    let values = scratch + thread * columns
    let first = chunk * rowsPerChunk
    var largest = magnitudes[thread * 16]
    for place in first..<min(first + rowsPerChunk, rows.count) {
      let row = order.map { $0[rows.lowerBound + place] } ?? rows.lowerBound + place
      ck_dequantize(kernels, sourceFormat, columns, source + row * sourceWidth, values)
      if offset != 0 {
        for column in 0..<columns { values[column] += offset }
      }
      // Without their sign, bits of floats order as magnitudes do, infinity and NaN above all others.
      for column in 0..<columns { largest = max(largest, values[column].bitPattern & 0x7FFF_FFFF) }
      ck_quantize(kernels, targetFormat, columns, values, target + place * targetWidth)
    }
    magnitudes[thread * 16] = largest
  }
}
