extension NumberPattern {
  /// The greatest number of endings that a pattern of multiples may list.
  private static let endingLimit: UInt64 = 10_000

  /// Multiples of a number, zero among them, or `nil` where they are not written as a pattern.
  ///
  /// With d = D·10^p, a multiple is told by its last digits where D divides a power of ten. Other
  /// divisors would need a pattern that counts remainders.
  static func multiples(of divisor: DecimalNumber) -> String? {
    guard let (value, power) = divisor.coefficient else { return nil }
    if value == 1 {
      return power >= 0
        ? "(?:0|[1-9][0-9]*" + zeros(power) + ")" + noFraction
        : whole + "(?:\\.[0-9]{1,\(-power)}0*)?"
    }
    if power < 0 { return fractions(value, places: -power) }
    guard let endings = endings(value) else {
      return remainders(value).map { "(?:0|" + $0 + zeros(power) + ")" + noFraction }
    }
    return "(?:0|(?:" + endings + ")" + zeros(power) + ")" + noFraction
  }

  private static func zeros(_ count: Int) -> String { count == 0 ? "" : "0{\(count)}" }

  /// Any whole part with a fraction that is a multiple of `value` units of its last place.
  private static func fractions(_ value: UInt64, places: Int) -> String? {
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
  /// The greatest divisor whose remainders are counted; patterns grow quickly with it.
  private static let remainderLimit: UInt64 = 9

  /// Positive multiples of a small number, by a machine of its remainders written as a pattern.
  private static func remainders(_ value: UInt64) -> String? {
    guard value <= remainderLimit else { return nil }
    let count = Int(value)
    // Edges between remainders, each labelled with a pattern; digit d leads from r to 10r + d.
    var edges = [[String?]](repeating: [String?](repeating: nil, count: count), count: count)
    for remainder in 0..<count {
      for next in 0..<count {
        let digits = (0...9).filter { (remainder * 10 + $0) % count == next }
        if !digits.isEmpty {
          edges[remainder][next] = "[" + digits.map { String($0) }.joined() + "]"
        }
      }
    }
    var starts: [String?] = (0..<count).map { next in
      let digits = (1...9).filter { $0 % count == next }
      return digits.isEmpty ? nil : "[" + digits.map { String($0) }.joined() + "]"
    }
    for gone in stride(from: count - 1, to: 0, by: -1) {
      let loop = edges[gone][gone].map { "(?:" + $0 + ")*" } ?? ""
      for next in 0..<gone {
        guard let out = edges[gone][next] else { continue }
        if let start = starts[gone] { starts[next] = union(starts[next], start + loop + out) }
        for previous in 0..<gone {
          guard let into = edges[previous][gone] else { continue }
          edges[previous][next] = union(edges[previous][next], into + loop + out)
        }
      }
    }
    return starts[0].map { $0 + (edges[0][0].map { "(?:" + $0 + ")*" } ?? "") }
  }

  private static func union(_ left: String?, _ right: String) -> String {
    left.map { "(?:" + $0 + "|" + right + ")" } ?? right
  }
}
