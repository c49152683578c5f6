import Foundation
import Testing

@Suite("Input of commands")
struct InputTests {
  private func expectSame(
    _ line: String, as expected: String, _ model: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let flags = " --max-tokens 6 --temperature 0 --quiet"
    let one = try #require(
      try ShellProcess.run(line + flags, model, shell: "/bin/bash"), sourceLocation: sourceLocation)
    let other = try #require(try ShellProcess.run("carat run \"$1\" \(expected)" + flags, model))
    #expect(one.status == 0 && one.errors.isEmpty, "\(one.errors)", sourceLocation: sourceLocation)
    #expect(one.output == other.output && !one.output.isEmpty, sourceLocation: sourceLocation)
  }

  @Test("a file may be a pipe, a substitution of the shell, or standard input under its names")
  func pipes() throws {
    try TinyModel.with { model in
      for name in ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"] {
        try expectSame(
          "printf 'Hi you\\n' | carat run \"$1\" --file \(name)", as: "'Hi you'", model)
      }
      try expectSame("carat run \"$1\" -f <(sleep 0.3; echo 'Hi you')", as: "'Hi you'", model)
      try expectSame(
        "mkfifo p && { sleep 0.5; echo Hi; } > p & sleep 0.2; carat run \"$1\" -f p", as: "Hi",
        model)
    }
  }

  @Test("what has no end or is no text is refused with what it is")
  func noText() throws {
    try TinyModel.with { model in
      for (line, part) in [
        ("carat run \"$1\" -f .", "is a folder"), ("carat run \"$1\" -f /dev/zero", "is a device"),
        ("mkfifo p && carat run \"$1\" -f p", "nobody writes"),
        ("carat run \"$1\" -f nowhere.txt", "no such file"),
        ("printf 'caf\\351' | carat run \"$1\"", "UTF-8"),
        ("printf 'caf\\351' | carat run \"$1\" Hi", "UTF-8"),
      ] {
        let result = try #require(try ShellProcess.run(line, model), "\(line) hangs")
        #expect(result.status == 1 && result.output.isEmpty, "\(line)")
        #expect(result.errors.contains(part), "\(line): \(result.errors)")
      }
    }
  }

  @Test("standard input is added to a prompt after a blank line, where it is a file or a pipe")
  func joined() throws {
    try TinyModel.with { model in
      let both = "\"$(printf 'Hi\\n\\nyou')\""
      try expectSame("echo you | carat run \"$1\" Hi", as: both, model)
      try expectSame("echo you > f; carat run \"$1\" Hi < f", as: both, model)
      try expectSame("echo Hi > f; echo you | carat run \"$1\" -f f", as: both, model)
      try expectSame("{ sleep 3; echo you; } | carat run \"$1\" Hi", as: both, model)
      for nothing in ["< /dev/null", "< /dev/zero", "<&-"] {
        try expectSame("carat run \"$1\" Hi \(nothing)", as: "Hi", model)
      }
      try expectSame("true | carat run \"$1\" Hi", as: "Hi", model)
    }
  }

  @Test("an open pipe that its owner forgets holds nothing up, and is said")
  func forgottenPipe() throws {
    try TinyModel.with { model in
      let process = Process()
      let (input, output, errors) = (Pipe(), Pipe(), Pipe())
      process.executableURL = try CaratProcess.executable()
      process.arguments = ["run", model, "Hi", "--max-tokens", "2"]
      process.standardInput = input
      process.standardOutput = output
      process.standardError = errors
      try process.run()
      let text = try #require(try errors.fileHandleForReading.readToEnd())
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(String(decoding: text, as: UTF8.self).contains("standard input is an open pipe"))
      withExtendedLifetime(input) {}
    }
  }

  @Test("no text is refused: an empty prompt, empty or closed standard input")
  func empty() throws {
    try TinyModel.with { model in
      for command in ["run", "score"] {
        for line in [
          "carat \(command) \"$1\" ''", "carat \(command) \"$1\" < /dev/null",
          "carat \(command) \"$1\" <&-", "printf '\\n' | carat \(command) \"$1\"",
          "carat \(command) \"$1\" -f /dev/null",
        ] {
          let result = try #require(try ShellProcess.run(line, model))
          #expect(result.status == 2 && result.output.isEmpty, "\(line): \(result.errors)")
          #expect(result.errors.contains(command == "run" ? "prompt" : "text"), "\(line)")
        }
      }
      #expect(try ShellProcess.run("carat tokenize \"$1\" '' --plain", model)?.status == 0)
    }
  }

  @Test("a text is scored and tokenized as it stands, and input beside it is named")
  func exact() throws {
    try TinyModel.with { model in
      for command in ["score", "tokenize"] {
        let alone = try #require(try ShellProcess.run("carat \(command) \"$1\" Hi --json", model))
        let beside = try #require(
          try ShellProcess.run("echo you > f; carat \(command) \"$1\" Hi --json < f", model))
        #expect(beside.status == 0 && beside.output == alone.output)
        #expect(beside.errors.contains("standard input is not read"))
        let file = try #require(
          try ShellProcess.run("printf Hi | carat \(command) \"$1\" -f - --json", model))
        #expect(file.output == alone.output)
      }
    }
  }

  @Test("arguments and settings that are not UTF-8 are refused and shown, not changed")
  func bytes() throws {
    try TinyModel.with { model in
      for line in [
        "carat run \"$1\" \"$(printf 'caf\\351')\"", "carat inspect \"$(printf 'caf\\351.gguf')\"",
        "CARAT_HOME=\"$(printf 'caf\\351')\" carat models",
      ] {
        let result = try #require(try ShellProcess.run(line, model))
        #expect(result.status == 2 && result.output.isEmpty)
        #expect(result.errors.contains("caf\\xE9"), "\(result.errors)")
      }
    }
  }

  @Test("closed streams are no files: output that cannot be written is said")
  func closedStreams() throws {
    try TinyModel.with { model in
      let output = try #require(try ShellProcess.run("carat tokenize \"$1\" Hi >&-", model))
      #expect(output.status == 1 && output.errors.contains("standard output"))
      let errors = try #require(try ShellProcess.run("carat tokenize \"$1\" Hi 2>&- <&-", model))
      #expect(errors.status == 0 && errors.output.contains("H"))
    }
  }
}
