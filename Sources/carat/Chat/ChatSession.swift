import Generation
import Inference

/// A conversation with an engine; knows nothing of terminals.
struct ChatSession {
  /// A part of an answer, as it comes.
  typealias Part = ThinkingSplitter.Part

  let engine: Engine
  let sampling: SamplingFlags
  let isQuiet: Bool
  private(set) var conversation = Conversation()

  init(engine: Engine, sampling: SamplingFlags, system: String?, isQuiet: Bool) {
    self.engine = engine
    self.sampling = sampling
    self.isQuiet = isQuiet
    conversation.system = system
  }

  private var model: LanguageModel { engine.model }

  /// Room for an answer that is kept free: a quarter of the context, no more than 512 tokens.
  private var reserve: Int { max(1, min(512, engine.context / 4)) }

  mutating func reset() { conversation.reset() }

  mutating func setSystem(_ text: String) { conversation.system = text.isEmpty ? nil : text }

  /// Adds a question and makes room for its answer.
  ///
  /// - Returns: The beginnings of the questions that were dropped with their answers, oldest first.
  /// - Throws: `GenerationError` if the question alone does not fit, or the template refuses it; it
  ///   is then taken back.
  mutating func ask(_ question: String) throws -> [String] {
    conversation.add(Message(.user, question))
    var dropped: [String] = []
    do {
      while true {
        let count = try tokens()
        if count + reserve <= engine.context { return dropped }
        guard let first = conversation.dropOldest() else {
          if count < engine.context { return dropped }
          throw GenerationError.promptTooLong(tokens: count, context: engine.context)
        }
        dropped.append(first)
      }
    } catch {
      conversation.takeBackQuestion()
      throw error
    }
  }

  private func tokens() throws -> Int {
    try model.tokens(of: .conversation(conversation.messages, tools: []), thinks: nil).count
  }

  /// Answers the last question; Ctrl-C ends the answer, which is kept as far as it came.
  mutating func answer(onPart: @escaping @Sendable (Part) throws -> Void) async throws -> Answer {
    let messages = conversation.messages
    let request = sampling.request(.conversation(messages, tools: []), for: model)
    let prompt = try model.text(of: messages)
    let isOpen = prompt.withoutTrailingSpace.hasSuffix("<think>")
    let engine = engine
    do {
      let (answer, thought, said) = try await Interrupts.cancelling {
        var collector = PartCollector(isOpen: isOpen, onPart: onPart)
        let answer = try await Answer.generate(request, with: engine) { try collector.take($0) }
        try collector.finish()
        return (answer, collector.thought, collector.said)
      }
      guard !said.isEmpty || !thought.isEmpty || answer.stopReason != .cancelled else {
        conversation.takeBackQuestion()
        return answer
      }
      conversation.add(
        Message(.assistant, said, reasoning: thought.isEmpty ? nil : thought))
      return answer
    } catch {
      conversation.takeBackQuestion()
      throw error
    }
  }
}

/// Tells what a model thinks from what it says, hands both on, and keeps them.
private struct PartCollector {
  private var splitter: ThinkingSplitter
  private let onPart: (ThinkingSplitter.Part) throws -> Void
  private(set) var thought = ""
  private(set) var said = ""

  init(isOpen: Bool, onPart: @escaping (ThinkingSplitter.Part) throws -> Void) {
    splitter = ThinkingSplitter(isOpen: isOpen)
    self.onPart = onPart
  }

  mutating func take(_ text: String) throws { try pass(splitter.consume(text)) }

  mutating func finish() throws { try pass(splitter.finish()) }

  private mutating func pass(_ parts: [ThinkingSplitter.Part]) throws {
    for part in parts {
      switch part {
      case .reasoning(let text): thought += text
      case .answer(let text): said += text
      }
      try onPart(part)
    }
  }
}

extension String {
  /// The text without white space at its end.
  fileprivate var withoutTrailingSpace: String {
    String(reversed().drop { $0.isWhitespace }.reversed())
  }
}
