import Generation
import Inference
import Testing
import _TestSupport

/// Everything that must be equal with and without drafts: all but times and the drafts' own counts.
extension Transcript {
  /// The first difference between two answers, in a few words; `nil` if they are equal.
  func difference(from other: Transcript, sharingCache: Bool = true) -> String? {
    if started?.promptTokens != other.started?.promptTokens { return "prompt tokens" }
    if sharingCache, started?.cachedTokens != other.started?.cachedTokens { return "cached tokens" }
    if started?.seed != other.started?.seed { return "seed" }
    for (index, (one, two)) in zip(tokens, other.tokens).enumerated() where one != two {
      return "token \(index): \(one), not \(two)"
    }
    if tokens.count != other.tokens.count {
      return "\(tokens.count), not \(other.tokens.count) tokens"
    }
    if report?.stopReason != other.report?.stopReason { return "stop reason" }
    if report?.remainingText != other.report?.remainingText { return "remaining text" }
    if report?.completionTokens != other.report?.completionTokens { return "completion tokens" }
    return isOutOfOrder ? "order of events" : nil
  }
}

/// Requests that are answered with and without drafts.
enum Speculating {
  /// Compares an engine that drafts with one that does not, request after request.
  ///
  /// Log-probabilities are compared too, bit for bit.
  /// - Returns: The counts of all requests.
  @discardableResult
  static func expectSame(
    _ drafting: Engine, _ plain: Engine, _ requests: [any Asking], _ place: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> SpeculationReport {
    var total = SpeculationReport(proposedTokens: 0, acceptedTokens: 0)
    for (index, request) in requests.enumerated() {
      var request = request
      request.request.seed = request.request.seed ?? 17
      let expected = try await Transcript(of: plain, request)
      let got = try await Transcript(of: drafting, request)
      #expect(
        got.difference(from: expected) == nil, "\(place), request \(index)",
        sourceLocation: sourceLocation)
      #expect(expected.report?.speculation == nil, sourceLocation: sourceLocation)
      let report = try #require(got.report?.speculation, sourceLocation: sourceLocation)
      #expect(report.acceptedTokens <= report.proposedTokens, sourceLocation: sourceLocation)
      total.proposedTokens += report.proposedTokens
      total.acceptedTokens += report.acceptedTokens
    }
    return total
  }

  /// A prompt and a forced answer that says parts of it again, with changes, so that drafts are
  /// accepted and rejected by turns.
  static func forced(prompt count: Int = 40, seed: UInt64 = 1) -> Scripted {
    let prompt = EngineFixtures.prompt(count, seed: seed)
    let new = EngineFixtures.prompt(6, seed: seed + 100)
    let answer =
      prompt[5..<17] + new[0..<2] + prompt[3..<15] + [new[2], new[2], new[2], new[2]]
      + prompt[20..<32] + new[3..<6]
    return Scripted(
      Array(answer),
      GenerationRequest(
        .tokens(prompt), sampling: .greedy, maximumTokens: answer.count, topLogProbabilities: 3,
        ignoresEndOfText: true))
  }

  /// A request that draws, with all penalties.
  static func drawn(_ prompt: [Int], _ count: Int, seed: UInt64) -> GenerationRequest {
    GenerationRequest(
      .tokens(prompt),
      sampling: Sampling(
        temperature: 0.6, topK: 4, topP: 0.95, repetitionPenalty: 1.05, presencePenalty: 0.1,
        frequencyPenalty: 0.02),
      maximumTokens: count, seed: seed, topLogProbabilities: 2, ignoresEndOfText: true)
  }

  /// A tiny model as a draft.
  static func draft(_ model: TinyModel = TinyModel(), tokens: Int = 5) throws -> Speculation {
    let folder = try TemporaryFolder()
    try model.write(to: folder("draft.gguf"))
    // The file stays mapped when the folder goes.
    return .draft(try LanguageModel(opening: folder("draft.gguf")), tokens: tokens)
  }
}
