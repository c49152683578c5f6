import PlainText
import Testing

@Suite("Numbers")
struct NumberTextTests {
  @Test("a number is rounded once, and a sign stands only before what is not zero")
  func decimals() {
    #expect(NumberText.fixed(9.996, 2) == "10.00" && NumberText.fixed(0.125, 2) == "0.13")
    #expect(NumberText.fixed(-0.001, 2) == "0.00" && NumberText.fixed(-1.5, 0) == "-2")
    #expect(NumberText.separated(-1234.5, 1) == "-1,234.5")
    #expect(NumberText.separated(999_999.96, 1) == "1,000,000.0")
    #expect(NumberText.tenths(2) == "2" && NumberText.tenths(-0.5) == "-0.5")
    #expect(NumberText.fixed(1e20, 1) == "1e+20" && NumberText.fixed(.infinity, 1) == "inf")
  }

  @Test("numbers are grouped as long as their last digit is exact")
  func large() {
    #expect(NumberText.separated(19_070_830_011_815.98, 2) == "19,070,830,011,815.98")
    #expect(NumberText.separated(123_456_789_012_345_678, 0) == "123,456,789,012,345,680")
    #expect(NumberText.separated(1e18, 0) == "1e+18")
  }

  @Test("integers are grouped by thousands, to the largest and the smallest")
  func groups() {
    #expect(NumberText.grouped(999) == "999" && NumberText.grouped(-1000) == "-1,000")
    #expect(NumberText.grouped(Int.min) == "-9,223,372,036,854,775,808")
    #expect(NumberText.count(1, "token") == "1 token")
    #expect(NumberText.count(2000, "entry", "entries") == "2,000 entries")
  }

  @Test("sizes are told in both units, and a rounded one in the next unit where it fills it")
  func sizes() {
    #expect(NumberText.bytes(98_400_000) == "98.4 MB (93.8 MiB)")
    #expect(NumberText.bytes(999) == "999 bytes")
    #expect(NumberText.decimalBytes(999_999_999) == "1000.0 MB")
    #expect(NumberText.roundest(999_999_999, .decimalBytes) == "1 GB")
  }

  @Test("durations from hundredths of a second to hours")
  func durations() {
    #expect(NumberText.seconds(0.123) == "0.12 s" && NumberText.seconds(185) == "3:05")
    #expect(NumberText.seconds(3_725) == "1:02:05" && NumberText.seconds(.nan) == "?")
  }
}
