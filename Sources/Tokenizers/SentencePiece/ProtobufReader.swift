/// Reads the fields of one protocol-buffer message (the wire format of protobuf 2 and 3,
/// without groups).
struct ProtobufReader {
  /// The payload of a field.
  enum Value {
    case varint(UInt64)
    case fixed32(UInt32)
    case fixed64
    case bytes(Range<Int>)
  }

  private let bytes: [UInt8]
  private let end: Int
  private var position: Int

  /// A reader of the message that fills a range.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next field, or `nil` at the end of the message.
  mutating func next() throws(TokenizerError) -> (number: UInt64, value: Value)? {
    guard position < end else { return nil }
    let tag = try varint()
    let value: Value
    switch tag & 7 {
    case 0: value = .varint(try varint())
    case 1:
      try skip(8)
      value = .fixed64
    case 2:
      let length = try varint()
      guard let count = Int(exactly: length), count <= end - position else {
        throw TokenizerError(
          .malformed,
          "the SentencePiece model announces \(length) bytes at byte \(position), "
            + "but only \(end - position) are left")
      }
      value = .bytes(position..<position + count)
      position += count
    case 5:
      let start = position
      try skip(4)
      var word: UInt32 = 0
      for offset in 0..<4 { word |= UInt32(bytes[start + offset]) << UInt32(8 * offset) }
      value = .fixed32(word)
    default:
      throw TokenizerError(
        .malformed,
        "the SentencePiece model has an unknown field type \(tag & 7) at byte \(position)")
    }
    return (tag >> 3, value)
  }

  private mutating func skip(_ count: Int) throws(TokenizerError) {
    guard count <= end - position else { throw truncated }
    position += count
  }

  private mutating func varint() throws(TokenizerError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < end else { throw truncated }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw TokenizerError(
      .malformed, "the SentencePiece model has a number of more than 64 bits at byte \(position)")
  }

  private var truncated: TokenizerError {
    TokenizerError(.malformed, "the SentencePiece model is cut off at byte \(position)")
  }
}
