import PlainText
import Testing

@testable import Charts

@Suite struct ValueUnitTests {
  @Test(arguments: [
    (ValueUnit.plain, 1234.0, "1,234"), (.plain, 2_506_434_560, "2.51 G"),
    (.plain, 0.00123, "0.00123"),
    (.plain, 1.5e-7, "1.5e-7"), (.plain, 0, "0"), (.plain, -2.5, "-2.5"),
    (.plain, 1.234e30, "1.23e12 E"),
    (.percent, 42, "42 %"), (.bytes, 999, "999 B"), (.bytes, 999.6e6, "1 GB"),
    (.bytes, 5.012e9, "5.01 GB"),
    (.binaryBytes, 1023, "1,023 B"), (.binaryBytes, 1536, "1.5 KiB"),
    (.binaryBytes, 1_073_741_824, "1 GiB"),
    (.seconds, 0.0123, "12.3 ms"), (.seconds, 90, "1.5 min"), (.seconds, 864_000, "10 d"),
    (.seconds, 0, "0 s"),
    (.seconds, 2e-8, "20 ns"), (.perSecond("FLOP"), 989e12, "989 TFLOP/s"),
    (.perSecond("B"), 3.35e12, "3.35 TB/s"),
    (.measure("tokens/s"), 12345.6, "12,346 tokens/s"), (.measure("tokens"), 2e12, "2 T tokens"),
  ])
  func `values are written with three digits and the unit that suits them`(
    unit: ValueUnit, value: Double, text: String
  ) {
    #expect(unit.text(value) == text)
  }

  @Test func `what is not finite is no data`() {
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(ValueUnit.bytes.text(value) == "no data")
    }
  }

  @Test func `numbers of an axis share their unit and their decimals`() {
    #expect(
      ValueUnit.bytes.axisTexts([0, 5e8, 1e9], spacing: 5e8) == ["0 GB", "0.5 GB", "1.0 GB"])
  }
}

@Suite struct NumberTextChartTests {
  @Test func `thousands are grouped`() {
    #expect(NumberText.axis(1_234_567, decimals: 0) == "1,234,567")
    #expect(NumberText.axis(-1234.5, decimals: 1) == "-1,234.5")
    #expect(NumberText.axis(999, decimals: 0) == "999")
  }

  @Test func `a number that rounds to zero has no sign`() {
    #expect(NumberText.axis(-0.001, decimals: 2) == "0.00")
  }

  @Test func `coordinates have no commas and at most two decimals`() {
    #expect(NumberText.coordinate(1234.567) == "1234.57")
    #expect(NumberText.coordinate(3.10) == "3.1")
    #expect(NumberText.coordinate(100) == "100")
  }

  @Test func `rounding up carries into the next digit`() {
    #expect(NumberText.short(9.996) == "10")
    #expect(NumberText.short(99.96) == "100")
    #expect(NumberText.short(0.09996) == "0.1")
  }
}
