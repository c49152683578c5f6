import Generation
import Inference
import JSON
import ModelSpec
import Synchronization
import Tokenizers

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A chat session on the standard streams: prompts on a terminal, bare answers elsewhere.
struct ChatTerminal {
  private var session: ChatSession
  private let name: String
  private var reader: LineReader
  private let isInteractive = Console.inputIsTerminal && Console.outputIsTerminal
  private let style = TextStyle.output

  init(_ session: ChatSession, name: String) throws {
    self.session = session
    self.name = name
    reader = try LineReader()
  }

  /// Reads, answers, and repeats until the user leaves.
  mutating func run() async throws {
    Interrupts.shared.keepProcess()
    if isInteractive, !session.isQuiet { try Console.write(greeting) }
    while let message = try readMessage() {
      if message.allSatisfy(\.isWhitespace) { continue }
      if let order = ChatOrder(message) {
        if order == .quit { return }
        try obey(order)
      } else {
        try await answer(message)
      }
    }
  }

  private var greeting: String {
    let spec = session.engine.model.spec
    let facts = [
      spec.architecture.displayName, "context \(NumberText.grouped(session.engine.context))",
      NumberText.count(session.engine.threads, "thread"),
    ]
    return style.bold(name.withoutControls) + style.dim("  " + facts.joined(separator: " · "))
      + "\n"
      + style.dim("/help for what can be typed, Ctrl-D to leave") + "\n\n"
  }

  // MARK: Reading

  /// The next message: a line, lines joined by a trailing backslash, or a block between `\"\"\"`; `nil` to leave.
  private mutating func readMessage() throws -> String? {
    var lines: [String] = []
    var isBlock = false
    var interrupts = 0
    while true {
      if isInteractive { try Console.write(style.accent(lines.isEmpty && !isBlock ? "> " : "… ")) }
      switch reader.next() {
      case .end:
        if isInteractive { try Console.write("\n") }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
      case .interrupted:
        interrupts = lines.isEmpty && !isBlock ? interrupts + 1 : 1
        (lines, isBlock) = ([], false)
        try Console.write("\n")
        if interrupts == 2 { return nil }
        if isInteractive {
          try Console.write(style.dim("(Ctrl-C again, or Ctrl-D, to leave)") + "\n")
        }
      case .line(let line):
        interrupts = 0
        if Self.take(line, into: &lines, &isBlock) { return lines.joined(separator: "\n") }
      }
    }
  }

  /// Adds a line; whether the message is complete.
  private static func take(_ line: String, into lines: inout [String], _ isBlock: inout Bool)
    -> Bool
  {
    let mark = "\"\"\""
    if isBlock {
      guard line.hasSuffix(mark) else {
        lines.append(line)
        return false
      }
      if line.count > mark.count { lines.append(String(line.dropLast(mark.count))) }
      isBlock = false
      return true
    }
    if lines.isEmpty, line.hasPrefix(mark) {
      let rest = line.dropFirst(mark.count)
      if rest.count >= mark.count, rest.hasSuffix(mark) {
        lines.append(String(rest.dropLast(mark.count)))
        return true
      }
      if !rest.isEmpty { lines.append(String(rest)) }
      isBlock = true
      return false
    }
    guard line.hasSuffix("\\") else {
      lines.append(line)
      return true
    }
    lines.append(String(line.dropLast()))
    return false
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
      tell("carat: \(error)")
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

  // MARK: Orders

  private mutating func obey(_ order: ChatOrder) throws {
    switch order {
    case .help: try Console.write(ChatOrder.helpText)
    case .reset:
      session.reset()
      tell("The conversation is forgotten.")
    case .system(let text):
      session.setSystem(text)
      tell(text.isEmpty ? "There is no system message now." : "The system message is set.")
    case .history: try Console.write(session.conversation.markdown.withoutControls)
    case .save(let file): save(file)
    case .unknown(let word): tell("\(word) is not known here; /help lists what is")
    case .quit: break
    }
  }

  private func save(_ file: String) {
    guard !file.isEmpty else { return tell("/save needs the name of a file") }
    let isJSON = file.lowercased().hasSuffix(".json")
    let text =
      isJSON ? JSONPrinter.text(session.conversation.json) + "\n" : session.conversation.markdown
    do {
      try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
      tell("saved to \(file)")
    } catch {
      tell("\(file) cannot be written; check that the folder is there and may be written to")
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
