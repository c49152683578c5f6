import Generation
import ToolCalls

/// An answer as a parser reads it, with what follows each other joined.
struct ReadAnswer: Hashable {
  var events: [ToolCallParser.Event] = []

  /// Reads an answer that is cut into pieces.
  init(_ pieces: [[UInt8]], _ parser: ToolCallParser) {
    var parser = parser
    for piece in pieces { add(parser.append(bytes: piece)) }
    add(parser.finish())
  }

  init(_ text: String, _ syntax: ToolCallSyntax) {
    self.init([Array(text.utf8)], ToolCallParser(syntax))
  }

  private mutating func add(_ more: [ToolCallParser.Event]) {
    for event in more {
      switch (events.last, event) {
      case (.text(let first), .text(let second)):
        events[events.count - 1] = .text(first + second)
      case (.arguments(let index, let first), .arguments(let same, let second)) where index == same:
        events[events.count - 1] = .arguments(index: index, fragment: first + second)
      default: events.append(event)
      }
    }
  }

  /// The calls that are complete.
  var calls: [Message.ToolCall] {
    events.compactMap { if case .callEnded(_, let call) = $0 { call } else { nil } }
  }

  /// Text, and what was taken for a call and is none.
  var text: String {
    events.reduce(into: "") { text, event in
      switch event {
      case .text(let more), .callFailed(_, let more): text += more
      default: break
      }
    }
  }

  /// The fragments of the arguments of each call.
  var fragments: [Int: String] {
    events.reduce(into: [:]) { fragments, event in
      if case .arguments(let index, let more) = event { fragments[index, default: ""] += more }
    }
  }
}
