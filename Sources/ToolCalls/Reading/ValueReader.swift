/// A reader of one value in a notation, byte by byte, that says the same in JSON.
///
/// What is written in JSON comes out as it came in: members in their order, numbers to the digit,
/// white space too.
struct ValueReader: Sendable {
  /// The state of a value after a byte.
  enum Progress: Sendable {
    case goesOn
    /// The byte was the last of the value.
    case ended
    /// The value ended before the byte, which is not part of it.
    case endedBefore
    case failed
  }

  private enum Container: Sendable { case arguments, object, array }

  private enum State: Sendable {
    case value, valueOrEnd, key, keyOrEnd, assignment, comma
    case quote, string, escape, digits, bareKey, scalar, done
  }

  /// JSON that has not been taken yet.
  private(set) var output: [UInt8] = []
  private let notation: ArgumentNotation
  private let quotes: [[UInt8]]
  private let depthLimit: Int
  private var containers: [Container] = []
  private var state: State
  private var isKey = false
  /// The mark around the string that is being read, and as much of it as came.
  private var quote: [UInt8] = []
  private var matched = 0
  /// A bare key, a number or a word so far; within a string, digits of an escape.
  private var token: [UInt8] = []
  private var digitCount = 0

  /// A reader of all arguments of a call.
  init(arguments notation: ArgumentNotation, depthLimit: Int) {
    self.init(notation, depthLimit)
    containers = [.arguments]
    state = .done
  }

  /// A reader of any value in JSON.
  init(json depthLimit: Int) { self.init(.json, depthLimit) }

  private init(_ notation: ArgumentNotation, _ depthLimit: Int) {
    self.notation = notation
    self.depthLimit = depthLimit
    quotes = notation.quotes.map { Array($0.utf8) }
    state = .value
  }

  /// The JSON since the last call.
  mutating func takeOutput() -> [UInt8] {
    defer { output.removeAll(keepingCapacity: true) }
    return output
  }

  /// Takes a byte.
  mutating func read(_ byte: UInt8) -> Progress {
    switch state {
    case .string: return string(byte)
    case .quote: return self.quote(byte)
    case .escape: return escape(byte)
    case .digits: return digits(byte)
    case .scalar where Self.isScalar(byte), .bareKey where ArgumentNotation.isBare(byte):
      token.append(byte)
      return .goesOn
    case .scalar:
      guard endScalar() else { return .failed }
      return state == .done ? .endedBefore : read(byte)
    case .bareKey:
      write(token)
      state = .assignment
      return read(byte)
    default: break
    }
    if byte.isSpace {
      if state != .done { output.append(byte) }
      return .goesOn
    }
    switch state {
    case .done: return open(byte)
    case .key: return key(byte)
    case .keyOrEnd: return byte == end ? close() : key(byte)
    case .value: return value(byte)
    case .valueOrEnd: return byte == end ? close() : value(byte)
    case .assignment: return assignment(byte)
    case .comma:
      if byte == end { return close() }
      guard byte == UInt8(ascii: ",") else { return .failed }
      output.append(byte)
      state = containers.last == .array ? .value : .key
      return .goesOn
    default: return .failed
    }
  }

  /// The byte that ends the innermost container.
  private var end: UInt8? {
    switch containers.last {
    case .arguments: notation.closing
    case .object: UInt8(ascii: "}")
    case .array: UInt8(ascii: "]")
    case nil: nil
    }
  }

  private mutating func open(_ byte: UInt8) -> Progress {
    guard byte == notation.opening, containers == [.arguments] else { return .failed }
    output.append(UInt8(ascii: "{"))
    state = .keyOrEnd
    return .goesOn
  }

  private mutating func close() -> Progress {
    output.append(containers.popLast() == .array ? UInt8(ascii: "]") : UInt8(ascii: "}"))
    return endValue()
  }

  private mutating func endValue() -> Progress {
    state = containers.isEmpty ? .done : .comma
    return containers.isEmpty ? .ended : .goesOn
  }

  private mutating func key(_ byte: UInt8) -> Progress {
    let isBare: Bool
    switch notation.bareKeys {
    case .nowhere: isBare = false
    case .outermost: isBare = containers.last == .arguments
    case .everywhere: isBare = true
    }
    if isBare, ArgumentNotation.isBare(byte) {
      token = [byte]
      state = .bareKey
      return .goesOn
    }
    guard !isBare || notation.bareKeys == .everywhere else { return .failed }
    isKey = true
    return beginString(byte)
  }

  private mutating func assignment(_ byte: UInt8) -> Progress {
    let wanted = containers.last == .arguments ? notation.assignment : UInt8(ascii: ":")
    guard byte == wanted else { return .failed }
    output.append(UInt8(ascii: ":"))
    state = .value
    return .goesOn
  }

  private mutating func value(_ byte: UInt8) -> Progress {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard containers.count < depthLimit else { return .failed }
      let isArray = byte == UInt8(ascii: "[")
      containers.append(isArray ? .array : .object)
      output.append(byte)
      state = isArray ? .valueOrEnd : .keyOrEnd
      return .goesOn
    case _ where Self.isScalar(byte):
      token = [byte]
      state = .scalar
      return .goesOn
    default:
      isKey = false
      return beginString(byte)
    }
  }

  private static func isScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// Ends a number or a word, and tells whether it is one.
  private mutating func endScalar() -> Bool {
    let text = String(decoding: token, as: UTF8.self)
    let json = ArgumentNotation.json.words
    if let word = notation.words.firstIndex(of: text) ?? json.firstIndex(of: text) {
      output.append(contentsOf: json[word].utf8)
    } else if NumberShape.isNumber(token) {
      output.append(contentsOf: token)
    } else {
      return false
    }
    _ = endValue()
    return true
  }
}

// MARK: Strings

extension ValueReader {
  private mutating func beginString(_ byte: UInt8) -> Progress {
    guard let mark = quotes.first(where: { $0.first == byte }) else { return .failed }
    quote = mark
    matched = 1
    state = .quote
    return matched == quote.count ? beginText() : .goesOn
  }

  private mutating func quote(_ byte: UInt8) -> Progress {
    guard byte == quote[matched] else { return .failed }
    matched += 1
    return matched == quote.count ? beginText() : .goesOn
  }

  private mutating func beginText() -> Progress {
    output.append(UInt8(ascii: "\""))
    matched = 0
    state = .string
    return .goesOn
  }

  private mutating func string(_ byte: UInt8) -> Progress {
    if byte == quote[matched] {
      matched += 1
      guard matched == quote.count else { return .goesOn }
      output.append(UInt8(ascii: "\""))
      guard isKey else { return endValue() }
      state = .assignment
      return .goesOn
    }
    if matched > 0 {
      for byte in quote[..<matched] { append(byte) }
      matched = 0
      // The first character of a mark does not occur in it again, so only this byte can begin one.
      return string(byte)
    }
    if byte == UInt8(ascii: "\\"), notation.escapes != .none {
      state = .escape
      return .goesOn
    }
    if byte < 0x20, notation.escapes != .none { return .failed }
    append(byte)
    return .goesOn
  }

  private mutating func escape(_ byte: UInt8) -> Progress {
    state = .string
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      output.append(contentsOf: [UInt8(ascii: "\\"), byte])
    case UInt8(ascii: "u"): begin(digits: 4)
    case UInt8(ascii: "/") where notation.escapes == .json:
      output.append(contentsOf: [UInt8(ascii: "\\"), byte])
    case _ where notation.escapes == .json: return .failed
    case UInt8(ascii: "x"): begin(digits: 2)
    case UInt8(ascii: "U"): begin(digits: 8)
    case UInt8(ascii: "'"): append(byte)
    case UInt8(ascii: "a"): append(0x07)
    case UInt8(ascii: "v"): append(0x0B)
    case UInt8(ascii: "0"): append(0)
    case UInt8(ascii: "\n"): break
    default:
      // Python keeps a backslash that means nothing.
      append(UInt8(ascii: "\\"))
      return string(byte)
    }
    return .goesOn
  }

  private mutating func begin(digits count: Int) {
    token.removeAll(keepingCapacity: true)
    digitCount = count
    state = .digits
  }

  private mutating func digits(_ byte: UInt8) -> Progress {
    guard Character(UnicodeScalar(byte)).isHexDigit else { return .failed }
    token.append(byte)
    guard token.count == digitCount else { return .goesOn }
    state = .string
    if digitCount == 4 {
      output.append(contentsOf: "\\u".utf8)
      output.append(contentsOf: token)
      return .goesOn
    }
    guard let code = UInt32(String(decoding: token, as: UTF8.self), radix: 16),
      let scalar = UnicodeScalar(code)
    else { return .failed }
    for byte in String(scalar).utf8 { append(byte) }
    return .goesOn
  }

  /// Writes a string that stood without marks.
  private mutating func write(_ text: [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text { append(byte) }
    output.append(UInt8(ascii: "\""))
  }

  /// Writes a byte of a string's text.
  private mutating func append(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      output.append(contentsOf: [UInt8(ascii: "\\"), byte])
    case 0..<0x20:
      let digits = Array("0123456789abcdef".utf8)
      output.append(contentsOf: "\\u00".utf8)
      output.append(contentsOf: [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
    default: output.append(byte)
    }
  }
}
