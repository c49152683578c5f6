import Foundation
import JSON
import Testing

@Suite("chat")
struct ChatTests {
  private func chat(_ model: String, _ input: String, _ flags: String...) throws
    -> CaratProcess.Result
  {
    try CaratProcess(
      arguments: ["chat", model, "--temperature", "0", "--max-tokens", "6"] + flags, input: input
    ).run()
  }

  @Test("each line is answered, and what was read before is not read again")
  func conversation() throws {
    try TinyModel.with { model in
      let result = try chat(model, "Hi\nAgain\n")
      #expect(result.status == 0)
      #expect(result.output.split(separator: "\n").count >= 2)
      #expect(result.errors.contains("cached"))
      // Not on a terminal: no prompts, no colours.
      #expect(!result.output.contains("\u{1B}") && !result.output.contains("> "))
    }
  }

  @Test("history, system message and reset are kept apart")
  func orders() throws {
    try TinyModel.with { model in
      let result = try chat(
        model, "/system Be brief\nHi\n/history\n/reset\n/history\n/frobnicate\n/help\n", "--quiet")
      let parts = result.output.components(separatedBy: "## System\n\nBe brief\n")
      #expect(parts.count == 3)
      #expect(parts[1].contains("## User\n\nHi\n") && parts[1].contains("## Assistant"))
      #expect(!(parts.last ?? "").contains("## User"))
      #expect(result.errors.contains("/frobnicate is not known") && result.status == 1)
      #expect(result.output.contains("/save FILE"))
    }
  }

  @Test("a backslash and a block join lines into one message")
  func severalLines() throws {
    try TinyModel.with { model in
      let input = "one\\\ntwo\n\"\"\"\nthree\n\nfour\n\"\"\"\n/history\n"
      let result = try chat(model, input, "--quiet")
      #expect(result.output.contains("## User\n\none\ntwo\n"))
      #expect(result.output.contains("## User\n\nthree\n\nfour\n"))
    }
  }

  @Test("a conversation is saved as JSON or Markdown")
  func save() throws {
    try TinyModel.with { model in
      try Scratch.with { folder in
        let (json, text) = (folder.appending(path: "a.json"), folder.appending(path: "a.md"))
        let result = try chat(
          model, "Hi\n/save \(json.path)\n/save \(text.path)\n/save /nowhere/x.md\n", "--system",
          "S")
        let saved = try JSONSerialization.jsonObject(with: Data(contentsOf: json))
        let messages = try #require(saved as? [[String: Any]])
        #expect(messages.map { $0["role"] as? String } == ["system", "user", "assistant"])
        #expect(try String(contentsOf: text, encoding: .utf8).hasPrefix("## System\n\nS\n"))
        #expect(result.errors.contains("/nowhere/x.md cannot be written"))
        // Nobody sat before it, so a script must learn that something was not done.
        #expect(result.status == 1)
      }
    }
  }

  @Test("a file that is there is written over only by /save!")
  func saveKeepsFiles() throws {
    try TinyModel.with { model in
      try Scratch.with { folder in
        let file = folder.appending(path: "a.md")
        try Data("precious".utf8).write(to: file)
        let refused = try chat(model, "Hi\n/save \(file.path)\n")
        #expect(refused.status == 1 && refused.errors.contains("/save! \(file.path)"))
        #expect(try String(contentsOf: file, encoding: .utf8) == "precious")
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file.path)
        let readOnly = try chat(model, "Hi\n/save! \(file.path)\n/save! \(folder.path)\n")
        #expect(readOnly.errors.contains("may not be written"))
        #expect(readOnly.errors.contains("is no file"))
        #expect(try String(contentsOf: file, encoding: .utf8) == "precious")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        let told = try chat(model, "Hi\n/SAVE! \(file.path)\n")
        #expect(told.status == 0)
        #expect(try String(contentsOf: file, encoding: .utf8).hasPrefix("## User"))
      }
    }
  }

  @Test("a full context drops the oldest question, says which, and keeps the system message")
  func fullContext() throws {
    try TinyModel.with { model in
      let result = try chat(
        model, "first question\nsecond question\nthird question\n/history\n", "--context", "90",
        "--system", "Be kind")
      #expect(result.status == 0)
      #expect(result.errors.contains("\"first question\""))
      #expect(result.output.contains("## System\n\nBe kind\n"))
      #expect(!result.output.contains("## User\n\nfirst question"))
      #expect(result.output.contains("## User\n\nthird question"))
    }
  }

  @Test("a message that is longer than the context is refused, and the conversation goes on")
  func tooLong() throws {
    try TinyModel.with { model in
      let long = String(repeating: "x", count: 100)
      let result = try chat(model, "\(long)\nHi\n/history\n", "--context", "60")
      #expect(result.errors.contains("the context holds 60"))
      #expect(result.output.contains("## User\n\nHi\n") && !result.output.contains("xxx"))
      #expect(result.status == 1)
    }
  }

  @Test("what a model thinks is told apart from what it says")
  func thinking() throws {
    try TinyModel.with(opening: .thought) { model in
      let result = try chat(model, "Hi\n")
      #expect(result.output.hasPrefix("(thinking) "))
    }
    try TinyModel.with { model in
      let result = try chat(model, "Hi\n")
      #expect(!result.output.contains("(thinking)"))
    }
  }

  @Test("without a name, the library's only model talks; of several, one must be named")
  func onlyModel() throws {
    try TinyModel.with { model in
      try Scratch.with { home in
        let library = home.appending(path: "models")
        try FileManager.default.createDirectory(at: library, withIntermediateDirectories: true)
        for (name, status) in [("one", Int32(0)), ("two", 2)] {
          try FileManager.default.copyItem(
            at: URL(filePath: model), to: library.appending(path: name))
          let result = try CaratProcess.run(
            "chat", "--max-tokens", "3", input: "Hi\n", environment: ["CARAT_HOME": home.path])
          #expect(result.status == status)
          if status == 2 { #expect(result.errors.contains("one, two")) }
        }
      }
    }
  }

  @Test("a model without a chat template is refused with another way")
  func withoutTemplate() throws {
    try TinyModel.with(opening: nil) { model in
      let result = try chat(model, "Hi\n")
      #expect(result.status == 1 && result.errors.contains("--raw"))
    }
  }
}
