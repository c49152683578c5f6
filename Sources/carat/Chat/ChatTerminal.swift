import ArgumentParser
import Generation
import Inference
import JSON
import ModelSpec
import PlainText
import Synchronization
import Tensors
import Tokenizers

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A chat session on the standard streams: an editor on a terminal, bare answers elsewhere.
struct ChatTerminal {
  private var session: ChatSession
  private let name: String
  private var source: MessageSource
  private let style = TextStyle.output
  /// Tells whether something that was asked for was not done.
  private var hasFailed = false

  /// - Parameter history: The file that keeps what is typed on a terminal; `nil` keeps it for this
  ///   chat only.
  init(_ session: ChatSession, name: String, history: String?) throws {
    self.session = session
    self.name = name
    source = try MessageSource(history: history, completions: ChatOrder.names)
  }

  private var isInteractive: Bool { source.isInteractive }

  /// Reads, answers, and repeats until the user leaves.
  ///
  /// - Throws: `ExitCode` 1 if nobody sat before it and something was not done.
  mutating func run() async throws {
    Interrupts.shared.keepProcess()
    defer { source.finish() }
    if isInteractive, !session.isQuiet { try source.write(greeting) }
    while let message = try source.next() {
      if message.allSatisfy(\.isWhitespace) { continue }
      if let order = ChatOrder(message) {
        if order == .quit { break }
        try obey(order)
      } else {
        try await answer(message)
      }
    }
    if let problem = source.historyProblem { tell(problem) }
    if hasFailed, !isInteractive { throw ExitCode(1) }
  }

  private var greeting: String {
    let style = source.style
    let spec = session.engine.model.spec
    let facts = [
      spec.architecture.displayName, "context \(NumberText.grouped(session.engine.context))",
      NumberText.count(session.engine.threads, "thread"),
    ]
    return style.bold(name.withoutControls) + style.dim("  " + facts.joined(separator: " · "))
      + "\n"
      + style.dim("/help for what can be typed, Ctrl-D to leave") + "\n\n"
  }

  // MARK: Answering

  private mutating func answer(_ question: String) async throws {
    do {
      for first in try session.ask(question) { tell(droppedNote(first)) }
      let printer = PartPrinter(isTerminal: Console.outputIsTerminal, style: style)
      let answer = try await session.answer { try printer.print($0) }
      try printer.end()
      if !session.isQuiet { Console.note(TextStyle.error.dim(answer.statistics)) }
      let total = (answer.prompt?.promptTokens ?? 0) + answer.tokens.count
      if answer.stopReason == .length, total >= session.engine.context {
        tell(
          "The context of \(NumberText.grouped(session.engine.context)) tokens is full, so the answer "
            + "was cut; --context N makes it longer, /reset makes room.")
      }
      if isInteractive { try Console.write("\n") }
    } catch let error as GenerationError {
      fail("carat: \(FlagHint.text(of: error) ?? "\(error)")")
    }
  }

  private func droppedNote(_ question: String) -> String {
    let line = question.split(separator: "\n").first.map(String.init) ?? ""
    let head = line.count > 50 ? "\(line.prefix(50))…" : line
    return
      "The context is full: the oldest question (\"\(head)\") and its answer were dropped; the "
      + "system message stays."
  }

  /// Says something that is not the model's.
  private func tell(_ text: String) { Console.note(TextStyle.error.dim(text.withoutControls)) }

  /// Says what was not done.
  private mutating func fail(_ text: String) {
    hasFailed = true
    tell(text)
  }

  // MARK: Orders

  private mutating func obey(_ order: ChatOrder) throws {
    switch order {
    case .help: try Console.write(lines: ChatOrder.helpText)
    case .reset:
      session.reset()
      tell("The conversation is forgotten.")
    case .system(let text):
      session.setSystem(text)
      tell(text.isEmpty ? "There is no system message now." : "The system message is set.")
    case .history: try Console.write(session.conversation.markdown.withoutControls)
    case .save(let file, let replaces): save(file, replaces: replaces)
    case .unknown(let word): fail(ChatOrder.complaint(about: word))
    case .quit: break
    }
  }

  private mutating func save(_ name: String, replaces: Bool) {
    guard !name.isEmpty else { return fail("/save needs the name of a file") }
    // As a shell would have it: here nobody else reads the tilde.
    let home = name.hasPrefix("~/") ? Environment.variables["HOME"] : nil
    let file = home.map { $0 + name.dropFirst() } ?? name
    if let status = FileStatus(at: file) {
      if status.kind != .file { return fail("\(file) is no file; name another") }
      if !replaces { return fail("\(file) is there already; '/save! \(name)' writes over it") }
      if status.isReadOnly { return fail("\(file) may not be written; name another") }
    }
    let isJSON = file.lowercased().hasSuffix(".json")
    let text =
      isJSON ? session.conversation.json.indented + "\n" : session.conversation.markdown
    do {
      let output = try AtomicFile(creating: file, replacing: replaces)
      try output.write(Array(text.utf8))
      try output.seal()
      try output.commit()
      tell("saved to \(file)")
    } catch {
      fail("\(file) cannot be written: \(error.reason)")
    }
  }
}

/// Prints what a model thinks dim and apart, and what it says as it is.
private final class PartPrinter: Sendable {
  private struct State {
    var isThinking = false
    var endsLine = true
  }

  private let state = Mutex(State())
  private let isTerminal: Bool
  private let style: TextStyle

  init(isTerminal: Bool, style: TextStyle) {
    self.isTerminal = isTerminal
    self.style = style
  }

  func print(_ part: ThinkingSplitter.Part) throws {
    try state.withLock { state in
      switch part {
      case .reasoning(let text):
        if !state.isThinking {
          try Console.write(style.dimming(true) + (style.isColored ? "" : "(thinking) "))
          state.isThinking = true
        }
        try write(text, &state)
      case .answer(let text):
        try leaveThinking(&state)
        try write(text, &state)
      }
    }
  }

  /// Ends the line of the answer.
  func end() throws {
    try state.withLock { state in
      try leaveThinking(&state)
      if !state.endsLine { try Console.write("\n") }
    }
  }

  private func leaveThinking(_ state: inout State) throws {
    guard state.isThinking else { return }
    state.isThinking = false
    try Console.write(style.dimming(false) + (style.isColored ? "\n\n" : "\n(answer) "))
    state.endsLine = true
  }

  private func write(_ text: String, _ state: inout State) throws {
    try Console.write(answer: text)
    if let last = text.last { state.endsLine = last == "\n" }
  }
}
