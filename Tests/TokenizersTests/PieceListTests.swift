import Testing

@testable import Tokenizers

@Suite("Lists of pieces")
struct PieceListTests {
  @Test(
    "replacing a byte changes the named pieces only",
    arguments: [[], [0], [1], [0, 1, 2, 3, 4], [2, 4], [3]])
  func replaces(ids: [Int]) {
    let strings = ["  ", "a b", "", "c", " d "]
    var pieces = PieceList(strings)
    pieces.replace(0x20, with: Array("▁".utf8), in: ids)
    let expected = strings.enumerated().map { id, text in
      ids.contains(id) ? text.map { $0 == " " ? "▁" : String($0) }.joined() : text
    }
    #expect(pieces == PieceList(expected))
  }

  /// Whole characters, parts of characters, overlong forms, surrogates, values past U+10FFFF, bytes
  /// that never occur.
  private static let samples: [[UInt8]] = [
    [], [0x41], [0x7F], [0x80], [0xC3, 0xA9], [0xC3], [0xA9], [0xC0, 0x80], [0xC1, 0xBF],
    [0xC4, 0xA0, 0x74], [0xE2, 0x96, 0x81], [0xE2, 0x96], [0xE0, 0x9F, 0xBF], [0xE0, 0xA0, 0x80],
    [0xED, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xEF, 0xBF, 0xBF], [0xF0, 0x9F, 0x98, 0x80],
    [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80],
    [0xFF], [0x41, 0xC3, 0xA9, 0x41], [0xE2, 0x96, 0xC3], [0xF0, 0x9F, 0x98], [0xC3, 0x41],
  ]

  @Test("a list is valid if each piece is UTF-8 by itself, whatever stands beside it")
  func validity() {
    func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }
    for first in Self.samples {
      for second in Self.samples {
        var pieces = PieceList()
        pieces.append(first)
        pieces.append(second)
        #expect(
          pieces.areValid(limit: 4) == (isUTF8(first) && isUTF8(second)), "\(first) \(second)")
      }
    }
  }

  @Test("a piece over the limit is not valid")
  func limit() {
    let pieces = PieceList(["abc", "abcd"])
    #expect(pieces.areValid(limit: 4))
    #expect(!pieces.areValid(limit: 3))
  }
}
