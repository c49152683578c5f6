import Testing

@testable import Tensors

/// Texts as GGUF files write them: a length in 8 bytes before each.
private func written(_ texts: [[UInt8]]) -> [UInt8] {
  texts.flatMap { text in
    (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }
}

@Suite("Lists of texts in storage")
struct StorageTextsTests {
  /// Lengths on both sides of a register's 16 bytes, and none.
  private static let texts: [[UInt8]] = [0, 1, 15, 16, 17, 40, 0, 3, 16, 33, 2].enumerated().map {
    index, length in (0..<length).map { UInt8(truncatingIfNeeded: 31 * index + $0) }
  }

  @Test(
    "packed texts are the texts one after another, wherever the storage ends",
    arguments: 0...texts.count, [0, 1, 7, 64])
  func packed(count: Int, following: Int) throws {
    let texts = Array(Self.texts.prefix(count))
    let bytes = [7, 7, 7] + written(texts) + [UInt8](repeating: 9, count: following)
    let storage = try Storage(copying: bytes)
    let end = try #require(storage.endOfTexts(count, from: 3))
    #expect(end == bytes.count - following)
    let (packed, ends) = storage.packedTexts(count, in: 3..<end)
    #expect(packed == texts.flatMap { $0 })
    #expect(ends == texts.indices.map { texts[...$0].reduce(0) { $0 + $1.count } })
  }

  @Test("texts that reach beyond the storage have no end")
  func truncated() throws {
    let bytes = written(Self.texts)
    for kept in 0..<bytes.count {
      let storage = try Storage(copying: bytes.prefix(kept))
      #expect(storage.endOfTexts(Self.texts.count, from: 0) == nil)
    }
  }

  @Test("a length that no file can have ends the search", arguments: [UInt8(0x7F), 0x80, 0xFF])
  func absurdLength(top: UInt8) throws {
    var bytes = written([[1, 2, 3], [4]])
    bytes[7] = top
    #expect(try Storage(copying: bytes).endOfTexts(2, from: 0) == nil)
  }

  @Test("words are read in the order of the file, aligned or not", arguments: 0..<4)
  func words(shift: Int) throws {
    let values: [UInt32] = [0, 1, 0xFFFF_FFFF, 0x0102_0304, 0x8000_0000]
    let bytes = values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let storage = try Storage(copying: [UInt8](repeating: 5, count: shift) + bytes)
    #expect(storage.words(in: shift..<shift + bytes.count) == values)
  }
}
