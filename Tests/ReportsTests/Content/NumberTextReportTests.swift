import PlainText
import Testing

@testable import Reports

@Suite("numbers of a report")
struct NumberTextReportTests {
  @Test("a share is never rounded to nothing or to more than it is")
  func shares() {
    #expect(NumberText.percent(0) == "0 %")
    #expect(NumberText.percent(0.00002) == "<0.01 %")
    #expect(NumberText.percent(0.0123) == "1.2 %")
    #expect(NumberText.percent(0.5) == "50 %")
    #expect(NumberText.percent(52.14) == "5,214 %")
  }

  @Test("a bar shows any number as a share", arguments: [8, 1, 0, -1])
  func bars(cells: Int) {
    let length = max(cells, 0)
    for share in [1, 1.5, 1e30, Double.infinity] {
      #expect(NumberText.bar(share, cells: cells) == String(repeating: "█", count: length))
    }
    for share in [0, -1, -Double.infinity, Double.nan] {
      #expect(NumberText.bar(share, cells: cells) == String(repeating: "░", count: length))
    }
    #expect(NumberText.bar(1e-9, cells: cells).count == length)
  }

  @Test("large numbers keep three figures and their power of ten")
  func large() {
    #expect(NumberText.scientific(7.99e20) == "7.99 x 10^20")
    #expect(NumberText.scientific(9.999e20) == "1.00 x 10^21")
    #expect(NumberText.operations(5.31e9) == "5.31 GFLOP")
    #expect(NumberText.worded(50.1e9) == "50.1 billion")
    #expect(NumberText.time(86_400 * 1234) == "1,234 days")
  }

  @Test("all sizes of a table have the units of its largest")
  func scale() {
    let scale = ByteScale(for: [1_000_000_000, 512 << 20])
    #expect(scale.decimalName == "GB" && scale.binaryName == "GiB")
    #expect(scale.decimal(5_012_869_120) == "5.01" && scale.binary(512 << 20) == "0.50")
    #expect(ByteScale(for: [999_999_999]).decimalName == "MB")
  }

  @Test("a text is broken at spaces, and a word only where it is longer than a line")
  func breaking() {
    #expect(TerminalText.broken("one two three", at: 8) == ["one two", "three"])
    #expect(TerminalText.broken("incomprehensible a", at: 8) == ["incompre", "hensible", "a"])
    #expect(TerminalText.broken("模型模型", at: 4) == ["模型", "模型"])
  }
}
