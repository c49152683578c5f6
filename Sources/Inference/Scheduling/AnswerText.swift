import Generation
import Tokenizers

/// The text of an answer as its tokens come, up to the first stop text that ends it.
struct AnswerText {
  private enum Decoder {
    case none
    /// The text as the tokenizer decodes it.
    case streaming(StreamingDecoder)
    /// The bytes of tokens as they are, which a constraint has seen, and those not yet told.
    case plain(Tokenizer, pending: [UInt8])
  }

  private var decoder: Decoder
  private var stops: StopTextMatcher
  private let hasStops: Bool

  /// An empty answer; without a tokenizer its text stays empty.
  ///
  /// - Parameter isExact: Whether the text is that of the tokens' bytes, where a decoder would
  ///   leave out a first space.
  init(_ tokenizer: Tokenizer?, stops: [String], isExact: Bool = false) {
    if let tokenizer {
      decoder =
        isExact ? .plain(tokenizer, pending: []) : .streaming(StreamingDecoder(tokenizer))
    } else {
      decoder = .none
    }
    self.stops = StopTextMatcher(stops)
    hasStops = stops.contains { !$0.isEmpty }
  }

  /// Takes a token.
  ///
  /// A stop text that comes where the rule has no whole answer is part of the text; the search goes
  /// on after it.
  /// - Returns: The text that became certain with it, and whether a stop text ends it.
  mutating func append(
    _ token: Int, rule: inout (any TokenRule)?
  ) -> (text: String, isStopped: Bool) {
    var (rest, certain) = (decoded(token), "")
    while true {
      switch stops.consume(rest) {
      case .released(let released):
        certain += released
        if hasStops { rule?.release(released) }
        return (certain, false)
      case .matched(let stop, let before, let after):
        if rule?.isWhole(with: before) ?? true { return (certain + before, true) }
        rule?.release(before + stop)
        certain += before + stop
        rest = after
      }
    }
  }

  /// The text that was held back, when no token follows.
  mutating func finish() -> String {
    var rest = ""
    let last: String
    switch decoder {
    case .none: last = ""
    case .streaming(var streaming):
      last = streaming.finish()
      decoder = .streaming(streaming)
    case .plain(let tokenizer, let pending):
      last = String(decoding: pending, as: UTF8.self)
      decoder = .plain(tokenizer, pending: [])
    }
    if !last.isEmpty {
      switch stops.consume(last) {
      case .released(let released): rest = released
      case .matched(_, let before, _): return before + stops.finish()
      }
    }
    return rest + stops.finish()
  }

  private mutating func decoded(_ token: Int) -> String {
    switch decoder {
    case .none: return ""
    case .streaming(var streaming):
      decoder = .none
      defer { decoder = .streaming(streaming) }
      return streaming.append(token)
    case .plain(let tokenizer, var pending):
      decoder = .none
      if tokenizer.kind(of: token) != .control { pending += tokenizer.bytes(of: token) ?? [] }
      let whole = pending.count - Self.incompleteLength(pending)
      let text = String(decoding: pending[..<whole], as: UTF8.self)
      pending.removeSubrange(..<whole)
      decoder = .plain(tokenizer, pending: pending)
      return text
    }
  }

  /// The number of bytes at the end that begin a character without completing it.
  private static func incompleteLength(_ bytes: [UInt8]) -> Int {
    for (index, byte) in bytes.reversed().prefix(3).enumerated() where byte >= 0xC0 {
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
      return index + 1 < length ? index + 1 : 0
    }
    return 0
  }
}
