import PlainText

/// Makes keys of the bytes that a terminal sends: UTF-8, control codes, and the sequences of xterm
/// and its kin (ECMA-48).
struct KeyDecoder {
  private var bytes: [UInt8] = []
  private var start = 0
  /// Bytes of a paste that have come so far.
  private var pasted: [UInt8]?

  private static let pasteEnd = Array("\u{1B}[201~".utf8)
  /// Greatest length of a sequence: no terminal sends longer ones, and what is longer is none.
  private static let longestSequence = 32

  /// Tells whether a sequence has begun whose end has not come; alone, it was the key Escape.
  var isInsideSequence: Bool { pasted == nil && start < bytes.count }

  /// Takes bytes as they come, in pieces of any size.
  mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// The next key, or `nil` until more bytes come.
  mutating func next() -> Key? {
    if pasted != nil { return nextOfPaste() }
    guard start < bytes.count else { return nil }
    let first = bytes[start]
    let key: Key?
    switch first {
    case 0x1B: key = sequence()
    case 0x20..<0x7F, 0x80...: key = text()
    default:
      start += 1
      key = Self.control(first)
    }
    compact()
    return key
  }

  /// Gives up waiting for the rest of a sequence: what came of it is passed over.
  mutating func giveUp() {
    guard isInsideSequence else { return }
    bytes.removeAll()
    start = 0
  }

  private mutating func compact() {
    guard start > 4096 || start == bytes.count else { return }
    bytes.removeFirst(start)
    start = 0
  }

  // MARK: Text

  /// All characters up to the next control code; bytes that are no UTF-8 become U+FFFD.
  private mutating func text() -> Key? {
    var end = start
    while end < bytes.count, bytes[end] >= 0x20, bytes[end] != 0x7F { end += 1 }
    var whole = end
    if end == bytes.count { whole -= Self.unfinished(bytes[start..<end]) }
    guard whole > start else { return nil }
    let text = String(decoding: bytes[start..<whole], as: UTF8.self)
    start = whole
    return .text(text)
  }

  /// Bytes at the end that begin a character which is not all there.
  private static func unfinished(_ bytes: ArraySlice<UInt8>) -> Int {
    for (count, byte) in bytes.suffix(3).reversed().enumerated() {
      if byte < 0x80 { return 0 }
      guard byte >= 0xC0 else { continue }
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
      return count + 1 < length ? count + 1 : 0
    }
    return 0
  }

  private static func control(_ byte: UInt8) -> Key {
    switch byte {
    case 0x0A, 0x0D: .enter
    case 0x09: .tab
    case 0x08, 0x7F: .backspace
    case 0x01...0x1A: .control(Character(UnicodeScalar(byte + 0x60)))
    default: .other
    }
  }

  // MARK: Sequences

  /// Decodes a sequence that begins with Escape.
  private mutating func sequence() -> Key? {
    guard start + 1 < bytes.count else { return nil }
    let second = bytes[start + 1]
    switch second {
    case UInt8(ascii: "["): return controlSequence()
    case UInt8(ascii: "O"):
      guard start + 2 < bytes.count else { return nil }
      let final = bytes[start + 2]
      start += 3
      return Self.named(final, modifier: 1)
    case 0x1B:
      // Escape twice: the first was a key of its own.
      start += 1
      return .other
    default:
      start += 2
      return Self.alt(second)
    }
  }

  private static func alt(_ byte: UInt8) -> Key {
    switch byte {
    case 0x0A, 0x0D: .lineBreak
    case 0x08, 0x7F: .deleteWordBefore
    case UInt8(ascii: "b"), UInt8(ascii: "B"): .wordLeft
    case UInt8(ascii: "f"), UInt8(ascii: "F"): .wordRight
    case UInt8(ascii: "d"), UInt8(ascii: "D"): .deleteWordAfter
    default: .other
    }
  }

  /// `ESC [`, parameters, one final byte.
  private mutating func controlSequence() -> Key? {
    var end = start + 2
    while end < bytes.count, (0x20...0x3F).contains(bytes[end]) { end += 1 }
    if end - start > Self.longestSequence {
      start = end
      return .other
    }
    guard end < bytes.count else { return nil }
    let final = bytes[end]
    let parameters = String(decoding: bytes[(start + 2)..<end], as: UTF8.self)
      .split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 1 }
    // Whatever is no final byte begins the next key.
    let isComplete = (0x40...0x7E).contains(final)
    start = isComplete ? end + 1 : end
    guard isComplete else { return .other }
    let modifier = parameters.count > 1 ? parameters[1] : 1
    guard final == UInt8(ascii: "~") else { return Self.named(final, modifier: modifier) }
    switch parameters.first ?? 1 {
    case 1, 7: return .home
    case 4, 8: return .end
    case 3: return modifier == 1 ? .delete : .deleteWordAfter
    case 200:
      pasted = []
      return nextOfPaste()
    default: return .other
    }
  }

  /// Keys that are told by their last byte; a modifier other than 1 is Shift, Alt or Ctrl.
  private static func named(_ final: UInt8, modifier: Int) -> Key {
    let isPlain = modifier <= 2
    switch final {
    case UInt8(ascii: "A"): return .up
    case UInt8(ascii: "B"): return .down
    case UInt8(ascii: "C"): return isPlain ? .right : .wordRight
    case UInt8(ascii: "D"): return isPlain ? .left : .wordLeft
    case UInt8(ascii: "H"): return .home
    case UInt8(ascii: "F"): return .end
    case UInt8(ascii: "M"): return .enter
    default: return .other
    }
  }

  // MARK: Pastes

  private mutating func nextOfPaste() -> Key? {
    // An end mark may be cut between two reads, so its beginning stays.
    if let end = Self.find(Self.pasteEnd, in: bytes, from: start) {
      let all = (pasted ?? []) + bytes[start..<end]
      start = end + Self.pasteEnd.count
      pasted = nil
      compact()
      return .paste(Self.cleaned(all))
    }
    let kept = min(Self.pasteEnd.count - 1, bytes.count - start)
    pasted?.append(contentsOf: bytes[start..<(bytes.count - kept)])
    bytes.removeFirst(bytes.count - kept)
    start = 0
    return nil
  }

  private static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count - start >= pattern.count else { return nil }
    return (start...(bytes.count - pattern.count)).first {
      bytes[$0] == pattern[0] && bytes[$0..<($0 + pattern.count)].elementsEqual(pattern)
    }
  }

  /// The text of a paste: terminals send a carriage return for a line break, and control codes mean
  /// nothing in a message.
  private static func cleaned(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      .withoutControls
  }
}
