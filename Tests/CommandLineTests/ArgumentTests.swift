import Foundation
import Testing

@Suite("Arguments that were not meant")
struct ArgumentTests {
  @Test(
    "a word that is no command ends with 2 and the nearest one",
    arguments: [
      (["mdoels"], "'models'"), (["list"], "carat models"), (["ls", "--json"], "carat models"),
      (["rm", "x"], "models --remove"), (["version"], "--version"), (["help", "rn"], "'run'"),
      (["bogus", "--help"], "there are"), (["--help", "bogus"], "there are"),
      (["serve"], "not part of this version"), (["train", "a.yaml"], "not part of this version"),
      (["quantise", "a", "b"], "carat quantize"), (["Run", "x"], "'run'"),
    ])
  func commands(_ arguments: [String], _ part: String) throws {
    let result = try CaratProcess(arguments: arguments).run()
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains(part), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test("help of help, and of each command, is still there")
  func help() throws {
    for arguments in [
      ["help"], ["help", "run"], ["--help"], ["-h"], ["run", "-h"], ["--version"],
    ] {
      #expect(try CaratProcess(arguments: arguments).run().status == 0)
    }
  }

  @Test(
    "a number out of range gets the option and its range",
    arguments: [
      ("--temperature", "-1", "0 or more"), ("--temperature", "-inf", "0 or more"),
      ("--top-p", "1.5", "at most 1"), ("--top-p", "-0.5", "at most 1"),
      ("--top-k", "-3", "0 (keep all) or more"), ("--top-k", "1.5", "whole number"),
      ("--top-k", "99999999999999999999", "whole number"), ("--seed", "-1", "from 0 to"),
      ("--threads", "-2", "1"), ("--threads", "many", "from 1 to 1024"),
      ("--context", "-5", "16777216"), ("--context", "16777217", "16777216"),
      ("--max-tokens", "-1", "0 or more"), ("-n", "x", "0 or more"), ("-t", "0", "1024"),
      ("--lookup", "-1", "64"), ("-t-1", "-q", "1 and 1024"), ("-t=x", "-q", "from 1 to 1024"),
      ("-c-5", "-q", "16777216"),
    ])
  func numbers(_ option: String, _ value: String, _ range: String) throws {
    let result = try CaratProcess.run("run", "x", "y", option, value)
    #expect(result.status == 2 && result.output.isEmpty)
    let line = try #require(result.errors.split(separator: "\n").first)
    #expect(line.contains(range) && line.contains("-"), "\(line)")
    #expect(line.contains(value) || value.hasPrefix("-"), "\(line)")
  }

  @Test("numbers below zero are taken where they make sense")
  func negative() throws {
    try TinyModel.with { model in
      let result = try CaratProcess.run(
        "run", model, "Hi", "--presence-penalty", "-0.5", "-n", "2", "-t1", "-q")
      #expect(result.status == 0 && result.errors.isEmpty)
    }
  }

  @Test("a text that begins with a dash goes behind two, as the error says")
  func dashes() throws {
    try TinyModel.with { model in
      let refused = try CaratProcess.run("run", model, "-hello")
      #expect(refused.status == 2 && refused.output.isEmpty)
      #expect(refused.errors.contains("-- '-hello'"))
      let taken = try CaratProcess.run("run", model, "-q", "-n", "2", "--", "-hello")
      #expect(taken.status == 0 && taken.errors.isEmpty)
      let stop = try CaratProcess.run("run", model, "Hi", "-n", "2", "-q", "--stop", "-x")
      #expect(stop.status == 0)
    }
  }

  @Test(
    "several words get the hint to quote them, wherever options stand between them",
    arguments: [
      ["run", "x", "hello", "there", "you"], ["run", "x", "-n", "3", "hello", "there", "you"],
      ["run", "x", "hello", "there", "--temperature", "0", "--raw", "you"],
      ["run", "x", "--json", "hello", "--", "there", "you"],
    ])
  func unquoted(_ arguments: [String]) throws {
    let result = try CaratProcess(arguments: arguments).run()
    #expect(result.status == 2)
    #expect(result.errors.contains("carat run x \"hello there you\""), "\(result.errors)")
  }

  @Test("arguments of several lines leave the problem on one, and are not repeated")
  func severalLines() throws {
    let result = try CaratProcess.run("run", "x", "a\nb", "c\nd")
    let lines = result.errors.split(separator: "\n")
    #expect(lines.first?.hasSuffix("goes into quotes") == true, "\(result.errors)")
    #expect(lines.dropFirst().first?.hasPrefix("Usage: ") == true)
  }

  @Test("an option that is near none gets no suggestion; one that is, gets it")
  func suggestions() throws {
    for option in ["--zzz", "--json", "--colour", "--x"] {
      let result = try CaratProcess.run("chat", option)
      #expect(result.status == 2 && !result.errors.contains("mean"), "\(result.errors)")
    }
    for (option, meant) in [
      ("--contxt", "--context"), ("--sytsem", "--system"), ("--treads", "--threads"),
    ] {
      #expect(try CaratProcess.run("chat", option, "1").errors.contains("mean '\(meant)'"))
    }
  }

  @Test("what is wrong whatever lies on the disk, or is such as the model cannot take, ends with 2")
  func status() throws {
    try TinyModel.with(opening: nil) { model in
      for arguments in [
        ["quantize", model, "x.bin", "--format", "q8_0"],
        ["quantize", model, "", "--format", "q8_0"],
        ["quantize", model, "x.safetensors", "--format", "f16"],
        ["score", model, "--tokens", "1,999999"], ["tokenize", model, "--decode", "999999"],
        ["bench", model, "--context", "5"], ["bench", model, "--prompt", "0", "--generate", "0"],
        ["models", "--remove", "../x"], ["models", "--remove", ""], ["run", "", "hi"],
        ["inspect", ""], ["chat", ""], ["run", model, "hi", "--draft", ""], ["pull", "../x"],
        ["pull", "a/b@"], ["run", model, "--file", ""], ["run", model, "hi", "--system", "s"],
        ["run", model, ""], ["run", model, " \n\t"],
      ] {
        let result = try CaratProcess(arguments: arguments).run()
        #expect(result.status == 2 && result.output.isEmpty, "\(arguments): \(result.errors)")
        #expect(result.errors.split(separator: "\n").contains { $0.hasPrefix("carat: ") })
      }
    }
  }

  @Test("a speed that takes too much memory is not told to take a context that cannot hold it")
  func benchRoom() throws {
    let result = try CaratProcess.run(
      "bench", TinyModel.golden("llama").path, "--prompt", "16777216", "--sequences", "256")
    #expect(result.status == 1)
    #expect(result.errors.contains("--prompt") && !result.errors.contains("--context"))
  }

  @Test("a name that is not UTF-8 is refused with the command that links to it")
  func notUnicode() throws {
    try TinyModel.with { model in
      let name = "\"$(printf 'caf\\351')\""
      let line = "cp \"$1/config.json\" \(name) && carat inspect \(name)"
      let result = try #require(try ShellProcess.run(line, model))
      #expect(result.status == 2)
      #expect(result.errors.contains("ln -s -- $'caf\\xE9' NAME"), "\(result.errors)")
    }
  }

  @Test(
    "usage fits a line of 100 columns, and the help of every command has an example or says all")
  func usage() throws {
    for command in HelpTests.commands {
      let help = try CaratProcess.run(command, "--help").output
      let usage = help.components(separatedBy: "USAGE: ").last?.components(separatedBy: "\n\n")
      for line in usage?.first?.split(separator: "\n") ?? [] { #expect(line.count <= 100) }
      let wrong = try CaratProcess.run(command, "--nonsense-option").errors
      for line in wrong.split(separator: "\n") { #expect(line.count <= 110, "\(line)") }
    }
    let help = try CaratProcess.run("--help").output.split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    for part in ["carat run ", "1 if", "2 if", "3 if", "CARAT_HOME"] {
      #expect(help.contains(part))
    }
  }

  @Test("the cache's formats are those that it takes")
  func cacheFormats() throws {
    let help = try CaratProcess.run("run", "--help").output
    #expect(!help.contains("Q4_K") && help.contains("Q8_0"))
    let refused = try CaratProcess.run("run", "x", "y", "--kv-precision", "Q4_0")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("'F32', 'F16', 'BF16' or 'Q8_0'"))
    #expect(refused.errors.contains("--kv-precision"))
  }

  @Test("a file that is not there is a missing file, and a shape is a shape")
  func names() throws {
    for name in ["foo.gguf", "a/b.GGUF", "model.safetensors"] {
      let result = try CaratProcess.run("run", name, "Hi")
      #expect(result.status == 1 && result.errors.contains("\(name): there is no such file"))
    }
    let shape = try CaratProcess.run("run", "llama-3-8b", "Hi")
    #expect(shape.status == 1 && shape.errors.contains("carat plan"))
    #expect(!shape.errors.contains("carat pull llama-3-8b"))
  }
}
