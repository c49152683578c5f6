import Figures
import Testing

@Suite struct MarkdownTableTests {
  @Test func `columns line up, figures to the right`() {
    var table = MarkdownTable(["file": .left, "rate": .right])
    table.add("a", "1,234")
    table.add("longer", "5")
    #expect(
      table.text == """
        | file   |  rate |
        | ------ | ----: |
        | a      | 1,234 |
        | longer |     5 |

        """)
  }

  @Test func `a row has as many cells as the table has columns`() {
    var table = MarkdownTable(["one": .left, "two": .left])
    table.add("a")
    table.add("b", "c", "d")
    let lines = table.text.split(separator: "\n")
    #expect(lines.map { $0.count { $0 == "|" } } == [3, 3, 3, 3])
    #expect(!table.text.contains("d"))
  }

  @Test func `a cell cannot break the table`() {
    var table = MarkdownTable(["one": .left])
    table.add("a|b\nc")
    #expect(table.text.contains("| a\\|b c |"))
  }
}

@Suite struct DigitsTests {
  @Test(arguments: [
    (2674.4, "2,674"), (99.96, "100"), (83.14, "83.1"), (9.994, "9.99"), (9.996, "10.0"),
  ])
  func `a rate has three digits that count, or all before the point`(
    _ value: Double, _ text: String
  ) {
    #expect(Digits.rate(value) == text)
  }

  @Test func `fixed places are rounded, and zeros after the point stay`() {
    #expect(Digits.fixed(1.045, 1) == "1.0")
    #expect(Digits.fixed(1234.056, 2) == "1,234.06")
    #expect(Digits.fixed(-0.004, 2) == "0.00")
    #expect(Digits.fixed(-1.5, 0) == "-2")
    #expect(Digits.fixed(.nan, 2) == "nan")
  }

  @Test func `thousands are grouped, whatever the sign`() {
    #expect(Digits.grouped(-1_234_567) == "-1,234,567")
    #expect(Digits.grouped(999) == "999")
  }
}
