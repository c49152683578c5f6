/// Bytes on their way to text, of which no character is cut.
///
/// Bytes that are no UTF-8 become the replacement character, the same wherever they are cut.
struct TextDecoder: Sendable {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ byte: UInt8) { bytes.append(byte) }
  mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// The text of all characters that are complete; of all bytes at the end.
  mutating func take(atEnd: Bool = false) -> String {
    let count = atEnd ? bytes.count : bytes.count - incompleteCount
    guard count > 0 else { return "" }
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    bytes.removeFirst(count)
    return text
  }

  /// The number of last bytes that may be the start of a longer character.
  private var incompleteCount: Int {
    for (index, byte) in bytes.suffix(3).reversed().enumerated() where byte & 0xC0 != 0x80 {
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return length > index + 1 ? index + 1 : 0
    }
    return 0
  }
}
