/// Cuts template source into tokens, with the whitespace rules that chat templates are written for:
/// the first newline after a tag is removed, blanks before a tag at the start of a line are
/// removed, and so is one newline at the end.
struct TemplateLexer {
  private let source: TemplateText
  private var position = 0
  private var line = 1
  private var tokens: [TemplateToken] = []
  /// Tells whether the last tag swallowed a newline, so that what follows is the start of a line.
  private var isAtLineStart = true

  private enum Tag {
    case block, output, comment
  }

  init(_ template: String) {
    source = TemplateText(bytes: Self.normalized(template))
  }

  /// Unix line ends, and no newline at the end.
  private static func normalized(_ template: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(template.utf8.count)
    var previous: UInt8 = 0
    for byte in template.utf8 {
      if byte == 0x0D {
        bytes.append(0x0A)
      } else if byte != 0x0A || previous != 0x0D {
        bytes.append(byte)
      }
      previous = byte
    }
    if bytes.last == 0x0A { bytes.removeLast() }
    return bytes
  }

  mutating func tokenize() throws(TemplateError) -> [TemplateToken] {
    while position < source.bytes.count {
      guard let (start, tag) = nextTag() else {
        addText(position..<source.bytes.count)
        break
      }
      if tag == .block, let bodyStart = rawBodyStart(at: start) {
        try raw(from: start, bodyStart: bodyStart)
        continue
      }
      let sign = strip(upTo: start, isOutput: tag == .output)
      position = start + 2 + (sign == nil ? 0 : 1)
      isAtLineStart = false
      switch tag {
      case .comment: try comment()
      case .block:
        add(.tagStart)
        try inside(endsWith: UInt8(ascii: "%"), .tagEnd)
      case .output:
        add(.outputStart)
        try inside(endsWith: UInt8(ascii: "}"), .outputEnd)
      }
    }
    add(.end)
    return tokens
  }

  private func byte(_ offset: Int) -> UInt8 {
    offset < source.bytes.count ? source.bytes[offset] : 0
  }

  private func isAt(_ offset: Int, _ word: StaticString) -> Bool {
    guard offset + word.utf8CodeUnitCount <= source.bytes.count else { return false }
    let text = TemplateText(word.description)
    return source.bytes[offset..<offset + text.bytes.count].elementsEqual(text.bytes)
  }

  private func error(_ problem: String) -> TemplateError {
    TemplateError(kind: .syntax, line: line, problem: problem)
  }

  private mutating func add(_ kind: TemplateToken.Kind) {
    tokens.append(TemplateToken(kind: kind, line: line))
  }

  private mutating func addText(_ range: Range<Int>) {
    if !range.isEmpty { add(.text(source.slice(range))) }
  }

  private mutating func countLines(_ range: Range<Int>) {
    for offset in range where source.bytes[offset] == 0x0A { line += 1 }
  }

  private func nextTag() -> (Int, Tag)? {
    var offset = position
    while offset + 1 < source.bytes.count {
      if source.bytes[offset] == UInt8(ascii: "{") {
        switch source.bytes[offset + 1] {
        case UInt8(ascii: "%"): return (offset, .block)
        case UInt8(ascii: "{"): return (offset, .output)
        case UInt8(ascii: "#"): return (offset, .comment)
        default: break
        }
      }
      offset += 1
    }
    return nil
  }

  /// Adds the text before a tag without what the tag strips of it, and returns the tag's sign.
  private mutating func strip(upTo start: Int, isOutput: Bool) -> UInt8? {
    let sign = byte(start + 2)
    var end = start
    if sign == UInt8(ascii: "-") {
      let text = source.slice(position..<start)
      end =
        position
        + text.trimmedRange(leading: false, trailing: true) { $0.isPythonSpace }
        .upperBound
    } else if sign != UInt8(ascii: "+"), !isOutput {
      end = startOfBlanks(before: start)
    }
    addText(position..<end)
    countLines(position..<start)
    return sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") ? sign : nil
  }

  /// Offset of the blanks that stand alone between the start of a line and a tag.
  private func startOfBlanks(before tag: Int) -> Int {
    let lineStart = source.bytes[position..<tag].lastIndex(of: 0x0A).map { $0 + 1 }
    guard lineStart != nil || isAtLineStart else { return tag }
    let start = lineStart ?? position
    let blanks = source.slice(start..<tag)
    return blanks.isEmpty || blanks.allScalars { $0.isPythonSpace } ? start : tag
  }

  private func skippingSpace(from offset: Int) -> Int {
    var offset = offset
    while offset < source.bytes.count {
      let (scalar, width) = source.scalar(at: offset)
      guard scalar.isPythonSpace else { break }
      offset += width
    }
    return offset
  }

  /// End of a tag's closing brackets, with the whitespace that they swallow.
  ///
  /// - Parameter mark: The character before the closing brace.
  private func closing(
    _ mark: UInt8, at offset: Int, trimsNewline: Bool, allowsPlus: Bool = true
  ) -> Int? {
    let sign = byte(offset)
    let isMinus = sign == UInt8(ascii: "-")
    let isPlus = sign == UInt8(ascii: "+") && allowsPlus
    let bare = isMinus || isPlus ? offset + 1 : offset
    guard byte(bare) == mark, byte(bare + 1) == UInt8(ascii: "}") else { return nil }
    if isMinus { return skippingSpace(from: bare + 2) }
    if !isPlus, trimsNewline, byte(bare + 2) == 0x0A { return bare + 3 }
    return bare + 2
  }

  private mutating func move(past end: Int) {
    countLines(position..<end)
    isAtLineStart = end > position && source.bytes[end - 1] == 0x0A
    position = end
  }

  private mutating func comment() throws(TemplateError) {
    var offset = position
    while offset < source.bytes.count {
      if let end = closing(UInt8(ascii: "#"), at: offset, trimsNewline: true) {
        move(past: end)
        return
      }
      offset += 1
    }
    throw error("a comment is not closed by '#}'")
  }

  /// Start of the text of a raw block, if one starts here.
  private func rawBodyStart(at start: Int) -> Int? {
    let sign = byte(start + 2)
    let signed = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
    let word = skippingSpace(from: start + (signed ? 3 : 2))
    guard isAt(word, "raw") else { return nil }
    let end = skippingSpace(from: word + 3)
    return closing(UInt8(ascii: "%"), at: end, trimsNewline: false, allowsPlus: false)
  }

  private mutating func raw(from start: Int, bodyStart: Int) throws(TemplateError) {
    _ = strip(upTo: start, isOutput: false)
    position = start
    move(past: bodyStart)
    var offset = bodyStart
    while offset < source.bytes.count {
      defer { offset += 1 }
      guard isAt(offset, "{%") else { continue }
      let sign = byte(offset + 2)
      let signed = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
      let word = skippingSpace(from: offset + (signed ? 3 : 2))
      guard isAt(word, "endraw"),
        let end = closing(
          UInt8(ascii: "%"), at: skippingSpace(from: word + 6), trimsNewline: true)
      else { continue }
      _ = strip(upTo: offset, isOutput: false)
      position = offset
      move(past: end)
      return
    }
    throw error("a raw block is not closed by 'endraw'")
  }
}

extension TemplateLexer {
  /// The words of a tag, up to its end.
  private mutating func inside(
    endsWith mark: UInt8, _ end: TemplateToken.Kind
  ) throws(TemplateError) {
    var open: [String] = []
    let isOutput = end == .outputEnd
    while position < source.bytes.count {
      if open.isEmpty,
        let after = closing(
          mark, at: position, trimsNewline: !isOutput, allowsPlus: !isOutput)
      {
        add(end)
        move(past: after)
        return
      }
      let space = skippingSpace(from: position)
      if space > position {
        move(past: space)
        continue
      }
      try word(&open)
    }
    throw error("a tag is not closed")
  }

  private mutating func word(_ open: inout [String]) throws(TemplateError) {
    let first = source.bytes[position]
    if first >= 0x30, first <= 0x39 { return try number() }
    if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") { return try string(quote: first) }
    let (scalar, _) = source.scalar(at: position)
    if first == UInt8(ascii: "_") || scalar.properties.isXIDStart {
      let start = position
      while position < source.bytes.count {
        let (scalar, width) = source.scalar(at: position)
        guard scalar == "_" || scalar.properties.isXIDContinue else { break }
        position += width
      }
      return add(.name(source.slice(start..<position).string))
    }
    let symbol = try symbol()
    switch symbol {
    case "(": open.append(")")
    case "[": open.append("]")
    case "{": open.append("}")
    case ")", "]", "}":
      guard open.popLast() == symbol else { throw error("unexpected '\(symbol)'") }
    default: break
    }
    add(.symbol(symbol))
    position += symbol.utf8.count
  }

  private func symbol() throws(TemplateError) -> String {
    for pair in ["//", "**", "==", "!=", ">=", "<="] where byte(position) == pair.utf8.first {
      if byte(position + 1) == pair.utf8.last { return pair }
    }
    let (scalar, _) = source.scalar(at: position)
    guard "+-/*%~[](){}><=.:|,;".unicodeScalars.contains(scalar) else {
      throw error("unexpected character '\(scalar)'")
    }
    return String(scalar)
  }

  private func digits(from offset: Int, _ isDigit: (UInt8) -> Bool) -> Int {
    var end = offset
    while isDigit(byte(end)) || (byte(end) == UInt8(ascii: "_") && isDigit(byte(end + 1))) {
      end += 1
    }
    return end
  }

  private mutating func number() throws(TemplateError) {
    let isDecimal: (UInt8) -> Bool = { $0 >= 0x30 && $0 <= 0x39 }
    let start = position
    if byte(start) == 0x30,
      let radix = [UInt8(ascii: "b"): 2, UInt8(ascii: "o"): 8, UInt8(ascii: "x"): 16][
        byte(start + 1) | 0x20]
    {
      let end = digits(from: start + 2) {
        Character(Unicode.Scalar($0)).hexDigitValue.map { $0 < radix } ?? false
      }
      if end > start + 2 {
        position = end
        return add(.integer(try integer(source.slice(start + 2..<end).string, radix: radix)))
      }
    }
    var end = digits(from: start, isDecimal)
    let followsDot = start > 0 && source.bytes[start - 1] == UInt8(ascii: ".")
    var isFloat = false
    if !followsDot {
      if byte(end) == UInt8(ascii: "."), isDecimal(byte(end + 1)) {
        end = digits(from: end + 1, isDecimal)
        isFloat = true
      }
      if byte(end) | 0x20 == UInt8(ascii: "e") {
        let hasSign = byte(end + 1) == UInt8(ascii: "+") || byte(end + 1) == UInt8(ascii: "-")
        let exponent = end + (hasSign ? 2 : 1)
        if isDecimal(byte(exponent)) {
          end = digits(from: exponent, isDecimal)
          isFloat = true
        }
      }
    }
    position = end
    let text = source.slice(start..<end).string.filter { $0 != "_" }
    if isFloat { return add(.float(Double(text) ?? .infinity)) }
    add(.integer(try integer(text, radix: 10)))
  }

  private func integer(_ text: String, radix: Int) throws(TemplateError) -> Int {
    guard let value = Int(text.filter { $0 != "_" }, radix: radix) else {
      throw error("the number \(text.prefix(40)) does not fit 64 bits")
    }
    return value
  }

  private mutating func string(quote: UInt8) throws(TemplateError) {
    let start = position + 1
    var end = start
    while byte(end) != quote {
      end += byte(end) == UInt8(ascii: "\\") ? 2 : 1
      guard end < source.bytes.count else { throw error("a string is not closed") }
    }
    let text = try unescaped(start..<end)
    add(.string(text))
    position = start - 1
    move(past: end + 1)
  }

  private func unescaped(_ range: Range<Int>) throws(TemplateError) -> TemplateText {
    var result: [UInt8] = []
    var offset = range.lowerBound
    while offset < range.upperBound {
      let byte = source.bytes[offset]
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        offset += 1
        continue
      }
      let (scalar, width) = source.scalar(at: offset + 1)
      offset += 1 + width
      switch scalar {
      case "\n": break
      case "\\", "'", "\"": result.append(UInt8(ascii: scalar))
      case "a": result.append(0x07)
      case "b": result.append(0x08)
      case "f": result.append(0x0C)
      case "n": result.append(0x0A)
      case "r": result.append(0x0D)
      case "t": result.append(0x09)
      case "v": result.append(0x0B)
      case "x": try code(&result, &offset, range.upperBound, digits: 2...2, radix: 16)
      case "u": try code(&result, &offset, range.upperBound, digits: 4...4, radix: 16)
      case "U": try code(&result, &offset, range.upperBound, digits: 8...8, radix: 16)
      case "0"..."7":
        offset -= 1
        try code(&result, &offset, range.upperBound, digits: 1...3, radix: 8)
      case "N": throw error("characters by name are not supported in strings")
      default:
        result.append(UInt8(ascii: "\\"))
        result.append(contentsOf: String(scalar).utf8)
      }
    }
    return TemplateText(bytes: result)
  }

  private func code(
    _ result: inout [UInt8], _ offset: inout Int, _ limit: Int, digits: ClosedRange<Int>, radix: Int
  ) throws(TemplateError) {
    var end = offset
    var value: UInt32 = 0
    while end < limit, end - offset < digits.upperBound,
      let digit = Character(Unicode.Scalar(source.bytes[end])).hexDigitValue, digit < radix
    {
      value = value * UInt32(radix) + UInt32(digit)
      end += 1
    }
    guard end - offset >= digits.lowerBound, let scalar = Unicode.Scalar(value) else {
      throw error("a string has an escape that is no character")
    }
    result.append(contentsOf: String(scalar).utf8)
    offset = end
  }
}
