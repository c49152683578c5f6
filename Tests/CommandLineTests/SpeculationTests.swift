import Foundation
import JSON
import Testing

@Suite("run and chat, speculative decoding")
struct SpeculationTests {
  /// Enough text for the model's loops to come round.
  private static let flags = ["--raw", "--max-tokens", "100", "--temperature", "0", "--json"]

  @Test("the answer is the same, and the drafted tokens are counted")
  func sameAnswer() throws {
    try TinyModel.with(ends: false) { model in
      let run = ["run", model, "Hi Hi Hi"] + Self.flags
      let plain = try CaratProcess(arguments: run).run().json
      #expect(plain["proposedTokens"] is NSNull && plain["acceptedTokens"] is NSNull)
      for ways in [
        ["--lookup", "8"], ["--draft", model], ["--draft", model, "--draft-tokens", "7"],
      ] {
        let json = try CaratProcess(arguments: run + ways).run().json
        #expect(json["tokens"] as? [Int] == plain["tokens"] as? [Int])
        #expect(json["text"] as? String == plain["text"] as? String)
        let proposed = try #require(json["proposedTokens"] as? Int)
        let accepted = try #require(json["acceptedTokens"] as? Int)
        #expect(proposed > 0 && (0...proposed).contains(accepted))
        if ways[0] == "--draft" { #expect(accepted == proposed) }
      }
    }
  }

  @Test("the line of figures has the share that was accepted, and says nothing of it otherwise")
  func statistics() throws {
    try TinyModel.with(ends: false) { model in
      let run = ["run", model, "Hi", "--raw", "--max-tokens", "40", "--temperature", "0"]
      let drafting = try CaratProcess(arguments: run + ["--draft", model]).run()
      #expect(drafting.errors.contains("100 % accepted"))
      let plain = try CaratProcess(arguments: run).run()
      #expect(!plain.errors.contains("drafted"))
    }
  }

  @Test("a chat takes the same flags")
  func chat() throws {
    try TinyModel.with { model in
      let chat = ["chat", model, "--temperature", "0", "--max-tokens", "30"]
      let (input, quiet) = ("Hi Hi Hi\nHi again\n", ["--quiet"])
      let plain = try CaratProcess(arguments: chat + quiet, input: input).run()
      #expect(plain.status == 0)
      for ways in [["--lookup", "4"], ["--draft", model, "--draft-tokens", "3"]] {
        let result = try CaratProcess(arguments: chat + quiet + ways, input: input).run()
        #expect(result.status == 0 && result.output == plain.output)
      }
    }
  }

  @Test("both ways at once are refused, and so is a draft model of another vocabulary")
  func refused() throws {
    try TinyModel.with { model in
      let both = try CaratProcess.run("run", model, "Hi", "--lookup", "4", "--draft", model)
      #expect(both.status == 2 && both.errors.contains("one of them, not both"))
      let other = TinyModel.golden("llama-gqa").path
      let result = try CaratProcess.run("run", model, "Hi", "--draft", other)
      #expect(result.status == 2 && result.output.isEmpty)
      #expect(
        result.errors.contains("cannot draft for")
          && result.errors.contains("131 tokens, expected 97"))
    }
  }
}
