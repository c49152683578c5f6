import Foundation
import JSON
import Testing

@Suite("Bad input")
struct BadInputTests {
  /// A failed run: status 1, silence on standard output, and a short message that has all of these.
  private func expectFailure(
    _ result: CaratProcess.Result, naming parts: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.status == 1, sourceLocation: sourceLocation)
    #expect(result.output.isEmpty, sourceLocation: sourceLocation)
    #expect(result.errors.hasPrefix("carat: "), sourceLocation: sourceLocation)
    #expect(result.errors.split(separator: "\n").count <= 4, sourceLocation: sourceLocation)
    for part in parts {
      #expect(result.errors.contains(part), sourceLocation: sourceLocation)
    }
  }

  @Test("a missing file is named")
  func missingFile() throws {
    expectFailure(
      try CaratProcess.run("inspect", "/nowhere/model.gguf"), naming: "/nowhere/model.gguf",
      "no such file")
  }

  @Test("a folder without a config says what is missing")
  func folderWithoutConfig() throws {
    try Scratch.with { folder in
      expectFailure(
        try CaratProcess.run("run", folder.path, "hi"), naming: "config.json", folder.path)
    }
  }

  @Test(
    "an unknown architecture is named with the known ones: it is not run, and its tensors are listed"
  )
  func unknownArchitecture() throws {
    try Scratch.with { folder in
      try FileManager.default.copyItem(
        at: TinyModel.golden("llama").appending(path: "model.safetensors"),
        to: folder.appending(path: "model.safetensors"))
      try TinyModel.write(
        ["model_type": "banana", "hidden_size": 8], to: folder.appending(path: "config.json"))
      expectFailure(
        try CaratProcess.run("score", folder.path, "--tokens", "1,2"), naming: "banana", "llama",
        "gemma3", "qwen2")
      let json = try CaratProcess.run("inspect", folder.path, "--json").json
      #expect((json["tensors"] as? [Any])?.isEmpty == false)
      #expect(json["architecture"] is NSNull)
      let notes = try #require(json["notes"] as? [String])
      #expect(notes.contains { $0.contains("banana") && $0.contains("gemma3") })
    }
  }

  @Test("a truncated file is named with what it lacks")
  func truncatedFile() throws {
    try Scratch.with { folder in
      let golden = TinyModel.golden("llama")
      try FileManager.default.copyItem(
        at: golden.appending(path: "config.json"), to: folder.appending(path: "config.json"))
      let weights = try Data(contentsOf: golden.appending(path: "model.safetensors"))
      try weights.prefix(weights.count - 100)
        .write(to: folder.appending(path: "model.safetensors"))
      expectFailure(
        try CaratProcess.run("score", folder.path, "--tokens", "1,2"), naming: "expected")
    }
  }

  @Test("a prompt longer than the context says both lengths and what to do")
  func promptTooLong() throws {
    try TinyModel.with { model in
      let result = try CaratProcess.run("run", model, "Hello there", "--context", "8")
      expectFailure(result, naming: "the context holds 8", "--context")
    }
  }

  @Test("too little memory says needed, available, and what would fit")
  func notEnoughMemory() throws {
    let result = try CaratProcess.run(
      "bench", TinyModel.golden("llama").path, "--sequences", "256", "--context", "16777216")
    expectFailure(result, naming: "not enough memory", "needed", "available", "--context")
  }

  @Test("an unknown name suggests similar ones")
  func unknownName() throws {
    expectFailure(
      try CaratProcess.run("run", "smollm2-135m-instruc", "hi"), naming: "smollm2-135m-instruct")
    expectFailure(try CaratProcess.run("pull", "gemma-3-270"), naming: "gemma-3-270m")
  }

  @Test("a known model that is not here says how to get it")
  func notPulled() throws {
    expectFailure(
      try CaratProcess.run("chat", "gemma-3-270m"), naming: "'carat pull gemma-3-270m' fetches it")
  }

  @Test("an empty library says how to fill it")
  func emptyLibrary() throws {
    expectFailure(try CaratProcess.run("chat"), naming: "empty", "carat pull")
  }

  @Test("what is no file is named for what it is, and nobody waits for it")
  func noFile() throws {
    try TinyModel.with { model in
      for (make, path, kind) in [
        ("true", "/dev/null", "a device"), ("mkfifo p", "./p", "a pipe"),
        ("mkfifo p.gguf", "p.gguf", "a pipe"), ("ln -s /dev/zero z.gguf", "z.gguf", "a device"),
      ] {
        for command in ["run", "inspect", "tokenize"] {
          let line = "\(make) && carat \(command) \(path)" + (command == "inspect" ? "" : " Hi")
          let result = try #require(try ShellProcess.run(line, model), "\(line) hangs")
          expectFailure(result, naming: path, kind, "expected a file")
        }
      }
      for name in ["config.json", "tokenizer.json", "model.safetensors"] {
        let line = "cp -r \"$1\" m && rm m/\(name) && mkfifo m/\(name) && carat run m Hi"
        let result = try #require(try ShellProcess.run(line, model), "\(name) hangs")
        expectFailure(result, naming: name, "a pipe")
      }
    }
  }

  /// The system's administrator may read everything: there the run gives that right up, by
  /// `setpriv` of util-linux.
  @Test("a model that may not be read says who can change that")
  func unreadable() throws {
    try TinyModel.with { model in
      let asReader =
        getuid() == 0 ? "setpriv --bounding-set=-dac_override,-dac_read_search" : "env"
      let line =
        "chmod 000 \"$1/model.safetensors\" && exec \(asReader) \"$CARAT\" run \"$1\" Hi"
      let result = try #require(try ShellProcess.run(line, model))
      expectFailure(result, naming: "chmod +r", "model.safetensors")
    }
  }

  @Test("text needs a tokenizer, and the message says which files")
  func noTokenizer() throws {
    let path = TinyModel.golden("llama").path
    expectFailure(try CaratProcess.run("score", path, "text"), naming: "tokenizer.json")
    expectFailure(try CaratProcess.run("tokenize", path, "text"), naming: "tokenizer.json")
  }

  @Test("tokens outside the vocabulary are named with its size")
  func tokenOutside() throws {
    let result = try CaratProcess.run("score", TinyModel.golden("llama").path, "--tokens", "1,97")
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains("token 97") && result.errors.contains("0 to 96"))
  }

  @Test("input that is not UTF-8 is refused by name")
  func notText() throws {
    try TinyModel.with { model in
      try Scratch.with { folder in
        let file = folder.appending(path: "latin1.txt")
        try Data([0x63, 0x61, 0x66, 0xE9]).write(to: file)
        expectFailure(try CaratProcess.run("run", model, "--file", file.path), naming: "UTF-8")
      }
    }
  }

  @Test("a closed pipe ends quietly")
  func closedPipe() throws {
    let result = try CaratProcess(arguments: ["inspect", TinyModel.golden("llama").path, "--json"])
      .run(closedOutput: true)
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
  }
}
