/// Runs decoding steps on tokens as they come.
///
/// What `take` returns, joined and followed by `finish`, is what the steps make of all tokens at
/// once; a step that has to see more before it can decide holds its text back.
struct DecodingPipeline: Sendable {
  private var stages: [any DecodingStage] = []

  /// Compiles steps.
  init(_ steps: [DecodingStep]) throws(TokenizerError) {
    var isFused = false
    for step in steps {
      switch step {
      case .replace(let old, let new): try addReplacement(old, new, isFused)
      case .replacePattern(let pattern, let new):
        let replacement = PatternReplacement(pattern: try Pattern(pattern), new: Array(new.utf8))
        stages.append(isFused ? WholeStage { replacement.apply($0) } : replacement)
      case .strip(let character, let start, let stop):
        stages.append(
          isFused
            ? TextStripping(unit: Array(character.utf8), start: start, stop: stop)
            : TokenStripping(unit: Array(character.utf8), start: start, stop: stop))
      case .fuse: isFused = true
      case .byteFallback:
        stages.append(isFused ? WholeStage { TokenBytes.text(ofSingle: $0) } : TokenBytes())
      case .metaspace(let mark, let dropsFirst) where isFused:
        try addReplacement(mark, dropsFirst ? "" : " ", isFused)
      case .metaspace(let mark, let dropsFirst):
        stages.append(MarkReplacement(mark: Array(mark.utf8), dropsFirst: dropsFirst))
      case .wordEnds(let suffix) where isFused: try addReplacement(suffix, "", isFused)
      case .wordEnds(let suffix):
        guard !suffix.isEmpty else {
          throw TokenizerError(.malformed, "a BPEDecoder has an empty suffix")
        }
        stages.append(WordEnds(suffix: Array(suffix.utf8)))
      case .byteLevel:
        stages.append(
          isFused ? WholeStage { AlphabetBytes.text(of: AlphabetBytes.bytes($0)) } : AlphabetBytes()
        )
        isFused = true
      case .spaced: if !isFused { stages.append(Spacing()) }
      }
    }
  }

  private mutating func addReplacement(
    _ old: String, _ new: String, _ isFused: Bool
  ) throws(TokenizerError) {
    guard !old.isEmpty else {
      throw TokenizerError(.malformed, "a decoder replaces the empty string")
    }
    let (old, new) = (Array(old.utf8), Array(new.utf8))
    stages.append(
      isFused ? TextReplacement(old: old, new: new) : TokenReplacement(old: old, new: new))
  }

  /// The text that one more token completes, in UTF-8.
  mutating func take(_ token: [UInt8]) -> [UInt8] { run([token], from: 0).flatMap { $0 } }

  /// The text that was held back.
  mutating func finish() -> [UInt8] {
    var text: [UInt8] = []
    for index in stages.indices {
      text += run(stages[index].finish(), from: index + 1).flatMap { $0 }
    }
    return text
  }

  private mutating func run(_ texts: [[UInt8]], from start: Int) -> [[UInt8]] {
    var texts = texts
    for index in stages.indices.dropFirst(start) {
      var next: [[UInt8]] = []
      for text in texts { next += stages[index].take(text) }
      texts = next
    }
    return texts
  }
}

/// One step of a pipeline: before texts are fused it is given tokens, afterwards parts of the
/// one text.
protocol DecodingStage: Sendable {
  /// Takes one more text and returns the texts that are final by now.
  mutating func take(_ text: [UInt8]) -> [[UInt8]]
  /// Returns the texts held back, at the end of the ids.
  mutating func finish() -> [[UInt8]]
}

extension DecodingStage {
  mutating func finish() -> [[UInt8]] { [] }
}

/// A step that has to see the whole text.
struct WholeStage: DecodingStage {
  private var text: [UInt8] = []
  private let apply: @Sendable ([UInt8]) -> [UInt8]

  init(_ apply: @escaping @Sendable ([UInt8]) -> [UInt8]) { self.apply = apply }

  mutating func take(_ text: [UInt8]) -> [[UInt8]] {
    self.text += text
    return []
  }

  mutating func finish() -> [[UInt8]] {
    defer { text = [] }
    return [apply(text)]
  }
}
