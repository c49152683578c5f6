import Testing

@testable import Constraints

struct NumberLanguageTests {
  private static let values = [
    "0", "1", "2", "5", "9", "10", "11", "19", "20", "99", "100", "101", "250", "1000", "0.5",
    "0.05",
    "0.25", "1.5", "9.99", "10.01", "99.5", "100.25", "12345.678",
  ]
  private static let all: [DecimalNumber] = values.compactMap(DecimalNumber.init).flatMap {
    [$0, $0.negated]
  }

  private func texts(_ value: DecimalNumber) -> [String] {
    let plain = value.text
    return value.isIntegral ? [plain, plain + ".0", plain + ".00"] : [plain, plain + "0"]
  }

  private func language(_ range: NumberRange) throws -> RegularExpression {
    try NumberLanguage(isTextual: false, pointer: "").texts(of: [range])
  }

  @Test(
    "a bound takes every spelling of the numbers on its side, and none of the others",
    arguments: [true, false])
  func bounds(isIncluded: Bool) throws {
    for bound in Self.all {
      let end = NumberBound(value: bound, isIncluded: isIncluded)
      let above = try language(NumberRange(lower: end))
      let below = try language(NumberRange(upper: end))
      for value in Self.all where value != bound {
        for text in texts(value) {
          #expect(try above.contains(text) == (bound < value), "\(text) above \(bound.text)")
          #expect(try below.contains(text) == (value < bound), "\(text) below \(bound.text)")
        }
      }
      for text in texts(bound) {
        #expect(try above.contains(text) == isIncluded)
        #expect(try below.contains(text) == isIncluded)
      }
    }
  }

  @Test("no text is above a bound that is not the text of a number")
  func grammar() throws {
    let above = try language(
      NumberRange(
        lower: NumberBound(value: try #require(DecimalNumber(text: "-3.5")), isIncluded: true)))
    for text in ["", "-", "01", "1.", ".5", "+1", "1,5", "--1", "00", "1.5.5"] {
      #expect(try !above.contains(text), "\(text)")
    }
  }

  @Test(
    "multiples are taken in every spelling",
    arguments: [
      "1", "2", "3", "5", "7", "9", "10", "12", "25", "100", "0.1", "0.01", "0.5", "0.25", "1.5",
      "63", "1234", "6.3",
    ])
  func multiples(divisor: String) throws {
    let step = try #require(DecimalNumber(text: divisor))
    let language = try language(NumberRange(divisors: [step]))
    for hundredth in stride(from: 0, to: 13_000, by: 25) {
      let value = try #require(DecimalNumber(text: "\(hundredth)e-2"))
      let isMultiple = try #require(value.isMultiple(of: step))
      for text in texts(value) {
        #expect(try language.contains(text) == isMultiple, "\(text) of \(divisor)")
      }
    }
  }
}

struct DecimalNumberTests {
  @Test("texts of one number are one value, and order is that of numbers")
  func order() throws {
    let texts = ["-100", "-10.5", "-0.01", "0", "0.009", "0.01", "0.1", "1", "9", "10", "1e2"]
    let numbers = try texts.map { try #require(DecimalNumber(text: $0)) }
    #expect(numbers == numbers.sorted())
    #expect(DecimalNumber(text: "1.50e1") == DecimalNumber(text: "15"))
    #expect(DecimalNumber(text: "-0") == .zero)
    #expect(DecimalNumber(text: "120e-3")?.text == "0.12")
    #expect(DecimalNumber(text: "1e99999") == nil)
  }

  @Test("a tenth divides three tenths, which binary fractions deny")
  func tenths() throws {
    let tenth = try #require(DecimalNumber(text: "0.1"))
    #expect(DecimalNumber(text: "0.3")?.isMultiple(of: tenth) == true)
    #expect(DecimalNumber(text: "0.35")?.isMultiple(of: tenth) == false)
  }
}

struct NumberRangeTests {
  @Test(
    "a range of integers is empty exactly when no integer lies within",
    arguments: [
      ("0.2", "0.8", true), ("0.5", "1", true), ("1", "2", true), ("1", "3", false),
      ("-1", "0", true), ("-0.5", "0.5", false), ("-1.5", "0", false), ("9", "10", true),
      ("9.5", "10.5", false), ("-3", "-1", false), ("-2", "-1", true),
    ])
  func integers(low: String, high: String, isEmpty: Bool) throws {
    let range = NumberRange(
      lower: NumberBound(value: try #require(DecimalNumber(text: low)), isIncluded: false),
      upper: NumberBound(value: try #require(DecimalNumber(text: high)), isIncluded: false),
      divisors: [.one])
    #expect(range.isKnownEmpty == isEmpty)
  }
}
