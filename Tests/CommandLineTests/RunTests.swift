import Foundation
import JSON
import Testing

@Suite("run")
struct RunTests {
  @Test("the JSON has every key, and its figures agree with each other")
  func shape() throws {
    try TinyModel.with { model in
      let result = try CaratProcess.run(
        "run", model, "Hi", "--max-tokens", "7", "--seed", "5", "--json")
      let json = try result.json
      #expect(json["text"] is String)
      let tokens = try #require(json["tokens"] as? [Int])
      #expect(json["completionTokens"] as? Int == tokens.count)
      #expect(["length", "endOfText"].contains(try #require(json["stopReason"] as? String)))
      // <s>[user]Hi[assistant]
      #expect(json["promptTokens"] as? Int == 20)
      #expect(json["cachedTokens"] as? Int == 0)
      #expect(json["seed"] as? Int == 5)
      let wait = try #require(json["timeToFirstTokenSeconds"] as? Double)
      #expect(wait > 0)
      #expect(json.keys.contains("decodeTokensPerSecond"))
    }
  }

  @Test(
    "run says which sampling settings it uses and where they come from, unless told to be quiet")
  func samplingSummary() throws {
    try TinyModel.with { model in
      try Data(#"{"top_p": 0.9, "repetition_penalty": 1.2}"#.utf8)
        .write(to: URL(filePath: "\(model)/generation_config.json"))
      let flags = ["run", model, "Hi", "--max-tokens", "1", "--temperature", "0.5"]
      let said = try CaratProcess(arguments: flags).run().errors
      #expect(
        said.contains(
          "sampling: temperature 0.5 (as given); top-k 36 (Carat's defaults); top-p 0.9, "
            + "repetition penalty 1.2 over the whole text (the model's own settings)"), "\(said)")
      let narrow = try CaratProcess(arguments: flags + ["--penalty-window", "8"]).run().errors
      #expect(narrow.contains("repetition penalty 1.2 over the last 8 tokens"))
      #expect(try CaratProcess(arguments: flags + ["--quiet"]).run().errors.isEmpty)
    }
  }

  @Test("a window of the penalties below 0 is refused")
  func penaltyWindow() throws {
    let result = try CaratProcess.run("run", "x", "y", "--penalty-window=-1")
    #expect(result.status == 2 && result.errors.contains("--penalty-window must be 0"))
  }

  @Test("one seed gives one answer, another seed another")
  func seeds() throws {
    try TinyModel.with { model in
      func answer(_ seed: String) throws -> [Int]? {
        try CaratProcess.run(
          "run", model, "Hi", "--max-tokens", "24", "--temperature", "1.5", "--top-k", "0",
          "--top-p", "1", "--seed", seed, "--json"
        ).json["tokens"] as? [Int]
      }
      let first = try answer("1")
      #expect(try answer("1") == first)
      #expect(try answer("2") != first)
    }
  }

  @Test("the prompt may come from the argument, a file, or standard input")
  func sources() throws {
    try TinyModel.with { model in
      try Scratch.with { folder in
        let file = folder.appending(path: "prompt.txt")
        try Data("Hi\n".utf8).write(to: file)
        let flags = ["--max-tokens", "8", "--temperature", "0", "--quiet"]
        func text(_ arguments: [String], input: String = "") throws -> String {
          let result = try CaratProcess(
            arguments: ["run", model] + arguments + flags, input: input
          )
          .run()
          #expect(result.status == 0 && result.errors.isEmpty)
          return result.output
        }
        let expected = try text(["Hi"])
        #expect(!expected.isEmpty)
        #expect(try text(["--file", file.path]) == expected)
        #expect(try text([], input: "Hi\n") == expected)
      }
    }
  }

  @Test("the text goes to standard output and the figures to standard error")
  func streams() throws {
    try TinyModel.with { model in
      let result = try CaratProcess.run(
        "run", model, "Hi", "--max-tokens", "4", "--temperature", "0")
      #expect(result.errors.contains("prompt 20 tokens"))
      #expect(!result.output.contains("tokens"))
      #expect(result.output.hasSuffix("\n"))
    }
  }

  @Test("a model without a chat template continues the text, and says so unless told to be quiet")
  func withoutTemplate() throws {
    try TinyModel.with(opening: nil) { model in
      let flags = ["--max-tokens", "4", "--temperature", "0"]
      let plain = try CaratProcess(arguments: ["run", model, "Hi"] + flags).run()
      #expect(plain.errors.contains("no chat template"))
      let raw = try CaratProcess(arguments: ["run", model, "Hi", "--raw"] + flags).run()
      #expect(!raw.errors.contains("no chat template"))
      #expect(raw.output == plain.output)
      let system = try CaratProcess(arguments: ["run", model, "Hi", "--system", "x"]).run()
      #expect(system.status == 2)
    }
  }

  @Test("a stop text ends the answer and is not in it")
  func stops() throws {
    try TinyModel.with { model in
      let flags = ["run", model, "Hi", "--max-tokens", "12", "--temperature", "0", "--json"]
      let whole = try #require(try CaratProcess(arguments: flags).run().json["text"] as? String)
      let stop = String(try #require(whole.dropFirst(2).first))
      let json = try CaratProcess(arguments: flags + ["--stop", stop]).run().json
      #expect(json["stopReason"] as? String == "stopString")
      let text = try #require(json["text"] as? String)
      #expect(whole.hasPrefix(text + stop) && !text.contains(stop))
    }
  }

  @Test("Ctrl-C ends with 130 and keeps what was generated")
  func interrupt() throws {
    try TinyModel.with(ends: false) { model in
      let process = CaratProcess(arguments: [
        "run", model, "Hi", "--context", "2000000", "--isa", "scalar", "--threads", "1",
      ])
      let result = try process.run { process, output in
        let deadline = Date(timeIntervalSinceNow: 20)
        while process.isRunning, Date() < deadline {
          if let data = try? Data(contentsOf: output), data.count > 20 { break }
          Thread.sleep(forTimeInterval: 0.005)
        }
        process.interrupt()
      }
      #expect(result.output.count > 20)
      #expect(result.status == 130)
      #expect(result.errors.contains("stopped"))
    }
  }

  @Test("tokenize lists ids and pieces, takes a batch, and goes the way back")
  func tokenize() throws {
    try TinyModel.with { model in
      let json = try CaratProcess.run("tokenize", model, "Hi</s>", "--json").json
      #expect(json["tokens"] as? [Int] == [1, 43, 76, 2])
      #expect(json["pieces"] as? [String] == ["<s>", "H", "i", "</s>"])
      let plain = try CaratProcess.run("tokenize", model, "Hi</s>", "--plain", "--json").json
      #expect(plain["pieces"] as? [String] == ["H", "i", "<", "/", "s", ">"])
      let empty = try CaratProcess.run("tokenize", model, "", "--plain", "--json").json
      #expect(empty["tokens"] as? [Int] == [])
      let back = try CaratProcess.run("tokenize", model, "--decode", "1,43,76")
      #expect(back.output == "Hi\n")
      let piped = try CaratProcess.run("tokenize", model, "--plain", "--json", input: "Hi\n").json
      #expect(piped["tokens"] as? [Int] == [43, 76])
      try Scratch.with { folder in
        let file = folder.appending(path: "batch.json")
        try TinyModel.write(["Hi", ""], to: file)
        let batch = try CaratProcess.run("tokenize", model, "--plain", "--batch", file.path).json
        let results = try #require(batch["results"] as? [[String: Any]])
        #expect(results.map { $0["tokens"] as? [Int] } == [[43, 76], []])
      }
    }
  }

  @Test("tokenize needs neither weights nor a known architecture")
  func tokenizerAlone() throws {
    try TinyModel.with { model in
      let folder = URL(filePath: model)
      for name in ["model.safetensors", "config.json"] {
        try FileManager.default.removeItem(at: folder.appending(path: name))
      }
      let result = try CaratProcess.run("tokenize", model, "Hi", "--json")
      #expect(try result.json["tokens"] as? [Int] == [1, 43, 76])
    }
  }
}
