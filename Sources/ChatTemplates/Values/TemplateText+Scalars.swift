extension TemplateText {
  /// The scalar that starts at a byte offset, and its width in bytes.
  func scalar(at offset: Int) -> (scalar: Unicode.Scalar, width: Int) {
    let first = bytes[offset]
    guard first >= 0x80 else { return (Unicode.Scalar(first), 1) }
    let width = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    var code = UInt32(first) & (0x7F >> UInt32(width))
    for index in 1..<width { code = code << 6 | UInt32(bytes[offset + index] & 0x3F) }
    return (Unicode.Scalar(code) ?? "\u{FFFD}", width)
  }

  /// The start of the scalar that ends before a byte offset.
  func start(before offset: Int) -> Int {
    var start = offset - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return start
  }

  /// The byte offset of every scalar, and the end.
  func boundaries() -> [Int] {
    var offsets: [Int] = []
    offsets.reserveCapacity(bytes.count + 1)
    for (offset, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 { offsets.append(offset) }
    offsets.append(bytes.count)
    return offsets
  }

  /// The byte offset of the n-th scalar; `n` is between 0 and `count`.
  func offset(ofScalar n: Int) -> Int {
    var seen = 0
    for (offset, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
      if seen == n { return offset }
      seen += 1
    }
    return bytes.count
  }

  /// Each scalar replaced by some text of the same origin.
  func mapScalars(_ transform: (Unicode.Scalar, Int) -> String) -> TemplateText {
    var result = TemplateText()
    result.isMarkup = isMarkup
    var piece: [UInt8] = []
    var pieceOrigin = Origin.template
    let edges = segments().map { ($0.text.utf8.count, $0.origin) }
    var offset = 0
    for (length, origin) in edges {
      let end = offset + length
      piece.removeAll(keepingCapacity: true)
      pieceOrigin = origin
      while offset < end {
        let (scalar, width) = scalar(at: offset)
        piece.append(contentsOf: transform(scalar, offset).utf8)
        offset += width
      }
      result.append(TemplateText(bytes: piece, origin: pieceOrigin))
    }
    return result
  }

  func allScalars(_ test: (Unicode.Scalar) -> Bool) -> Bool {
    guard !isEmpty else { return false }
    return string.unicodeScalars.allSatisfy(test)
  }

  /// The range without the scalars at its ends that pass a test.
  func trimmedRange(
    leading: Bool, trailing: Bool, _ test: (Unicode.Scalar) -> Bool
  ) -> Range<Int> {
    var low = 0
    var high = bytes.count
    while leading, low < high {
      let (scalar, width) = scalar(at: low)
      guard test(scalar) else { break }
      low += width
    }
    while trailing, low < high {
      let start = start(before: high)
      guard test(scalar(at: start).scalar) else { break }
      high = start
    }
    return low..<high
  }

  /// The scalars from the start of a range, or before its end, that pass a test.
  func run(
    in range: Range<Int>, fromRight: Bool, _ test: (Unicode.Scalar) -> Bool
  ) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    if fromRight {
      while high > low, test(scalar(at: start(before: high)).scalar) { high = start(before: high) }
      return high..<range.upperBound
    }
    while low < high {
      let (scalar, width) = scalar(at: low)
      guard test(scalar) else { break }
      low += width
    }
    return range.lowerBound..<low
  }

  func trimmed(leading: Bool = true, trailing: Bool = true) -> TemplateText {
    slice(trimmedRange(leading: leading, trailing: trailing) { $0.isPythonSpace })
  }
}

extension Unicode.Scalar {
  /// Tells whether Python's `str.isspace` and the `\s` of its regular expressions accept
  /// the character.
  var isPythonSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F,
      0x205F, 0x3000:
      true
    default: false
    }
  }

  /// Tells whether Python's `str.splitlines` cuts at the character.
  var isPythonLineBreak: Bool {
    switch value {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Tells whether Python's `repr` prints the character as it is.
  var isPythonPrintable: Bool {
    if value == 0x20 { return true }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  var isPythonAlphabetic: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  var isPythonDigit: Bool {
    properties.numericType == .decimal || properties.numericType == .digit
  }

  var isPythonAlphanumeric: Bool { isPythonAlphabetic || properties.numericType != nil }
}
