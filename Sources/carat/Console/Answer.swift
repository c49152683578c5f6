import Generation
import Inference
import JSON
import PlainText
import Tokenizers

/// The result of one generation.
struct Answer: Sendable {
  private(set) var text = ""
  private(set) var tokens: [Int] = []
  private(set) var prompt: PromptReport?
  private(set) var report: GenerationReport?
  private var first: ContinuousClock.Instant?
  private var last: ContinuousClock.Instant?

  /// Reason that it ended; a stream that ends without a word was cancelled.
  var stopReason: StopReason { report?.stopReason ?? .cancelled }

  /// Tokens after the first for each second.
  var tokensPerSecond: Double? {
    if let report { return report.decodeTokensPerSecond }
    guard let first, let last, tokens.count > 1, last > first else { return nil }
    return Double(tokens.count - 1) / ((last - first) / .seconds(1))
  }

  /// Generates, and hands texts on as they come.
  ///
  /// Cancelling the task ends it with what there is.
  static func generate(
    _ request: GenerationRequest, with engine: Engine,
    onPrefill: (@Sendable (Int, Int) -> Void)? = nil, onText: (String) throws -> Void
  ) async throws -> Answer {
    var answer = Answer()
    for try await event in engine.generate(request, onPrefill: onPrefill) {
      let text = answer.take(event)
      if !text.isEmpty { try onText(text) }
    }
    return answer
  }

  private mutating func take(_ event: GenerationEvent) -> String {
    var new = ""
    switch event {
    case .started(let report): prompt = report
    case .token(let token):
      tokens.append(token.id)
      last = .now
      if first == nil { first = last }
      new = token.text
    case .finished(let report):
      self.report = report
      new = report.remainingText
    }
    text += new
    return new
  }

  /// The answer for `--json`.
  var members: KeyValuePairs<String, JSONValue> {
    [
      "text": .string(text),
      "tokens": .integers(tokens),
      "stopReason": .string(stopReason.rawValue),
      "promptTokens": .optional(prompt?.promptTokens ?? report?.promptTokens),
      "cachedTokens": .optional(prompt?.cachedTokens),
      "completionTokens": .integer(tokens.count),
      "timeToFirstTokenSeconds": .optional(report?.timeToFirstTokenSeconds ?? prompt?.seconds),
      "decodeTokensPerSecond": .optional(tokensPerSecond),
      "proposedTokens": .optional(report?.speculation?.proposedTokens),
      "acceptedTokens": .optional(report?.speculation?.acceptedTokens),
      "seed": prompt.flatMap { Int(exactly: $0.seed) }.map { .integer($0) } ?? .null,
    ]
  }

  /// The answer's figures in one line.
  var statistics: String {
    var parts: [String] = []
    if let prompt {
      let new = prompt.promptTokens - prompt.cachedTokens
      var part = "prompt \(NumberText.count(prompt.promptTokens, "token"))"
      if prompt.cachedTokens > 0 {
        part +=
          " (\(NumberText.grouped(prompt.cachedTokens)) cached, \(NumberText.grouped(new)) read)"
      }
      parts.append(part)
    }
    if let seconds = report?.timeToFirstTokenSeconds ?? prompt?.seconds {
      parts.append("first after \(NumberText.seconds(seconds))")
    }
    parts.append("answer \(NumberText.count(tokens.count, "token"))")
    if let rate = tokensPerSecond { parts.append("\(NumberText.rate(rate)) tokens/s") }
    if let speculation = report?.speculation { parts.append(Self.text(speculation)) }
    switch stopReason {
    case .length: parts.append("cut at the limit")
    case .cancelled: parts.append("stopped")
    case .endOfText, .stopString, .error: break
    }
    return "[" + parts.joined(separator: " · ") + "]"
  }

  private static func text(_ report: SpeculationReport) -> String {
    guard report.proposedTokens > 0 else { return "nothing drafted" }
    let share = Double(report.acceptedTokens) / Double(report.proposedTokens)
    let percent = NumberText.fixed(100 * share, 0)
    return "drafted \(NumberText.count(report.proposedTokens, "token")), \(percent) % accepted"
  }
}
