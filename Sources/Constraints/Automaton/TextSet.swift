/// A place in the strings of a set of texts: the texts that begin as the string does.
struct TextPosition: Hashable, Sendable {
  /// The first of the texts, and the place after the last.
  var low: Int32
  var high: Int32
  /// The number of bytes of the texts that are read.
  var offset: Int32 = 0
  /// An escape that is partly read.
  var escape = EscapeProgress.none
  /// The state of the string's text as such.
  var step: StringTextStep
}

/// Distinct texts in the order of their bytes, walked as the text of a JSON string.
///
/// Characters of ASCII are escaped only where they must be. Nothing is lost by that, since each
/// text still has a spelling, and a text that is known from its first characters on has only one,
/// so that its tokens are forced.
final class TextSet: Sendable {
  /// The UTF-8 of each text.
  let texts: [[UInt8]]
  /// The place that each text was given at.
  let order: [Int]

  /// The set of these texts; those that come again are left out.
  init(_ texts: [String]) {
    let sorted = texts.enumerated().map { ($0.offset, Array($0.element.utf8)) }
      .sorted { $0.1.lexicographicallyPrecedes($1.1) }
    var distinct: [[UInt8]] = []
    var order: [Int] = []
    for (place, bytes) in sorted where bytes != distinct.last {
      distinct.append(bytes)
      order.append(place)
    }
    self.texts = distinct
    self.order = order
  }

  /// The texts of another set that were given at some places.
  init(_ other: TextSet, where isKept: (Int) -> Bool) {
    let places = other.order.indices.filter { isKept(other.order[$0]) }
    texts = places.map { other.texts[$0] }
    order = places.map { other.order[$0] }
  }

  /// The place before the first character.
  var start: TextPosition { TextPosition(low: 0, high: Int32(texts.count), step: .plainName) }

  /// The place after a byte other than the closing quote, or `nil` if none of the texts goes on
  /// this way.
  func next(_ position: TextPosition, _ byte: UInt8) -> TextPosition? {
    let step = position.step.next(byte)
    guard step != .dead else { return nil }
    var position = position
    if position.escape != .none {
      switch position.escape.next(byte) {
      case .dead: return nil
      case .open(let escape):
        position.escape = escape
        guard hasText(position) else { return nil }
      case .scalar(let scalar):
        position.escape = .none
        guard let scalar = Unicode.Scalar(scalar), mayBeEscaped(scalar) else { return nil }
        for byte in String(Character(scalar)).utf8 {
          guard narrow(&position, to: byte) else { return nil }
        }
      }
    } else if position.step.isBetween, byte == 0x5C {
      position.escape = .begun
      guard hasText(position) else { return nil }
    } else {
      guard narrow(&position, to: byte) else { return nil }
    }
    position.step = step
    return position
  }

  /// The text that ends at a place, if one does.
  func textEnding(at position: TextPosition) -> Int? {
    guard position.step.isBetween, position.low < position.high else { return nil }
    return texts[Int(position.low)].count == Int(position.offset) ? Int(position.low) : nil
  }

  /// Keeps the texts that go on with a byte, and tells whether there are any.
  private func narrow(_ position: inout TextPosition, to byte: UInt8) -> Bool {
    let offset = Int(position.offset)
    let low = firstPlace(position.low, position.high) { text in
      text.count > offset && text[offset] >= byte
    }
    let high = firstPlace(low, position.high) { text in
      text.count > offset && text[offset] > byte
    }
    position.low = low
    position.high = high
    position.offset += 1
    return low < high
  }

  private func firstPlace(_ low: Int32, _ high: Int32, where test: ([UInt8]) -> Bool) -> Int32 {
    var low = low
    var high = high
    while low < high {
      let middle = (low + high) / 2
      if test(texts[Int(middle)]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Tells whether a text goes on with a character that the escape can stand for.
  private func hasText(_ position: TextPosition) -> Bool {
    let offset = Int(position.offset)
    return (position.low..<position.high).contains { place in
      let text = texts[Int(place)]
      guard offset < text.count else { return false }
      var iterator = String(decoding: text[offset...], as: UTF8.self).unicodeScalars.makeIterator()
      return iterator.next().map { canStand(position.escape, for: $0) } ?? false
    }
  }

  /// Tells whether an escape that is partly read may come to stand for a character.
  func canStand(_ escape: EscapeProgress, for scalar: Unicode.Scalar) -> Bool {
    mayBeEscaped(scalar) && escape.canStand(for: scalar.value)
  }

  private func mayBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isASCII || scalar.value == 0x7F || JSONSpelling.needsEscape(UInt8(scalar.value))
  }
}
