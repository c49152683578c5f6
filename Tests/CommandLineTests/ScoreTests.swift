import Foundation
import Testing

@testable import carat

@Suite("score")
struct ScoreTests {
  private static let ids = (0..<40).map { ($0 * 7 + 3) % 90 + 3 }

  private func score(_ ids: [Int], _ flags: String...) throws -> [String: Any] {
    let text = ids.map(String.init).joined(separator: ",")
    return try CaratProcess(
      arguments: ["score", TinyModel.golden("llama").path, "--tokens", text, "--json"] + flags
    ).run().json
  }

  private func values(_ json: [String: Any]) throws -> [Double?] {
    try #require(json["logprobs"] as? [Any]).map { $0 as? Double }
  }

  @Test(
    "a text longer than the context is read in windows, each token with all that its window has")
  func windows() throws {
    let json = try score(Self.ids, "--context", "16", "--stride", "6")
    let whole = try values(json)
    #expect(whole.count == 40 && whole[0] == nil && whole.dropFirst().allSatisfy { $0 != nil })
    #expect(json["window"] as? Int == 16 && json["stride"] as? Int == 6)
    #expect(json["predictedTokens"] as? Int == 39)
    // Tokens 16 to 21 are new to the window that begins at 6.
    let second = try values(try score(Array(Self.ids[6..<22])))
    for index in 16..<22 {
      let (one, other) = (try #require(whole[index]), try #require(second[index - 6]))
      #expect(abs(one - other) < 1e-5)
    }
    let mean = whole.compactMap { $0 }.reduce(0, +) / 39
    let perplexity = try #require(json["perplexity"] as? Double)
    #expect(abs(perplexity - exp(-mean)) < 1e-9 * perplexity)
  }

  @Test("a stride that leaves a gap is refused, and the default is half the context")
  func strides() throws {
    #expect(try score(Self.ids, "--context", "16")["stride"] as? Int == 8)
    let ids = Self.ids.map(String.init).joined(separator: ",")
    for stride in ["16", "0", "-1"] {
      let result = try CaratProcess.run(
        "score", TinyModel.golden("llama").path, "--tokens", ids, "--context", "16", "--stride",
        stride)
      #expect(result.status == 2 && result.errors.contains("--stride"))
    }
  }

  @Test("windows cover a text once, without a gap", arguments: 1...60, [nil, 1])
  func pieces(_ count: Int, _ beginning: Int?) {
    for (window, stride) in [(8, 7), (8, 1), (5, 3), (3, 2)] {
      let pieces = ScoreWindows(window: window, stride: stride, beginning: beginning)
        .pieces(count: count)
      var next = 0
      for piece in pieces {
        #expect(piece.firstCounted == next && piece.tokens.upperBound > next)
        // Whatever counts has a token before it, the first of all excepted.
        #expect(next == 0 || piece.hasBeginning || piece.tokens.lowerBound < next)
        #expect(piece.tokens.count + (piece.hasBeginning ? 1 : 0) <= window)
        next = piece.tokens.upperBound
      }
      #expect(next == count)
    }
  }

  @Test("perplexity is over the tokens that were predicted")
  func predicted() throws {
    let result = try CaratProcess.run(
      "score", TinyModel.golden("llama").path, "--tokens", "3,4")
    #expect(result.output.contains("over 1 predicted token\n"))
  }
}
