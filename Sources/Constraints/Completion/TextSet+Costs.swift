extension TextSet {
  /// The number of bytes of the shortest spelling of a text in a JSON string, without quotes.
  static func spelledCount(_ text: some Sequence<UInt8>) -> Int {
    text.reduce(0) { count, byte in
      switch byte {
      case 0x22, 0x5C, 0x08...0x0A, 0x0C...0x0D: count + 2
      case 0..<0x20: count + 6
      default: count + 1
      }
    }
  }

  /// The texts that a place can come to, with the number of bytes to the end of each.
  func costs(at position: TextPosition) -> [(text: Int, cost: Int)] {
    (Int(position.low)..<Int(position.high)).compactMap { place in
      let rest = texts[place].dropFirst(Int(position.offset))
      guard position.escape != .none else { return (place, Self.spelledCount(rest)) }
      // The escape is that of the text's next character.
      guard let scalar = String(decoding: rest, as: UTF8.self).unicodeScalars.first,
        let escape = position.escape.count(to: scalar.value)
      else { return nil }
      return (place, escape + Self.spelledCount(rest.dropFirst(UTF8.width(scalar))))
    }
  }

  /// The number of bytes from a place to the end of a shortest text that is none of the set.
  func otherCost(from start: TextPosition) -> Int {
    var open = [start]
    var seen: Set<TextPosition> = [start]
    var next: [TextPosition] = []
    var count = 0
    while !open.isEmpty, seen.count < Self.searchLimit {
      if open.contains(where: { isOther($0) }) { return count }
      count += 1
      var left = CompletionCosts.unreachable
      for position in open {
        for byte in UInt8.min...UInt8.max {
          let step = position.step.next(byte)
          guard step != .dead else { continue }
          if let following = self.next(position, byte) {
            if seen.insert(following).inserted { next.append(following) }
          } else {
            left = min(left, step.shortestRest.count)
          }
        }
      }
      if left < CompletionCosts.unreachable { return count + left }
      swap(&open, &next)
      next.removeAll()
    }
    return CompletionCosts.unreachable
  }

  private static let searchLimit = 1 << 14

  private func isOther(_ position: TextPosition) -> Bool {
    position.step == .plain && textEnding(at: position) == nil
  }
}

extension UTF8 {
  /// The number of bytes of a scalar.
  fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0..<0x80: 1
    case 0..<0x800: 2
    case 0..<0x10000: 3
    default: 4
    }
  }
}

extension EscapeProgress {
  /// The number of bytes after which the escape can stand for a scalar value, if it can.
  func count(to scalar: UInt32) -> Int? {
    var escape = self
    var count = 0
    search: while count < 12 {
      count += 1
      var following: EscapeProgress?
      for byte in Self.bytes {
        switch escape.next(byte) {
        case .scalar(scalar): return count
        case .open(let next) where following == nil && next.canStand(for: scalar):
          following = next
        default: continue
        }
      }
      guard let following else { return nil }
      escape = following
    }
    return nil
  }

  /// The bytes of which escapes consist; hexadecimal digits in one case suffice.
  private static let bytes: [UInt8] = Array(#""\/bfnrtu0123456789acde"#.utf8)
}
