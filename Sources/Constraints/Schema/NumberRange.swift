/// An end of a range of numbers.
struct NumberBound: Hashable, Sendable {
  /// The number at the end.
  var value: DecimalNumber
  /// Tells whether that number belongs to the range.
  var isIncluded: Bool
}

/// The numbers between two bounds that are multiples of some numbers and not of others.
///
/// Integers are the multiples of 1. Sets of numbers are unions of such ranges, which makes them
/// closed under intersection and complement.
struct NumberRange: Hashable, Sendable {
  /// The lower end, if there is one.
  var lower: NumberBound?
  /// The upper end, if there is one.
  var upper: NumberBound?
  /// Numbers of which every member is a multiple.
  var divisors: Set<DecimalNumber> = []
  /// Numbers of which no member is a multiple.
  var excludedDivisors: Set<DecimalNumber> = []

  /// Every number.
  static let all = NumberRange()
  /// Every integral number.
  static let integers = NumberRange(divisors: [.one])

  /// The range of one number.
  static func only(_ value: DecimalNumber) -> NumberRange {
    let bound = NumberBound(value: value, isIncluded: true)
    return NumberRange(lower: bound, upper: bound)
  }

  /// The number, if the bounds leave just one.
  var singleValue: DecimalNumber? {
    guard let lower, let upper, lower.value == upper.value else { return nil }
    return lower.value
  }

  /// Tells whether the range is known to have no number.
  ///
  /// A range that is not known to be empty may still be, where several divisors meet.
  var isKnownEmpty: Bool {
    if let lower, let upper {
      if upper.value < lower.value { return true }
      if let value = singleValue {
        if !(lower.isIncluded && upper.isIncluded) { return true }
        if divisors.contains(where: { value.isMultiple(of: $0) == false }) { return true }
        if excludedDivisors.contains(where: { value.isMultiple(of: $0) == true }) { return true }
      } else if divisors.contains(.one), !holdsInteger(lower, upper) {
        return true
      }
    }
    return excludedDivisors.contains { excluded in
      divisors.contains { $0.isMultiple(of: excluded) == true }
    }
  }

  /// Tells whether the range, if not known to be empty, surely has a number.
  var isSurelyInhabited: Bool {
    guard excludedDivisors.isEmpty else { return false }
    return divisors.isEmpty || divisors == [.one]
      || divisors.count == 1 && (lower == nil || upper == nil)
  }

  /// Tells whether an integer lies between two different bounds.
  private func holdsInteger(_ lower: NumberBound, _ upper: NumberBound) -> Bool {
    let (low, high) = (lower.value, upper.value)
    if low.isIntegral && lower.isIncluded || high.isIntegral && upper.isIncluded { return true }
    if low.isNegative && !high.isNegative && high != .zero { return true }
    // Both have one sign: some integer is between when the whole parts differ, other than by the
    // farther end's being its own whole part.
    let (near, far) =
      low.isNegative ? (high.magnitude, low.magnitude) : (low.magnitude, high.magnitude)
    guard near.integerDigits != far.integerDigits else { return false }
    guard far.isIntegral else { return true }
    return Self.successor(of: near.integerDigits) != far.integerDigits
  }

  private static func successor(of digits: [UInt8]) -> [UInt8] {
    var digits = digits
    var place = digits.count - 1
    while place >= 0 {
      if digits[place] < 9 {
        digits[place] += 1
        return digits
      }
      digits[place] = 0
      place -= 1
    }
    return [1] + digits
  }

  /// The numbers that belong to both ranges.
  func intersection(_ other: NumberRange) -> NumberRange {
    NumberRange(
      lower: Self.tighter(lower, other.lower) { $0.value > $1.value },
      upper: Self.tighter(upper, other.upper) { $0.value < $1.value },
      divisors: divisors.union(other.divisors),
      excludedDivisors: excludedDivisors.union(other.excludedDivisors))
  }

  private static func tighter(
    _ left: NumberBound?, _ right: NumberBound?,
    isInside: (NumberBound, NumberBound) -> Bool
  ) -> NumberBound? {
    guard let left, let right else { return left ?? right }
    if left.value == right.value { return left.isIncluded ? right : left }
    return isInside(left, right) ? left : right
  }

  /// The numbers that do not belong, as ranges.
  var complement: [NumberRange] {
    var ranges: [NumberRange] = []
    if let lower {
      ranges.append(
        NumberRange(upper: NumberBound(value: lower.value, isIncluded: !lower.isIncluded)))
    }
    if let upper {
      ranges.append(
        NumberRange(lower: NumberBound(value: upper.value, isIncluded: !upper.isIncluded)))
    }
    ranges += divisors.map { NumberRange(excludedDivisors: [$0]) }
    ranges += excludedDivisors.map { NumberRange(divisors: [$0]) }
    return ranges
  }
}
