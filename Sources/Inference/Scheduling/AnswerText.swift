import Tokenizers

/// The text of an answer as its tokens come, up to the first stop text.
struct AnswerText {
  private var decoder: StreamingDecoder?
  private var stops: StopTextMatcher

  /// An empty answer; without a tokenizer its text stays empty.
  init(_ tokenizer: Tokenizer?, stops: [String]) {
    decoder = tokenizer.map { StreamingDecoder($0) }
    self.stops = StopTextMatcher(stops)
  }

  /// Takes a token.
  ///
  /// - Returns: The text that became certain with it, and whether a stop text ends it.
  mutating func append(_ token: Int) -> (text: String, isStopped: Bool) {
    consume(decoder?.append(token) ?? "")
  }

  /// The text that was held back, when no token follows.
  mutating func finish() -> String {
    var rest = ""
    if let last = decoder?.finish(), !last.isEmpty { rest = consume(last).text }
    return rest + stops.finish()
  }

  private mutating func consume(_ text: String) -> (text: String, isStopped: Bool) {
    switch stops.consume(text) {
    case .released(let released): (released, false)
    case .matched(_, let before, _): (before, true)
    }
  }
}
