// Lists of texts as GGUF files write them: each is a length in 8 little-endian bytes and then as
// many bytes. A vocabulary has hundreds of thousands, so each pass over them is one loop without
// a call.
extension Storage {
  /// End of `count` texts that start at `offset`, or `nil` if they do not lie within the storage.
  package func endOfTexts(_ count: Int, from offset: Int) -> Int? {
    precondition(offset >= 0 && offset <= self.count)
    let (bytes, limit) = (bytes, self.count)
    var position = offset
    for _ in 0..<count {
      guard limit - position >= 8 else { return nil }
      let length = UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position += 8
      guard length <= UInt64(limit - position) else { return nil }
      position += Int(length)
    }
    return position
  }

  /// The bytes of `count` texts one after another without their lengths, and where each ends.
  ///
  /// - Parameter range: Where the texts lie, from the first length to `endOfTexts`.
  package func packedTexts(_ count: Int, in range: Range<Int>) -> (bytes: [UInt8], ends: [Int]) {
    precondition(range.lowerBound >= 0 && range.upperBound <= self.count)
    precondition(count >= 0 && count <= range.count / 8)
    var ends: [Int] = []
    let packed = [UInt8](unsafeUninitializedCapacity: range.count - 8 * count) { bytes, filled in
      ends = [Int](unsafeUninitializedCapacity: count) { ends, endCount in
        filled = copyTexts(in: range, to: UnsafeMutableRawBufferPointer(bytes), ends: ends)
        endCount = count
      }
    }
    return (packed, ends)
  }

  /// Copies as many texts as `ends` has elements, and returns the sum of their lengths.
  private func copyTexts(
    in range: Range<Int>, to output: UnsafeMutableRawBufferPointer,
    ends: UnsafeMutableBufferPointer<Int>
  ) -> Int {
    let bytes = bytes
    var (position, filled) = (range.lowerBound, 0)
    for index in ends.indices {
      precondition(range.upperBound - position >= 8)
      let length = Int(
        truncatingIfNeeded: UInt64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
      position += 8
      // The file may have changed since its bounds were checked.
      precondition(length >= 0 && length <= min(range.upperBound - position, output.count - filled))
      if length <= 16, position + 16 <= bytes.count, filled + 16 <= output.count {
        // Most pieces are short: one register holds them, and what it holds beyond is
        // overwritten next.
        let chunk = bytes.loadUnaligned(fromByteOffset: position, as: SIMD16<UInt8>.self)
        output.storeBytes(of: chunk, toByteOffset: filled, as: SIMD16<UInt8>.self)
      } else if length > 0 {
        UnsafeMutableRawBufferPointer(rebasing: output[filled..<filled + length]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]))
      }
      position += length
      filled += length
      ends.initializeElement(at: index, to: filled)
    }
    return filled
  }
}
