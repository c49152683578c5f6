/// Splits the text of a model that thinks before it answers, as it comes.
///
/// Reasoning stands between two markers at the start of the text; only white space may come before.
/// A marker that stands later is text like any other, and so is an opening marker that is never
/// reached. Line breaks at both ends of the reasoning, and those that lead the answer after it,
/// belong to neither. How the text is cut into chunks changes nothing.
package struct ThinkingSplitter: Sendable {
  /// A piece of the text.
  package enum Part: Sendable, Hashable {
    /// Thoughts of the model.
    case reasoning(String)
    /// Text of the answer.
    case answer(String)
  }

  private enum State {
    /// Not yet certain whether an opening marker comes; the text so far.
    case beginning(String)
    /// Line breaks that end the reasoning, unless more of it follows; whether any was let through.
    case thinking(lineBreaks: String, hasBegun: Bool)
    /// Tells whether line breaks are still to be dropped.
    case answering(dropsLineBreaks: Bool)
  }

  /// Bytes of white space that may come before the opening marker.
  private static let longestMargin = 256

  private let opening: String
  private let isOpen: Bool
  private var closing: StopTextMatcher
  private var state = State.beginning("")

  /// A splitter for text with these markers.
  ///
  /// - Parameter isOpen: whether the prompt already ends with the opening marker, as some templates
  ///   leave it; should the model repeat the marker, it is passed over.
  package init(opening: String = "<think>", closing: String = "</think>", isOpen: Bool = false) {
    self.opening = opening
    self.isOpen = isOpen
    self.closing = StopTextMatcher([closing])
  }

  /// Takes the next chunk of text; returns the pieces that became certain, none empty.
  package mutating func consume(_ chunk: String) -> [Part] {
    switch state {
    case .beginning(let held): begin(held + chunk)
    case .thinking: think(chunk)
    case .answering: answer(chunk)
    }
  }

  /// The text that was held back, when no more follows.
  package mutating func finish() -> [Part] {
    switch state {
    case .beginning(let held):
      guard isOpen else { return answer(held) }
      state = .thinking(lineBreaks: "", hasBegun: false)
      return reasoning(held)
    case .thinking: return reasoning(closing.finish())
    case .answering: return []
    }
  }

  private mutating func begin(_ text: String) -> [Part] {
    let scalars = text.unicodeScalars
    let start = scalars.firstIndex { !$0.properties.isWhitespace } ?? scalars.endIndex
    let body = text.utf8[start...]
    if text.utf8.distance(from: text.startIndex, to: start) <= Self.longestMargin {
      if body.starts(with: opening.utf8) {
        state = .thinking(lineBreaks: "", hasBegun: false)
        return think(String(text[body.index(start, offsetBy: opening.utf8.count)...]))
      }
      if opening.utf8.starts(with: body) {
        state = .beginning(text)
        return []
      }
    }
    if isOpen {
      state = .thinking(lineBreaks: "", hasBegun: false)
      return think(text)
    }
    state = .answering(dropsLineBreaks: false)
    return answer(text)
  }

  private mutating func think(_ chunk: String) -> [Part] {
    switch closing.consume(chunk) {
    case .released(let text):
      return reasoning(text)
    case .matched(_, let before, let after):
      let last = reasoning(before)
      state = .answering(dropsLineBreaks: true)
      return last + answer(after)
    }
  }

  private mutating func reasoning(_ text: String) -> [Part] {
    guard case .thinking(var lineBreaks, let hasBegun) = state else { return [] }
    let scalars = text.unicodeScalars
    guard let last = scalars.lastIndex(where: { !Self.isLineBreak($0) }) else {
      if hasBegun { lineBreaks += text }
      state = .thinking(lineBreaks: lineBreaks, hasBegun: hasBegun)
      return []
    }
    let end = scalars.index(after: last)
    state = .thinking(lineBreaks: String(text[end...]), hasBegun: true)
    let body = scalars[..<end]
    if hasBegun { return [.reasoning(lineBreaks + String(body))] }
    return [.reasoning(String(body.drop(while: Self.isLineBreak)))]
  }

  private mutating func answer(_ text: String) -> [Part] {
    var rest = text.unicodeScalars[...]
    if case .answering(dropsLineBreaks: true) = state {
      rest = rest.drop(while: Self.isLineBreak)
      if !rest.isEmpty { state = .answering(dropsLineBreaks: false) }
    }
    return rest.isEmpty ? [] : [.answer(String(rest))]
  }

  private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\n" || scalar == "\r"
  }
}
