import Generation
import Inference
import Testing

@Suite("How far penalties look back")
struct PenaltyWindowTests {
  private static let prompt = [5, 17, 42, 9, 88, 3]

  /// Tokens that transformers 5.24 generates greedily from the golden `llama` with a repetition
  /// penalty of 1.3; the narrowest choice is won by 0.008.
  private static let recorded = [
    84, 72, 74, 37, 19, 94, 55, 1, 63, 2, 50, 79, 53, 60, 11, 91, 40, 12, 30, 20, 81, 61, 95, 75,
    76, 89, 76, 42, 34, 90, 1, 38, 36, 39, 15, 71, 58, 41, 92, 23, 7, 72, 65, 96, 21, 27, 93, 46,
    35, 1, 79, 94, 75, 7, 54, 74, 75, 69, 50, 44, 78, 32, 86, 28, 91, 33, 93, 93, 20, 50, 47, 93,
    49, 77, 59, 75, 45, 95, 19, 45, 95, 19, 58, 93, 1, 82, 55, 1, 70, 58, 39, 19, 44, 74, 15, 9,
    20, 26, 59, 66, 73, 80, 18, 23, 1, 16, 41, 24, 11, 35, 65, 27,
  ]

  private func answer(window: Int?) async throws -> [Int] {
    let engine = try EngineFixtures.golden("llama")
    var sampling = Sampling.greedy
    sampling.repetitionPenalty = 1.3
    sampling.repetitionWindow = window
    var tokens: [Int] = []
    let request = GenerationRequest(
      .tokens(Self.prompt), sampling: sampling, maximumTokens: Self.recorded.count,
      ignoresEndOfText: true)
    for try await case .token(let token) in engine.generate(request) { tokens.append(token.id) }
    return tokens
  }

  @Test("a repetition penalty over the whole text gives transformers' answer")
  func wholeText() async throws {
    #expect(try await answer(window: nil) == Self.recorded)
  }

  @Test("a window is another answer from the first token that has left it")
  func window() async throws {
    let tokens = try await answer(window: 64)
    let first = zip(tokens, Self.recorded).enumerated().first { $0.element.0 != $0.element.1 }
    #expect(first?.offset == 75)
  }
}
