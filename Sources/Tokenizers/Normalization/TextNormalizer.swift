/// Runs the normalisation steps of a `tokenizer.json`.
struct TextNormalizer: Sendable {
  private enum Step: Sendable {
    case unicode(UnicodeNormalization)
    case lowercase
    case nmt
    case prepend([UInt8])
    case replace([UInt8], with: [UInt8])
    case replacePattern(Pattern, with: [UInt8])
    case strip(left: Bool, right: Bool)
    case characterMap(CharacterMap)
  }

  private let steps: [Step]

  /// Compiles steps.
  init(_ steps: [NormalizationStep]) throws(TokenizerError) {
    var compiled: [Step] = []
    for step in steps {
      switch step {
      case .nfc: compiled.append(.unicode(.nfc))
      case .nfd: compiled.append(.unicode(.nfd))
      case .nfkc: compiled.append(.unicode(.nfkc))
      case .nfkd: compiled.append(.unicode(.nfkd))
      case .lowercase: compiled.append(.lowercase)
      case .nmt: compiled.append(.nmt)
      case .prepend(let text): compiled.append(.prepend(Array(text.utf8)))
      case .replace(let text, let new):
        guard !text.isEmpty else {
          throw TokenizerError(.malformed, "a normaliser replaces the empty string")
        }
        compiled.append(.replace(Array(text.utf8), with: Array(new.utf8)))
      case .replacePattern(let pattern, let new):
        compiled.append(.replacePattern(try Pattern(pattern), with: Array(new.utf8)))
      case .strip(let left, let right): compiled.append(.strip(left: left, right: right))
      case .characterMap(let bytes): compiled.append(.characterMap(try CharacterMap(bytes)))
      }
    }
    self.steps = compiled
  }

  /// Tells whether text stays as it is.
  var isIdentity: Bool { steps.isEmpty }

  /// The normalised form of a text; steps that would make it more than 64 times as long are
  /// left out.
  func normalize(_ text: [UInt8]) -> [UInt8] {
    var isFirst = false
    return normalize(text, isFirst: &isFirst)
  }

  /// The same; `isFirst` becomes false where what begins the text is taken away, so that what
  /// follows does not begin it.
  func normalize(_ text: [UInt8], isFirst: inout Bool) -> [UInt8] {
    let limit = 64 * text.count + 4096
    var result = text
    for step in steps {
      let next = Self.apply(step, to: result, limit: limit)
      guard next.count <= limit else { continue }
      if isFirst, Self.takesBeginning(step, of: result) { isFirst = false }
      result = next
    }
    return result
  }

  /// Tells whether a step takes the first character away; one other character in its place stands
  /// where it stood.
  private static func takesBeginning(_ step: Step, of text: [UInt8]) -> Bool {
    guard !text.isEmpty else { return false }
    let first = UTF8Scalar.read(text, at: 0, end: text.count)
    switch step {
    case .strip(let left, _): return left && UnicodeCategory.isWhitespace(first.value)
    case .replace(let old, let new):
      return text.starts(with: old) && (new.isEmpty || old.count > first.length)
    case .replacePattern(let pattern, let new):
      var matcher = PatternMatcher(pattern, length: text.count)
      guard let match = matcher.next(in: text, 0..<text.count, from: 0), match.lowerBound == 0,
        !match.isEmpty
      else { return false }
      return new.isEmpty || match.count > first.length
    case .nmt: return Self.withoutControls(Array(text[..<first.length])).isEmpty
    case .unicode, .lowercase, .prepend, .characterMap: return false
    }
  }

  private static func apply(_ step: Step, to text: [UInt8], limit: Int) -> [UInt8] {
    switch step {
    case .unicode(let form): return form.normalize(text)
    case .lowercase: return lowercased(text)
    case .nmt: return withoutControls(text)
    case .prepend(let prefix): return text.isEmpty ? text : prefix + text
    case .replace(let old, let new):
      return replacing(old, in: text, with: new, limit: limit)
    case .replacePattern(let pattern, let new):
      return replacing(pattern, in: text, with: new, limit: limit)
    case .strip(let left, let right): return stripped(text, left, right)
    case .characterMap(let map): return mapped(text, map)
    }
  }

  /// A text with another string wherever the first one stands.
  static func replacing(
    _ old: [UInt8], in text: [UInt8], with new: [UInt8], limit: Int = .max
  ) -> [UInt8] {
    replacing(text, new, limit: limit) { Splitter.find(old, in: text, $0..<text.count) }
  }

  /// A text with another string in the place of each match; it stops once the result is longer
  /// than `limit`.
  static func replacing(
    _ text: [UInt8], _ new: [UInt8], limit: Int = .max, next: (_ start: Int) -> Range<Int>?
  ) -> [UInt8] {
    var output: [UInt8] = []
    var position = 0
    while position < text.count, output.count <= limit, let match = next(position) {
      output.append(contentsOf: text[position..<match.lowerBound])
      output.append(contentsOf: new)
      position = match.upperBound
    }
    if position == 0 { return text }
    output.append(contentsOf: text[position...])
    return output
  }

  /// A text with another string in the place of each match of a pattern; empty matches count too,
  /// except right after another.
  static func replacing(
    _ pattern: Pattern, in text: [UInt8], with new: [UInt8], limit: Int = .max
  ) -> [UInt8] {
    var matcher = PatternMatcher(pattern, length: text.count)
    var output: [UInt8] = []
    var (copied, start) = (0, 0)
    var last: Int?
    while !text.isEmpty, output.count <= limit,
      let match = matcher.nextOrEmpty(in: text, from: start, last: last)
    {
      output += text[copied..<match.lowerBound]
      output += new
      (copied, start, last) = (match.upperBound, match.upperBound, match.upperBound)
    }
    return output + text[copied...]
  }

  private static func lowercased(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    forEachScalar(text) { scalar, bytes in
      guard let scalar else { return output.append(contentsOf: bytes) }
      output.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
    }
    return output
  }

  private static func withoutControls(_ text: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    forEachScalar(text) { scalar, bytes in
      switch scalar?.value ?? 0 {
      case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: break
      case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD:
        output.append(0x20)
      default: output.append(contentsOf: bytes)
      }
    }
    return output
  }

  private static func mapped(_ text: [UInt8], _ map: CharacterMap) -> [UInt8] {
    var output: [UInt8] = []
    var position = 0
    while position < text.count {
      if let match = map.longest(text, at: position, end: text.count) {
        output.append(contentsOf: map.bytes(of: match.replacement))
        position += match.length
      } else {
        let length = UTF8Scalar.read(text, at: position, end: text.count).length
        output.append(contentsOf: text[position..<position + length])
        position += length
      }
    }
    return output
  }

  private static func stripped(_ text: [UInt8], _ left: Bool, _ right: Bool) -> [UInt8] {
    var first = text.count
    var last = 0
    var position = 0
    forEachScalar(text) { scalar, bytes in
      if scalar.map({ !UnicodeCategory.isWhitespace($0.value) }) ?? true {
        first = min(first, position)
        last = position + bytes.count
      }
      position += bytes.count
    }
    guard first < last else { return left || right ? [] : text }
    return Array(text[(left ? first : 0)..<(right ? last : text.count)])
  }

  /// Calls with each scalar and its bytes; stray bytes come without a scalar.
  static func forEachScalar(
    _ text: [UInt8], _ body: (_ scalar: Unicode.Scalar?, _ bytes: ArraySlice<UInt8>) -> Void
  ) {
    var position = 0
    while position < text.count {
      let read = UTF8Scalar.read(text, at: position, end: text.count)
      body(
        read.isValid ? Unicode.Scalar(read.value) : nil, text[position..<position + read.length])
      position += read.length
    }
  }
}
