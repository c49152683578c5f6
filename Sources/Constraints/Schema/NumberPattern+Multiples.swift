extension NumberPattern {
  /// The greatest number of endings that a pattern of multiples may list.
  private static let endingLimit: UInt64 = 10_000

  /// Patterns that a text has to have, all of them, to be a multiple of a number; zero is one.
  ///
  /// `nil` where that is not told by patterns of a bearable length.
  ///
  /// With d = D·10^p, what D shares with powers of ten shows in the last digits, and the rest in
  /// the remainder of all digits, which zeros at the end and the point do not change.
  static func multiples(of divisor: DecimalNumber) -> [String]? {
    guard var (value, power) = divisor.coefficient, value > 0 else { return nil }
    var patterns: [String] = []
    for factor in [UInt64(9), 7, 3] where value % factor == 0 {
      guard let pattern = remainders(factor) else { return nil }
      patterns.append(pattern)
      value /= factor
    }
    while value % 10 == 0 { (value, power) = (value / 10, power + 1) }
    guard let endings = power < 0 ? fractions(value, places: -power) : wholes(value, power) else {
      return nil
    }
    return patterns + [endings]
  }

  private static func wholes(_ value: UInt64, _ power: Int) -> String? {
    if value == 1 { return "(?:0|[1-9][0-9]*" + zeros(power) + ")" + noFraction }
    return endings(value).map { "(?:0|(?:" + $0 + ")" + zeros(power) + ")" + noFraction }
  }

  private static func zeros(_ count: Int) -> String { count == 0 ? "" : "0{\(count)}" }

  /// Any whole part with a fraction that is a multiple of `value` units of its last place.
  private static func fractions(_ value: UInt64, places: Int) -> String? {
    if value == 1 { return whole + "(?:\\.[0-9]{1,\(places)}0*)?" }
    guard let unit = powerOfTen(places), unit % value == 0, unit / value <= endingLimit else {
      return nil
    }
    let endings = stride(from: value, to: unit, by: Int(value)).map { multiple in
      var digits = padded(multiple, places)
      while digits.last == "0" { digits.removeLast() }
      return digits
    }
    return whole + "(?:\\.(?:0+|(?:" + endings.joined(separator: "|") + ")0*))?"
  }

  /// Positive multiples by their last digits.
  private static func endings(_ value: UInt64) -> String? {
    var places = 1
    while places <= 16, let unit = powerOfTen(places) {
      if unit % value == 0 {
        guard unit / value <= endingLimit else { return nil }
        let multiples = Array(stride(from: UInt64(0), to: unit, by: Int(value)))
        let short = multiples.dropFirst().map { String($0) }
        let long = multiples.map { padded($0, places) }
        return short.joined(separator: "|") + "|[1-9][0-9]*(?:" + long.joined(separator: "|") + ")"
      }
      places += 1
    }
    return nil
  }

  private static func padded(_ value: UInt64, _ places: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, places - text.count)) + text
  }

  private static func powerOfTen(_ places: Int) -> UInt64? {
    guard places <= 17 else { return nil }
    return (0..<places).reduce(1) { power, _ in power * 10 }
  }
}

extension NumberPattern {
  /// Texts whose digits, read as one number, are a multiple of a number that has no factor in
  /// common with ten: a machine of remainders, written as a pattern by taking its states away.
  private static func remainders(_ value: UInt64) -> String? {
    let count = Int(value)
    // Edges between remainders, each labelled with a pattern; digit d leads from r to 10r + d.
    var edges = [[String?]](repeating: [String?](repeating: nil, count: count), count: count)
    for remainder in 0..<count {
      for next in 0..<count {
        let digits = (0...9).filter { (remainder * 10 + $0) % count == next }
        guard !digits.isEmpty else { continue }
        edges[remainder][next] = "[" + digits.map { String($0) }.joined() + "]\\.?"
      }
    }
    for gone in stride(from: count - 1, to: 0, by: -1) {
      let loop = edges[gone][gone].map { "(?:" + $0 + ")*" } ?? ""
      for next in 0..<gone {
        guard let out = edges[gone][next] else { continue }
        for previous in 0..<gone {
          guard let into = edges[previous][gone] else { continue }
          edges[previous][next] = union(edges[previous][next], into + loop + out)
        }
      }
    }
    return edges[0][0].map { "(?:" + $0 + ")*" }
  }

  private static func union(_ left: String?, _ right: String) -> String {
    left.map { "(?:" + $0 + "|" + right + ")" } ?? right
  }
}
