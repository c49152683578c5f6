/// A string of the template language: UTF-8 bytes that remember who wrote each of them.
///
/// Positions are byte offsets at scalar boundaries; the language itself counts scalars, as Python
/// does. Equality and order are those of the bytes, which is Python's order of code points (Swift's
/// `String` would call canonically equivalent strings equal).
struct TemplateText: Sendable {
  typealias Origin = TemplateSegment.Origin

  private(set) var bytes: [UInt8] = []
  private var firstOrigin: Origin = .template
  /// The offsets where the origin changes to the other one, ascending, none at the ends.
  private var switches: [Int] = []
  /// Tells whether the text went through `safe` or `escape`; adding plain text to it escapes
  /// that text.
  var isMarkup = false

  init() {}

  init(_ string: String, origin: Origin = .template) {
    bytes = Array(string.utf8)
    firstOrigin = origin
  }

  init(_ scalar: Unicode.Scalar, origin: Origin = .template) {
    self.init(String(Character(scalar)), origin: origin)
  }

  /// - Parameter bytes: Valid UTF-8.
  init(bytes: [UInt8], origin: Origin = .template) {
    self.bytes = bytes
    firstOrigin = origin
  }

  var isEmpty: Bool { bytes.isEmpty }
  var string: String { String(decoding: bytes, as: UTF8.self) }
  private var lastOrigin: Origin {
    switches.count.isMultiple(of: 2) ? firstOrigin : firstOrigin.opposite
  }

  /// Tells whether any byte came from a message.
  var hasMessageText: Bool {
    !bytes.isEmpty && (firstOrigin == .message || !switches.isEmpty)
  }

  /// The number of scalars, Python's `len`.
  var count: Int {
    var count = 0
    for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }

  mutating func append(_ other: TemplateText) {
    guard !other.isEmpty else { return }
    guard !isEmpty else {
      let markup = isMarkup
      self = other
      isMarkup = markup
      return
    }
    let base = bytes.count
    if lastOrigin != other.firstOrigin { switches.append(base) }
    for offset in other.switches { switches.append(base + offset) }
    bytes += other.bytes
  }

  mutating func append(_ string: String) { append(TemplateText(string)) }

  /// The bytes of a range, with their origins.
  func slice(_ range: Range<Int>) -> TemplateText {
    if range == 0..<bytes.count { return self }
    var result = TemplateText(bytes: Array(bytes[range]), origin: origin(at: range.lowerBound))
    result.isMarkup = isMarkup
    let first = switchCount(upTo: range.lowerBound)
    for offset in switches[first..<max(first, switchCount(upTo: range.upperBound - 1))] {
      result.switches.append(offset - range.lowerBound)
    }
    return result
  }

  func slice(from start: Int) -> TemplateText { slice(start..<bytes.count) }

  func origin(at offset: Int) -> Origin {
    switchCount(upTo: offset).isMultiple(of: 2) ? firstOrigin : firstOrigin.opposite
  }

  /// Number of changes of origin up to the byte of an offset, by bisection.
  private func switchCount(upTo offset: Int) -> Int {
    var low = 0
    var high = switches.count
    while low < high {
      let middle = (low + high) / 2
      if switches[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The same text, wholly from a message if any of it, or of what it was made from, is.
  func tainted(if flag: Bool = false) -> TemplateText {
    guard flag || hasMessageText else { return self }
    var result = TemplateText(bytes: bytes, origin: .message)
    result.isMarkup = isMarkup
    return result
  }

  func withMarkup(_ flag: Bool) -> TemplateText {
    var result = self
    result.isMarkup = flag
    return result
  }

  /// The maximal stretches of one origin.
  func segments() -> [TemplateSegment] {
    guard !isEmpty else { return [] }
    var segments: [TemplateSegment] = []
    var start = 0
    var origin = firstOrigin
    for end in switches + [bytes.count] {
      let text = String(decoding: bytes[start..<end], as: UTF8.self)
      segments.append(TemplateSegment(text: text, origin: origin))
      start = end
      origin = origin.opposite
    }
    return segments
  }
}

extension TemplateText: Hashable, Comparable, ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self.init(value) }

  static func == (left: TemplateText, right: TemplateText) -> Bool { left.bytes == right.bytes }

  static func < (left: TemplateText, right: TemplateText) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
