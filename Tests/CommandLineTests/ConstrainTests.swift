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

  @Test("lines of a batch may end in either way, and say what is missing")
  func lines() throws {
    try TinyModel.with { folder in
      let test = #"{"schema": {"type": "integer"}, "tests": [{"data": 5, "valid": true}]}"#
      let told = try CaratProcess.run(
        "constrain", folder, "--batch", "-", input: "\(test)\r\n\r\n\(test)\r\n")
      #expect(told.status == 0)
      #expect(told.output == "2 of 2 schemas supported\n")
      for (line, problem) in [
        ("", "has no schemas"), (#"{"name": "a"}"#, "line 1 of - has no 'schema'"),
        (#"{"schema": true, "tests": [5]}"#, "'tests' that are not a list of objects"),
      ] {
        let result = try CaratProcess.run("constrain", folder, "--batch", "-", input: line)
        #expect(result.status == 1)
        #expect(result.errors.contains(problem), "\(result.errors)")
      }
    }
  }

  @Test("answers of run are held to a pattern, a choice, a grammar and a schema")
  func answers() throws {
    try TinyModel.with { folder in
      let grammar = folder + "/digits.gbnf"
      try Data(#"root ::= [0-9] [0-9] "!""#.utf8).write(to: URL(filePath: grammar))
      let schema = folder + "/schema.json"
      try Data(#"{"enum": ["one", "two"]}"#.utf8).write(to: URL(filePath: schema))
      for (flags, form) in [
        (["--regex", "[a-f]{3}-[0-9]"], "^[a-f]{3}-[0-9]\n?$"),
        (["--choice", "yes", "--choice", "no"], "^(yes|no)\n?$"),
        (["--grammar", grammar], "^[0-9]{2}!\n?$"), (["--schema", schema], "^\"(one|two)\"\n?$"),
      ] {
        for temperature in ["0", "2"] {
          let result = try CaratProcess(
            arguments: [
              "run", folder, "Say", "--raw", "--temperature", temperature, "--seed", "3", "-n",
              "20", "-q",
            ] + flags
          ).run()
          #expect(result.status == 0, "\(result.errors)")
          #expect(
            result.output.range(of: form, options: .regularExpression) != nil, "\(result.output)")
        }
      }
      let two = try CaratProcess.run("run", folder, "Say", "--regex", "a", "--choice", "b")
      #expect(two.errors.contains("give one of --schema, --regex, --choice and --grammar"))
      let refused = try CaratProcess.run("run", folder, "Say", "--raw", "--regex", "(a")
      #expect(refused.status == 1)
      #expect(refused.output.isEmpty)
      #expect(refused.errors.contains("not a regular expression"), "\(refused.errors)")
    }
  }
}
