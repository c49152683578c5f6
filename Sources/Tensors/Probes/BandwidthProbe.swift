/// A measurement of the speed of reading memory: the bound on decoding, which reads every weight
/// for every token.
public struct BandwidthProbe: Sendable {
  /// Bytes read in a second by all threads together.
  public let bytesPerSecond: Double

  /// Reads a buffer again and again, as decoding reads the weights, and keeps the best round.
  ///
  /// - Parameters:
  ///   - device: Whose threads read.
  ///   - byteCount: Size of the buffer: several times the last cache for what memory gives, the
  ///     bytes of a step for what a step can have, caches included.
  ///   - rounds: Rounds of reading all of it; small buffers are read more often.
  /// - Throws: `StorageError` if there is no room for the buffer.
  public init(_ device: CPUDevice, byteCount: Int = 512 << 20, rounds: Int = 12)
    throws(StorageError)
  {
    let words = max(byteCount / 8, 1) / 64 * 64
    let storage = try Storage(allocating: words * 8)
    var job = ReadJob(words: words, base: storage.mutableBase)
    device.pool.run(chunks: job.chunks, &job) { raw, chunk, _ in
      raw.assumingMemoryBound(to: ReadJob.self).pointee.fill(chunk)
    }
    var best = Double.infinity
    for _ in 0..<max(rounds, min(1000, (2 << 30) / (words * 8))) {
      let start = ContinuousClock.now
      device.pool.run(chunks: job.chunks, &job) { raw, chunk, _ in
        raw.assumingMemoryBound(to: ReadJob.self).pointee.read(chunk)
      }
      best = min(best, (ContinuousClock.now - start) / .seconds(1))
    }
    bytesPerSecond = Double(words * 8) / best
  }
}

/// One round over the buffer, a chunk at a time.
private struct ReadJob {
  let words: Int
  let base: UnsafeMutableRawPointer
  /// Words of one chunk, so many that handing them out costs nothing.
  static let chunkWords = 1 << 17

  var chunks: Int { (words + Self.chunkWords - 1) / Self.chunkWords }

  private func range(_ chunk: Int) -> Range<Int> {
    chunk * Self.chunkWords..<min((chunk + 1) * Self.chunkWords, words)
  }

  /// Pages that nobody wrote are all the same one, so they are written first.
  func fill(_ chunk: Int) {
    for word in range(chunk) {
      base.storeBytes(of: UInt64(truncatingIfNeeded: word), toByteOffset: word * 8, as: UInt64.self)
    }
  }

  /// Adds the words up; the sum is kept in the chunk's first word, so that the reading is not
  /// left out.
  func read(_ chunk: Int) {
    let range = range(chunk)
    var (a, b, c, d) = (SIMD8<UInt64>(), SIMD8<UInt64>(), SIMD8<UInt64>(), SIMD8<UInt64>())
    var offset = range.lowerBound * 8
    let end = range.upperBound * 8 - 255
    while offset < end {
      a &+= base.load(fromByteOffset: offset, as: SIMD8<UInt64>.self)
      b &+= base.load(fromByteOffset: offset + 64, as: SIMD8<UInt64>.self)
      c &+= base.load(fromByteOffset: offset + 128, as: SIMD8<UInt64>.self)
      d &+= base.load(fromByteOffset: offset + 192, as: SIMD8<UInt64>.self)
      offset += 256
    }
    let sum = (a &+ b &+ c &+ d).wrappedSum()
    base.storeBytes(of: sum, toByteOffset: range.lowerBound * 8, as: UInt64.self)
  }
}
