import Generation
import Inference
import Testing
import _TestSupport

@Suite("Engine: text")
struct EngineTextTests {
  private func say(
    _ engine: Engine, _ text: String, stops: [String] = [], limit: Int? = nil, ends: Bool = true
  ) async throws -> Transcript {
    let script = ByteTokenizer.tokens(text) + (ends ? [ByteTokenizer.endOfText] : [])
    return try await Transcript(
      of: engine,
      Scripted(
        script,
        GenerationRequest(
          .text("x"), sampling: .greedy, maximumTokens: limit ?? script.count, stopStrings: stops)))
  }

  @Test("characters come whole, however many tokens they take")
  func characters() async throws {
    let engine = try EngineFixtures.tiny()
    let text = "héllo 日本語 🎉 done"
    let transcript = try await say(engine, text)
    #expect(transcript.text == text)
    #expect(transcript.report?.stopReason == .endOfText)
    #expect(transcript.report?.completionTokens == text.utf8.count + 1)
    #expect(transcript.tokens.allSatisfy { !$0.text.contains("\u{FFFD}") })
  }

  @Test("a character that is never completed is told at the end")
  func incomplete() async throws {
    let engine = try EngineFixtures.tiny()
    let transcript = try await say(engine, "a日", limit: 2, ends: false)
    #expect(transcript.tokens.map(\.text) == ["a", ""])
    #expect(transcript.report?.remainingText == "\u{FFFD}")
  }

  @Test("a stop text is found across tokens and is not part of the answer")
  func stops() async throws {
    let engine = try EngineFixtures.tiny()
    for (text, stops, expected) in [
      ("one STOP two", ["STOP"], "one "), ("one ST two STOP", ["STOP"], "one ST two "),
      ("aab", ["ab"], "a"), ("日本語", ["本"], "日"), ("x\n\ny", ["\n\n", "never"], "x"),
    ] {
      let transcript = try await say(engine, text, stops: stops)
      #expect(transcript.text == expected)
      #expect(transcript.report?.stopReason == .stopString)
      #expect(transcript.report?.remainingText == "")
    }
  }

  @Test("what was held back for a stop text that did not come is told at the end")
  func heldBack() async throws {
    let engine = try EngineFixtures.tiny()
    let cut = try await say(engine, "abcST", stops: ["STOP"], limit: 5, ends: false)
    #expect(cut.tokens.map(\.text).joined() == "abc")
    #expect(cut.report?.remainingText == "ST")
    #expect(cut.report?.stopReason == .length)
    let ended = try await say(engine, "abcST", stops: ["STOP"])
    #expect(ended.text == "abcST")
    #expect(ended.report?.stopReason == .endOfText)
  }

  @Test("text becomes tokens and text again")
  func roundTrip() throws {
    let engine = try EngineFixtures.tiny()
    for text in ["", "plain", "tabs\tand\nlines", "日本語 🎉", "<|end|>"] {
      let tokens = try engine.tokenize(text, addSpecialTokens: false)
      #expect(tokens == ByteTokenizer.tokens(text))
      #expect(try engine.detokenize(tokens) == text)
    }
  }

  @Test(
    "a conversation for a model without a template, and text for one without a tokenizer, are refused"
  )
  func missingParts() async throws {
    let tiny = try EngineFixtures.tiny()
    let conversation = GenerationRequest(.conversation([Message(.user, "hello")], tools: []))
    let error = await #expect(throws: GenerationError.self) {
      _ = try await Transcript(of: tiny, conversation)
    }
    #expect(error?.description.contains("template") == true)
    let golden = try EngineFixtures.golden("llama")
    let text = await #expect(throws: GenerationError.self) {
      _ = try await Transcript(of: golden, GenerationRequest(.text("hello")))
    }
    #expect(text?.description.contains("tokenizer") == true)
  }
}
