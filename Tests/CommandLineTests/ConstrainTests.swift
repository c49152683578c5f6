import Foundation
import Testing

@Suite("carat constrain")
struct ConstrainTests {
  @Test("a folder with a tokenizer alone is enough")
  func tokenizerAlone() throws {
    try TinyModel.with { folder in
      for name in ["model.safetensors", "config.json"] {
        try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      }
      let taken = try CaratProcess.run(
        "constrain", folder, "--regex", "[0-9]{4}", "--check", "2026", "--json")
      #expect(taken.status == 0)
      #expect(try taken.json["permittedFirst"] as? Int == 10)
      let refused = try CaratProcess.run(
        "constrain", folder, "--regex", "[0-9]{4}", "--check", "20")
      #expect(refused.status == 3)
    }
  }

  @Test("a folder without a tokenizer is refused, and what it lacks is named")
  func noTokenizer() throws {
    let result = try CaratProcess.run(
      "constrain", TinyModel.golden("llama").path, "--regex", "a", "--check", "a")
    #expect(result.status == 1)
    #expect(result.errors.contains("expected tokenizer.json or tokenizer.model"))
  }

  @Test("a batch tells each schema's fate and counts the masks")
  func batch() throws {
    try TinyModel.with { folder in
      let lines = """
        {"name": "numbers", "schema": {"type": "integer"}, "tests": [{"data": 12}, {"data": "a"}]}
        {"name": "none", "schema": false}
        """
      let result = try CaratProcess.run("constrain", folder, "--batch", "-", "--json", input: lines)
      #expect(result.status == 0)
      let results = try #require(try result.json["results"] as? [[String: Any]])
      #expect(results.map { $0["supported"] as? Bool } == [true, false])
      #expect(results.first?["accepted"] as? [Bool] == [true, false])
      let masks = try #require(try result.json["masks"] as? [String: Any])
      #expect(masks["count"] as? Int == 3)
    }
  }
}
