/// The texts of numbers in ranges, as a regular expression.
///
/// Where a range has bounds or several divisors, numbers are written without exponent: bounds on
/// every spelling of `1e5` are no gain to a model.
struct NumberLanguage {
  /// Tells whether integers are told by their texts, as draft 4 does: 1.0 is none there.
  var isTextual: Bool
  /// The schema that the numbers belong to.
  var pointer: String

  /// The texts of the numbers in some ranges.
  func texts(of ranges: [NumberRange]) throws(ConstraintError) -> RegularExpression {
    var languages: [RegularExpression] = []
    var points: [String] = []
    for range in ranges {
      if let value = range.singleValue {
        let isPlain = isTextual && !range.divisors.isEmpty && value.isIntegral
        let text = isPlain ? value.magnitude.text : NumberPattern.only(value.magnitude)
        points.append((value.isNegative ? "-" : "") + text)
      } else {
        languages += try texts(of: range)
      }
    }
    if !points.isEmpty { languages.append(try expression(points.joined(separator: "|"))) }
    return RegularExpression.union(languages)
  }

  private func expression(_ pattern: String) throws(ConstraintError) -> RegularExpression {
    try RegularExpression.whole(pattern)
  }

  private func texts(of range: NumberRange) throws(ConstraintError) -> [RegularExpression] {
    if range == .all { return [try expression(NumberPattern.number)] }
    if range == .integers {
      return [try expression(isTextual ? "-?" + NumberPattern.whole : NumberPattern.integer)]
    }
    var demands: [RegularExpression] = []
    for divisor in range.divisors { demands.append(try multiples(of: divisor)) }
    for divisor in range.excludedDivisors {
      demands.append(try multiples(of: divisor).complement)
    }
    if isTextual, range.divisors.contains(where: \.isIntegral) {
      demands.append(try expression(NumberPattern.whole))
    }
    var parts: [RegularExpression] = []
    if let part = try magnitudes(from: range.lower, to: range.upper) {
      parts.append(RegularExpression.intersection([part] + demands))
    }
    let (low, high) = (range.upper?.negated, range.lower?.negated)
    // Zero may have a sign, but not where a sign can lead to nothing else.
    if high?.value != .zero, let part = try magnitudes(from: low, to: high) {
      let minus = try expression("-")
      let body = RegularExpression.intersection([part] + demands)
      parts.append(RegularExpression.concatenation([minus, body]))
    }
    return parts
  }

  private func multiples(of divisor: DecimalNumber) throws(ConstraintError) -> RegularExpression {
    guard let (endings, remainder) = NumberPattern.multiples(of: divisor) else {
      throw .unsupported(
        keyword: "multipleOf", pointer: pointer,
        reason: "multiples of \(divisor.text) are told neither by their last digits nor by a small "
          + "remainder")
    }
    let ending = try expression(endings)
    if remainder == 1 { return ending }
    return RegularExpression.intersection([ending, .digits(multipleOf: remainder)])
  }

  /// Numbers without sign between two bounds, or `nil` where there are none.
  private func magnitudes(from lower: NumberBound?, to upper: NumberBound?)
    throws(ConstraintError) -> RegularExpression?
  {
    if let upper, upper.value.isNegative || upper.value == .zero && !upper.isIncluded { return nil }
    var parts: [RegularExpression] = []
    if let lower, !lower.value.isNegative, lower.value != .zero || !lower.isIncluded {
      parts.append(
        try expression(NumberPattern.atLeast(lower.value, isIncluded: lower.isIncluded)))
    }
    if let upper {
      parts.append(try expression(NumberPattern.atMost(upper.value, isIncluded: upper.isIncluded)))
    }
    if parts.isEmpty { return try expression(NumberPattern.whole + NumberPattern.anyFraction) }
    return parts.count == 1 ? parts[0] : RegularExpression.intersection(parts)
  }
}

extension NumberBound {
  /// The bound of the mirrored range.
  var negated: NumberBound { NumberBound(value: value.negated, isIncluded: isIncluded) }
}
