/// Text and the words that it has been cut into.
struct WordBuffer {
  /// The text; steps that change it put a new one here.
  var text: [UInt8]
  /// The words, in order.
  var words: [Range<Int>]
  /// Words that start before here stand at the beginning of the whole text: its first character may
  /// have become several.
  var firstEnd = 0
}

/// Cuts text into words by compiled steps.
struct Splitter: Sendable {
  private enum Step: Sendable {
    case pattern(Pattern, SplitStep.Behavior, inverted: Bool)
    case literal([UInt8], SplitStep.Behavior, inverted: Bool)
    case fixedLength(Int)
    case metaspace(mark: [UInt8], prepend: SplitStep.Prepend, splits: Bool)
    case spacePrefix
    case byteAlphabet
    case bytes
  }

  private let steps: [Step]

  /// Compiles steps.
  init(_ steps: [SplitStep]) throws(TokenizerError) {
    var compiled: [Step] = []
    for step in steps {
      switch step {
      case .pattern(let pattern, let behavior, let inverted):
        compiled.append(.pattern(try Pattern(pattern), behavior, inverted: inverted))
      case .literal(let literal, let behavior, let inverted):
        guard !literal.isEmpty else {
          throw TokenizerError(.malformed, "a splitting step has an empty separator")
        }
        compiled.append(.literal(Array(literal.utf8), behavior, inverted: inverted))
      case .digits(let individual):
        let pattern = try Pattern(individual ? #"\p{N}"# : #"\p{N}+"#)
        compiled.append(.pattern(pattern, .isolated, inverted: false))
      case .punctuation(let behavior):
        compiled.append(.pattern(try Pattern(#"[\p{P}!-/:-@\[-`{-~]"#), behavior, inverted: false))
      case .whitespace:
        compiled.append(.pattern(try Pattern(#"\s+"#), .removed, inverted: false))
      case .fixedLength(let length):
        guard length > 0 else {
          throw TokenizerError(
            .malformed, "a FixedLength step has the length \(length), expected 1 or more")
        }
        compiled.append(.fixedLength(length))
      case .metaspace(let mark, let prepend, let splits):
        guard (1...16).contains(mark.utf8.count), !mark.utf8.contains(0x20) else {
          throw TokenizerError(.malformed, "a Metaspace step has the mark \(quoted(mark))")
        }
        compiled.append(.metaspace(mark: Array(mark.utf8), prepend: prepend, splits: splits))
      case .spacePrefix: compiled.append(.spacePrefix)
      case .byteAlphabet: compiled.append(.byteAlphabet)
      case .bytes: compiled.append(.bytes)
      }
    }
    self.steps = compiled
  }

  /// Tells whether all text stays one word, as it is.
  var isIdentity: Bool { steps.isEmpty }

  /// Cuts a stretch of text; `isFirst` says whether it is the beginning of the whole text.
  func split(_ text: [UInt8], _ range: Range<Int>, isFirst: Bool) -> WordBuffer {
    var buffer = WordBuffer(text: text, words: range.isEmpty ? [] : [range])
    if isFirst, !range.isEmpty {
      let first = UTF8Scalar.read(text, at: range.lowerBound, end: range.upperBound)
      buffer.firstEnd = range.lowerBound + first.length
    }
    for step in steps {
      switch step {
      case .pattern(let pattern, let behavior, let inverted):
        var matcher = PatternMatcher(pattern, length: range.count)
        Self.cut(&buffer, behavior, inverted: inverted) { text, word, start in
          matcher.next(in: text, word, from: start)
        }
      case .literal(let literal, let behavior, let inverted):
        Self.cut(&buffer, behavior, inverted: inverted) { text, word, start in
          Self.find(literal, in: text, start..<word.upperBound)
        }
      case .fixedLength(let length):
        Self.cut(&buffer, .isolated, inverted: false) { text, word, start in
          start..<Self.end(of: length, in: text, start..<word.upperBound)
        }
      case .metaspace(let mark, let prepend, let splits):
        Self.metaspace(&buffer, mark, prepend, splits)
      case .spacePrefix: Self.spacePrefix(&buffer)
      case .byteAlphabet: Self.writeAlphabet(&buffer)
      case .bytes: Self.readAlphabet(&buffer)
      }
    }
    return buffer
  }

  /// The first occurrence of a string.
  static func find(_ literal: [UInt8], in text: [UInt8], _ range: Range<Int>) -> Range<Int>? {
    guard let first = literal.first, range.count >= literal.count else { return nil }
    for start in range.lowerBound...(range.upperBound - literal.count) where text[start] == first {
      var length = 1
      while length < literal.count, text[start + length] == literal[length] { length += 1 }
      if length == literal.count { return start..<start + length }
    }
    return nil
  }

  /// Offset past so many characters, or the end of the text.
  private static func end(of count: Int, in text: [UInt8], _ range: Range<Int>) -> Int {
    var position = range.lowerBound
    var left = count
    while left > 0, position < range.upperBound {
      position += UTF8Scalar.read(text, at: position, end: range.upperBound).length
      left -= 1
    }
    return position
  }

  private static func cut(
    _ buffer: inout WordBuffer, _ behavior: SplitStep.Behavior, inverted: Bool,
    next: (_ text: [UInt8], _ word: Range<Int>, _ start: Int) -> Range<Int>?
  ) {
    var words: [Range<Int>] = []
    words.reserveCapacity(buffer.words.count)
    var parts: [(range: Range<Int>, isSeparator: Bool)] = []
    for word in buffer.words {
      parts.removeAll(keepingCapacity: true)
      var position = word.lowerBound
      while position < word.upperBound {
        let match = next(buffer.text, word, position) ?? word.upperBound..<word.upperBound
        if position < match.lowerBound {
          parts.append((position..<match.lowerBound, inverted))
        }
        if !match.isEmpty { parts.append((match, !inverted)) }
        position = match.upperBound
      }
      join(parts, behavior, into: &words)
    }
    buffer.words = words
  }

  private static func join(
    _ parts: [(range: Range<Int>, isSeparator: Bool)], _ behavior: SplitStep.Behavior,
    into words: inout [Range<Int>]
  ) {
    var previous: Bool?
    for (range, isSeparator) in parts {
      var isJoined = false
      switch behavior {
      case .removed:
        if isSeparator { continue }
      case .isolated: break
      case .mergedWithPrevious: isJoined = isSeparator && previous == false
      case .mergedWithNext: isJoined = !isSeparator && previous == true
      case .contiguous: isJoined = previous == isSeparator
      }
      if isJoined, let last = words.popLast() {
        words.append(last.lowerBound..<range.upperBound)
      } else {
        words.append(range)
      }
      previous = isSeparator
    }
  }

  private static func spacePrefix(_ buffer: inout WordBuffer) {
    rewrite(&buffer) { text, word in
      text[word.lowerBound] == 0x20 ? [] : [0x20]
    } body: { text, range, output in
      output += text[range]
    }
  }

  private static func writeAlphabet(_ buffer: inout WordBuffer) {
    let alphabet = ByteAlphabet()
    rewrite(&buffer) { text, range, output in output += alphabet.encode(text[range]) }
  }

  private static func readAlphabet(_ buffer: inout WordBuffer) {
    let alphabet = ByteAlphabet()
    // Words are read whole, and nothing asks for the beginning any more.
    buffer.firstEnd = 0
    rewrite(&buffer) { text, range, output in
      // A step between may have brought other characters, which stand for themselves.
      if !alphabet.decode(text, range, into: &output) { output += text[range] }
    }
  }

  private static func metaspace(
    _ buffer: inout WordBuffer, _ mark: [UInt8], _ prepend: SplitStep.Prepend, _ splits: Bool
  ) {
    let firstEnd = buffer.firstEnd
    rewrite(&buffer) { text, word in
      let isMarked = text[word].starts(with: mark) || text[word.lowerBound] == 0x20
      let prepends = prepend == .always || prepend == .first && word.lowerBound < firstEnd
      return prepends && !isMarked ? mark : []
    } body: { text, range, output in
      for byte in text[range] {
        if byte == 0x20 { output.append(contentsOf: mark) } else { output.append(byte) }
      }
    }
    guard splits else { return }
    cut(&buffer, .mergedWithNext, inverted: false) { text, word, start in
      find(mark, in: text, start..<word.upperBound)
    }
  }

  /// Puts a prefix before each word, and something else in the place of each of its characters.
  private static func rewrite(
    _ buffer: inout WordBuffer,
    prefix: (_ text: [UInt8], _ word: Range<Int>) -> [UInt8] = { _, _ in [] },
    body: (_ text: [UInt8], _ range: Range<Int>, _ output: inout [UInt8]) -> Void
  ) {
    var output: [UInt8] = []
    output.reserveCapacity(buffer.text.count + 8)
    var firstEnd = 0
    for index in buffer.words.indices {
      let word = buffer.words[index]
      let start = output.count
      output += prefix(buffer.text, word)
      var rest = word
      if word.lowerBound < buffer.firstEnd {
        rest = min(buffer.firstEnd, word.upperBound)..<word.upperBound
        body(buffer.text, word.lowerBound..<rest.lowerBound, &output)
        firstEnd = output.count
      }
      if !rest.isEmpty { body(buffer.text, rest, &output) }
      buffer.words[index] = start..<output.count
    }
    buffer.text = output
    buffer.firstEnd = firstEnd
  }
}
