import Testing

@Suite("Help and arguments")
struct HelpTests {
  static let commands = [
    "models", "pull", "inspect", "run", "chat", "tokenize", "score", "bench", "quantize",
    "plan", "doctor",
  ]

  @Test("help lists every command on standard output and ends with 0")
  func helpListsCommands() throws {
    let result = try CaratProcess.run("--help")
    #expect(result.status == 0)
    for command in Self.commands { #expect(result.output.contains("  \(command) ")) }
    #expect(result.errors.isEmpty)
  }

  @Test("every command has help of its own", arguments: commands)
  func commandHelp(_ command: String) throws {
    let result = try CaratProcess.run(command, "--help")
    #expect(result.status == 0)
    #expect(result.output.contains("USAGE: carat \(command)"))
  }

  @Test(
    "wrong arguments end with 2, say so on standard error, and print nothing else",
    arguments: [
      ["run"], ["inspect"], ["frobnicate"], ["run", "x", "y", "--bogus"],
      ["run", "x", "y", "--temperature=-1"], ["run", "x", "y", "--top-p", "2"],
      ["run", "x", "y", "--isa", "z80"], ["run", "x", "y", "--kv-precision", "Q9_9"],
      ["run", "x", "y", "--threads", "0"], ["run", "x", "y", "--context", "0"],
      ["run", "x", "y", "--raw", "--system", "s"], ["run", "x", "y", "--file", "z"],
      ["run", "x", "y", "--lookup", "0"], ["run", "x", "y", "--lookup", "65"],
      ["run", "x", "y", "--draft", "z", "--draft-tokens", "0"],
      ["chat", "x", "--draft-tokens", "4"],
      ["chat", "x", "--lookup", "8", "--draft", "z"], ["bench", "x", "--sequences", "0"],
      ["score", "x", "--tokens", "1,two"],
      ["tokenize", "x", "text", "--decode", "1"], ["chat", "x", "--json"],
      ["doctor", "--profile", "gaming"], ["doctor", "--root", "/nonexistent/root"],
      ["doctor", "--model-bytes", "0"],
    ])
  func wrongArguments(_ arguments: [String]) throws {
    let result = try CaratProcess(arguments: arguments).run()
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("carat: "))
  }
}
