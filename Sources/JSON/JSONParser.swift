/// The reason that a text is not JSON, and the place in it.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Text on what was found or missing.
  public var problem: String
  /// Bytes from the start of the text.
  public var offset: Int

  /// The problem and its place, for a user.
  public var description: String { "not valid JSON at byte \(offset): \(problem)" }
}

extension JSONValue {
  /// Parses one JSON document.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8 text.
  ///   - depthLimit: How deep arrays and objects may nest; deeper text throws instead of exhausting
  ///     the stack.
  ///   - keepsNumbers: Whether numbers that would be spelled otherwise come as their text.
  /// - Throws: `JSONError` for text that is not JSON, is nested too deeply, or goes on after
  ///   the document.
  public init(
    parsing bytes: some Collection<UInt8>, depthLimit: Int = 256, keepsNumbers: Bool = false
  ) throws(JSONError) {
    let copy = ContiguousArray(bytes)
    var parser = JSONParser(bytes: copy, depthLimit: depthLimit, keepsNumbers: keepsNumbers)
    self = try parser.document()
  }

  /// Parses one JSON document from a string.
  public init(parsing text: String, keepsNumbers: Bool = false) throws(JSONError) {
    try self.init(parsing: text.utf8, keepsNumbers: keepsNumbers)
  }
}

private struct JSONParser {
  let bytes: ContiguousArray<UInt8>
  let depthLimit: Int
  let keepsNumbers: Bool
  var position = 0

  mutating func document() throws(JSONError) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw error("text after the end of the document") }
    return value
  }

  private func error(_ problem: String) -> JSONError {
    JSONError(problem: problem, offset: position)
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= depthLimit else { throw error("nested deeper than \(depthLimit) levels") }
    skipSpace()
    guard position < bytes.count else { throw error("the text ends where a value is expected") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try keyword("true", .bool(true))
    case UInt8(ascii: "f"): return try keyword("false", .bool(false))
    case UInt8(ascii: "n"): return try keyword("null", .null)
    // Python's json module writes these three, so model files have them.
    case UInt8(ascii: "N"): return try keyword("NaN", .number(.nan))
    case UInt8(ascii: "I"): return try keyword("Infinity", .number(.infinity))
    default: return try number()
    }
  }

  private mutating func keyword(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw error("expected \(word)") }
    position += word.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
    position += 1
    var object = JSONObject()
    skipSpace()
    if consume("}") { return object }
    while true {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw error("expected a member name in quotes")
      }
      let key = try string()
      skipSpace()
      guard consume(":") else { throw error("expected ':' after a member name") }
      object[key] = try value(depth: depth + 1)
      skipSpace()
      if consume(",") { continue }
      if consume("}") { return object }
      throw error("expected ',' or '}' in an object")
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if consume("]") { return elements }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if consume(",") { continue }
      if consume("]") { return elements }
      throw error("expected ',' or ']' in an array")
    }
  }

  private mutating func consume(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\""),
      bytes[position] != UInt8(ascii: "\\"),
      bytes[position] >= 0x20
    {
      position += 1
    }
    // Most strings have no escapes, and need no copy of their own.
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
        throw JSONError(problem: "a string is not valid UTF-8", offset: start)
      }
      position += 1
      return text
    }
    var decoded = Array(bytes[start..<position])
    while true {
      guard position < bytes.count else { throw error("the text ends inside a string") }
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: decoded, as: UTF8.self) else {
          throw JSONError(problem: "a string is not valid UTF-8", offset: start)
        }
        return text
      case UInt8(ascii: "\\"): try escape(into: &decoded)
      case 0..<0x20: throw error("a control character inside a string")
      default: decoded.append(byte)
      }
    }
  }

  private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
    guard position < bytes.count else { throw error("the text ends inside a string") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "u"):
      var code = try fourHexDigits()
      if (0xD800..<0xDC00).contains(code), position + 1 < bytes.count,
        bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
      {
        let mark = position
        position += 2
        let low = try fourHexDigits()
        if (0xDC00..<0xE000).contains(low) {
          code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        } else {
          position = mark
        }
      }
      // A surrogate without its other half stands for nothing that UTF-8 can hold.
      let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
      decoded.append(contentsOf: Character(scalar).utf8)
    default: throw error("an unknown escape in a string")
    }
  }

  private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
    guard position + 4 <= bytes.count else { throw error("the text ends inside an escape") }
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
        throw error("expected four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    var isInteger = true
    if bytes[position] == UInt8(ascii: "-") {
      position += 1
      if bytes[position...].starts(with: "Infinity".utf8) {
        position += 8
        return .number(-.infinity)
      }
    }
    scan: while position < bytes.count {
      switch bytes[position] {
      case 0x30...0x39: break
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"),
        UInt8(ascii: "-"):
        isInteger = false
      default: break scan
      }
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int(text), !keepsNumbers || text != "-0" { return .integer(value) }
    // Swift also reads "nan" and hexadecimal, but the scan above lets only digits, signs, point and
    // exponent through.
    guard let last = text.unicodeScalars.last, last != ".", let value = Double(text) else {
      throw JSONError(problem: "expected a value", offset: start)
    }
    return keepsNumbers && "\(value)" != text ? .decimal(text) : .number(value)
  }
}
