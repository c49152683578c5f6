/// Replaces a string in each token.
struct TokenReplacement: DecodingStage {
  let old: [UInt8]
  let new: [UInt8]

  func take(_ text: [UInt8]) -> [[UInt8]] { [TextNormalizer.replacing(old, in: text, with: new)] }
}

/// Replaces the matches of a pattern in each token.
struct PatternReplacement: DecodingStage {
  let pattern: Pattern
  let new: [UInt8]

  func take(_ text: [UInt8]) -> [[UInt8]] { [apply(text)] }

  func apply(_ text: [UInt8]) -> [UInt8] {
    TextNormalizer.replacing(pattern, in: text, with: new)
  }
}

/// Removes a character at both ends of each token.
struct TokenStripping: DecodingStage {
  let unit: [UInt8]
  let start: Int
  let stop: Int

  func take(_ text: [UInt8]) -> [[UInt8]] {
    var rest = text[...]
    var begun = 0
    while begun < start, !unit.isEmpty, rest.starts(with: unit) {
      rest = rest.dropFirst(unit.count)
      begun += 1
    }
    return [Array(rest.dropLast(bytes(of: unit, endingMost: stop, of: rest)))]
  }
}

/// Makes spaces of marks.
struct MarkReplacement: DecodingStage {
  let mark: [UInt8]
  let dropsFirst: Bool
  private var isFirst = true

  init(mark: [UInt8], dropsFirst: Bool) {
    self.mark = mark
    self.dropsFirst = dropsFirst
  }

  mutating func take(_ text: [UInt8]) -> [[UInt8]] {
    defer { isFirst = false }
    return [TextNormalizer.replacing(mark, in: text, with: isFirst && dropsFirst ? [] : [0x20])]
  }
}

/// Makes spaces of what ends a word; the last text, where it is nothing, is only known at the end.
struct WordEnds: DecodingStage {
  let suffix: [UInt8]
  private var held: [UInt8] = []

  init(suffix: [UInt8]) { self.suffix = suffix }

  mutating func take(_ text: [UInt8]) -> [[UInt8]] {
    let ended = TextNormalizer.replacing(suffix, in: held, with: [0x20])
    let start = Splitter.find(suffix, in: text, 0..<text.count)?.lowerBound ?? text.count
    held = Array(text[start...])
    return [ended + text[..<start]]
  }

  mutating func finish() -> [[UInt8]] {
    defer { held = [] }
    return [TextNormalizer.replacing(suffix, in: held, with: [])]
  }
}

/// Puts a space before each token but the first.
struct Spacing: DecodingStage {
  private var isFirst = true

  mutating func take(_ text: [UInt8]) -> [[UInt8]] {
    defer { isFirst = false }
    return [isFirst ? text : [0x20] + text]
  }
}

/// Makes characters of byte pieces.
///
/// A run is judged as a whole, so it is held back until it ends.
struct TokenBytes: DecodingStage {
  private var run: [UInt8] = []

  mutating func take(_ text: [UInt8]) -> [[UInt8]] {
    if let byte = TokenizerCore.byteValue(text[...]) {
      run.append(byte)
      return []
    }
    return finish() + [text]
  }

  mutating func finish() -> [[UInt8]] {
    guard !run.isEmpty else { return [] }
    defer { run = [] }
    return [Self.text(of: run)]
  }

  /// The text of a run of bytes.
  private static func text(of run: [UInt8]) -> [UInt8] {
    if UTF8Scalar.areValid(run.span) { return run }
    return run.flatMap { _ in SentencePieceNormalizer.replacement }
  }

  /// The text of a token that may be a byte piece.
  static func text(ofSingle token: [UInt8]) -> [UInt8] {
    TokenizerCore.byteValue(token[...]).map { text(of: [$0]) } ?? token
  }
}

/// Makes bytes of the byte alphabet, and text of them as soon as characters are complete.
struct AlphabetBytes: DecodingStage {
  private static let alphabet = ByteAlphabet()
  private var pending: [UInt8] = []

  /// Bytes that a token stands for: the token itself where it has characters outside the alphabet.
  static func bytes(_ token: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    return alphabet.decode(token, 0..<token.count, into: &bytes) ? bytes : token
  }

  /// UTF-8 of bytes that may be none.
  static func text(of bytes: [UInt8]) -> [UInt8] {
    Array(String(decoding: bytes, as: UTF8.self).utf8)
  }

  mutating func take(_ text: [UInt8]) -> [[UInt8]] {
    pending += Self.bytes(text)
    let complete = pending.count - UTF8Scalar.incompleteLength(pending)
    guard complete > 0 else { return [] }
    defer { pending.removeSubrange(..<complete) }
    return [Self.text(of: Array(pending[..<complete]))]
  }

  mutating func finish() -> [[UInt8]] {
    defer { pending = [] }
    return [Self.text(of: pending)]
  }
}
