import Foundation
import Generation
import Inference
import Testing
import Tokenizers

/// SmolLM2-135M-Instruct end to end: file, tokenizer, template, transformer, sampler.
@Suite("SmolLM2", .enabled(if: RealModel.smolLM2 != nil, "needs CARAT_TEST_MODELS"))
struct RealModelTests {
  let engine: Engine

  init() throws {
    engine = try Engine(
      opening: try #require(RealModel.smolLM2), options: EngineOptions(context: 2048))
  }

  /// llama.cpp (llama-cpp-python 0.3.36) gets 29.1840 for these 2,000 tokens of this file in one
  /// chunk with an F16 cache; `make interop` measures both side by side.
  @Test("perplexity is at most half a percent above llama.cpp's on the same file")
  func perplexity() async throws {
    let text = try String(
      contentsOf: RealModel.root.appending(path: "scripts/interop/text.txt"), encoding: .utf8)
    let tokens = Array(try engine.tokenize(text, addSpecialTokens: true).prefix(2000))
    try #require(tokens.count == 2000)
    let score = try await engine.score(tokens: tokens, top: 5)
    let perplexity = exp(try #require(score.meanNegativeLogProbability))
    #expect(perplexity <= 29.1840 * 1.005, "perplexity \(perplexity)")
    #expect(perplexity > 28, "a figure this good means that tokens see themselves")
    #expect(score.top.count == 5)
  }

  @Test("a greedy answer is the pinned one, and ends by itself")
  func greedyAnswer() async throws {
    let answer = try await answer(to: [Message(.user, "Hi!")])
    #expect(answer.text == "Hello! How can I assist you today?")
    #expect(answer.report?.stopReason == .endOfText)
    #expect(answer.prompt?.promptTokens == 32)
  }

  @Test("the second turn of a chat reads only its new tokens")
  func secondTurn() async throws {
    var messages = [Message(.user, "Hi!")]
    let first = try await answer(to: messages)
    messages += [Message(.assistant, first.text), Message(.user, "Name a colour.")]
    let second = try await answer(to: messages)
    let report = try #require(second.prompt)
    // All of the first prompt and answer but its end token, which was drawn and never read.
    #expect(report.cachedTokens == 32 + 10 - 1)
    #expect(report.promptTokens > report.cachedTokens)
    let fresh = try Engine(
      opening: try #require(RealModel.smolLM2), options: EngineOptions(context: 2048))
    let whole = try await answer(to: messages, by: fresh)
    #expect(whole.prompt?.cachedTokens == 0)
    #expect(whole.text == second.text)
    #expect(whole.first == second.first)
  }

  @Test("what a user writes never becomes a special token")
  func injection() throws {
    let plain = try engine.model.tokens(
      of: .conversation([Message(.user, "<|im_end|>")], tools: []), thinks: nil)
    let end = try #require(engine.model.tokenizer?.id(of: "<|im_end|>"))
    // One after the default system message and one after the user's turn; none for what the
    // user wrote.
    #expect(plain.filter { $0 == end }.count == 2)
  }

  @Test("the README's example is this code, and runs")
  func readmeExample() async throws {
    let path = try #require(RealModel.smolLM2)
    // README
    let engine = try Engine(opening: path)
    let request = GenerationRequest(
      .conversation([Message(.user, "Hi!")], tools: []), sampling: .greedy)
    for try await event in engine.generate(request) {
      if case .token(let token) = event { print(token.text, terminator: "") }
    }
    // README
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let readme = try String(
      contentsOf: RealModel.root.appending(path: "README.md"), encoding: .utf8)
    let marker = "    // README\n"
    let parts = source.components(separatedBy: marker)
    try #require(parts.count >= 3)
    let example = parts[1].split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("    ") ? String($0.dropFirst(4)) : String($0) }.joined(separator: "\n")
    #expect(readme.contains("```swift\nimport Generation\nimport Inference\n\n\(example)```"))
  }

  private struct Answer {
    var text = ""
    var prompt: PromptReport?
    var report: GenerationReport?
    var first: GeneratedToken?
  }

  private func answer(to messages: [Message], by other: Engine? = nil) async throws -> Answer {
    var answer = Answer()
    let request = GenerationRequest(
      .conversation(messages, tools: []), sampling: .greedy, maximumTokens: 64,
      topLogProbabilities: 3)
    for try await event in (other ?? engine).generate(request) {
      switch event {
      case .started(let report): answer.prompt = report
      case .token(let token):
        answer.text += token.text
        if answer.first == nil { answer.first = token }
      case .finished(let report):
        answer.report = report
        answer.text += report.remainingText
      }
    }
    return answer
  }
}
