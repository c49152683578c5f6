import Testing

@testable import carat

@Suite("lines that are broken between words")
struct LineWrapTests {
  private func rows(
    _ text: String, _ width: Int, continuing: LineWrap.Continuation = .edge
  ) -> [String] {
    LineWrap(width: width).lines(of: text, continuing: continuing).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
  }

  @Test("every row fits, no word is cut, and the words are those of the text", arguments: 20...90)
  func fits(width: Int) {
    let text =
      "carat: not enough memory: 30 MiB needed, 2 MiB available; raise it with 'ulimit -v', or "
      + "take a smaller model"
    let rows = rows(text, width)
    #expect(rows.allSatisfy { $0.count <= width && $0 == $0.trimmed })
    #expect(rows.joined(separator: " ") == text)
  }

  @Test("a word that is longer than the row stays whole, and a text that fits is left alone")
  func leaves() {
    let path = String(repeating: "x", count: 50)
    #expect(rows("at \(path) there", 20) == ["at", path, "there"])
    #expect(rows("  two  columns ", 20) == ["  two  columns "])
    #expect(rows("a\n\nb", 20) == ["a", "", "b"])
  }

  @Test(
    "rows that go on stand below the last column, or a little further in where that leaves no room")
  func columns() {
    let line = "  save FILE    write the conversation, JSON for .json"
    let margins = [(50, 15), (40, 15), (30, 4)]
    for (width, margin) in margins {
      let rows = rows(line, width, continuing: .column)
      #expect(rows.count > 1 && rows.allSatisfy { $0.count <= width })
      #expect(rows.dropFirst().allSatisfy { $0.prefix { $0 == " " }.count == margin })
    }
    #expect(rows(line, 80, continuing: .column) == [line])
  }

  @Test("colours take no room, and wide characters two cells")
  func cells() {
    let word = "\u{1B}[2mabcdefghi\u{1B}[0m"
    #expect(rows("\(word) \(word)", 20).count == 1)
    #expect(rows("日本語日本 語日本語日 本", 20).count == 2)
  }
}

extension String {
  fileprivate var trimmed: String {
    let start = drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
