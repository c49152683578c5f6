/// Turns ids into text as they come, without ever splitting a character.
///
/// What `append` returns, joined and followed by `finish`, equals what decoding all ids at
/// once gives.
public struct StreamingDecoder: Sendable {
  private let tokenizer: Tokenizer
  private let skipsSpecialTokens: Bool
  private var pending: [UInt8] = []
  private var leadingSpaces: Int
  private var pipeline: DecodingPipeline?

  /// A decoder at the beginning of a text.
  public init(_ tokenizer: Tokenizer, skipSpecialTokens: Bool = true) {
    self.tokenizer = tokenizer
    skipsSpecialTokens = skipSpecialTokens
    leadingSpaces = tokenizer.core.strippedLeadingSpaces
    pipeline = tokenizer.core.decoding
  }

  /// The characters that this id completes; an id outside the vocabulary completes none.
  public mutating func append(_ id: Int) -> String {
    take(id)
    return release(keeping: UTF8Scalar.incompleteLength(pending))
  }

  /// The characters that these ids complete.
  public mutating func append(contentsOf ids: some Sequence<Int>) -> String {
    for id in ids { take(id) }
    return release(keeping: UTF8Scalar.incompleteLength(pending))
  }

  /// Returns the text that is left: U+FFFD for a character that was never completed.
  public mutating func finish() -> String {
    if let rest = pipeline?.finish() { pending += rest }
    return release(keeping: 0)
  }

  private mutating func take(_ id: Int) {
    guard let kind = tokenizer.kind(of: id), var bytes = tokenizer.bytes(of: id)?[...] else {
      return
    }
    if kind == .control {
      if skipsSpecialTokens { return }
    } else if kind == .unknown, skipsSpecialTokens,
      tokenizer.core.description.unknownSurface == nil
    {
      return
    }
    let normalized = tokenizer.core.recognizer.normalizedTexts[id]
    if pipeline != nil {
      let piece = normalized ?? Array(tokenizer.core.description.pieces[id])
      if !piece.isEmpty, let text = pipeline?.take(piece) { pending += text }
      return
    }
    if let normalized { bytes = normalized[...] }
    if leadingSpaces > 0, !bytes.isEmpty {
      if kind != .byte, kind != .control, kind != .unknown, bytes.first == 0x20 {
        let count = bytes.prefix(leadingSpaces).prefix { $0 == 0x20 }.count
        bytes.removeFirst(count)
        leadingSpaces -= count
      }
      if !bytes.isEmpty { leadingSpaces = 0 }
    }
    pending.append(contentsOf: bytes)
  }

  private mutating func release(keeping kept: Int) -> String {
    let complete = pending.count - kept
    guard complete > 0 else { return "" }
    let text = Self.text(pending[..<complete], singly: !tokenizer.core.isByteLevel)
    pending.removeSubrange(..<complete)
    return text
  }

  /// Text of bytes that may not be UTF-8: byte pieces become U+FFFD one by one, as in
  /// sentencepiece; in byte-level vocabularies, the longest beginning of a character becomes one
  /// (Unicode 15, chapter 3.9).
  private static func text(_ bytes: ArraySlice<UInt8>, singly: Bool) -> String {
    if !singly { return String(decoding: bytes, as: UTF8.self) }
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    let all = Array(bytes)
    var repaired: [UInt8] = []
    TextNormalizer.forEachScalar(all) { scalar, bytes in
      repaired.append(contentsOf: scalar == nil ? SentencePieceNormalizer.replacement[...] : bytes)
    }
    return String(decoding: repaired, as: UTF8.self)
  }
}
