import Foundation
import Testing

/// No limit of the system ends in a hang, a signal or silence.
@Suite("Limits of the system")
struct LimitTests {
  private static let commands = [
    "run \"$1\" Hi --max-tokens 2 --temperature 0", "score \"$1\" Hello", "tokenize \"$1\" Hello",
    "bench \"$1\" --prompt 4 --generate 2 --repetitions 1", "inspect \"$1\"", "models",
  ]

  /// Done, or refused in words: by the command, or by the loader, which needs room before the
  /// command begins.
  private func expectWords(
    _ result: CaratProcess.Result?, _ what: String, naming limit: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try #require(result, "\(what) hangs", sourceLocation: sourceLocation)
    if result.status == 0 { return }
    if result.errors.contains("error while loading shared libraries") { return }
    #expect(result.status == 1, "\(what): \(result.errors)", sourceLocation: sourceLocation)
    let lines = result.errors.split(separator: "\n")
    #expect(
      lines.contains { $0.hasPrefix("carat: ") }, "\(what): \(result.errors)",
      sourceLocation: sourceLocation)
    #expect(lines.count <= 2, "\(what): \(result.errors)", sourceLocation: sourceLocation)
    if let limit {
      #expect(
        result.errors.contains(limit), "\(what): \(result.errors)", sourceLocation: sourceLocation)
    }
  }

  @Test(
    "little memory is refused with the limit's name, or suffices",
    arguments: [
      ("v", 110_000), ("v", 130_000), ("v", 170_000), ("v", 230_000), ("v", 320_000),
      ("v", 500_000),
      ("d", 20_000), ("d", 40_000), ("d", 60_000), ("d", 100_000),
    ])
  func memory(_ letter: String, _ kibibytes: Int) throws {
    try TinyModel.with { model in
      for command in Self.commands {
        let line = "ulimit -\(letter) \(kibibytes) && exec \"$CARAT\" \(command)"
        try expectWords(
          try ShellProcess.run(line, model), "\(letter) \(kibibytes) \(command)",
          naming: "ulimit -\(letter)")
      }
    }
  }

  @Test("threads share one heap where addresses are limited, so that they leave room for a context")
  func sharedHeap() throws {
    try TinyModel.with { model in
      let line =
        "ulimit -v 330000 && exec \"$CARAT\" run \"$1\" Hi -n 2 --threads 8 --context 20000 -q"
      let result = try #require(try ShellProcess.run(line, model))
      #expect(result.status == 0, "\(result.errors)")
    }
  }

  @Test("few open files are refused with the limit's name, or suffice", arguments: 3...14)
  func openFiles(_ count: Int) throws {
    try TinyModel.with { model in
      for command in Self.commands.prefix(3) {
        try expectWords(
          try ShellProcess.run("ulimit -n \(count) && exec \"$CARAT\" \(command)", model),
          "\(count) files, \(command)", naming: "ulimit -n")
      }
    }
  }

  @Test("a small stack is enough", arguments: [64, 128, 512, 2048])
  func stack(_ kibibytes: Int) throws {
    try TinyModel.with { model in
      for command in Self.commands.prefix(3) {
        let result = try ShellProcess.run(
          "ulimit -s \(kibibytes) && exec \"$CARAT\" \(command)", model)
        #expect(result?.status == 0, "\(kibibytes) \(command): \(result?.errors ?? "hangs")")
      }
    }
  }

  @Test("a file that may not grow is a failed write with the limit's name")
  func fileSize() throws {
    try Scratch.with { folder in
      let line = "ulimit -f 8 && \"$CARAT\" --help >> \"$1\" && \"$CARAT\" run --help >> \"$1\""
      let file = folder.appending(path: "out").path
      let repeated = try #require(
        try ShellProcess.run(Array(repeating: line, count: 4).joined(separator: " && "), file))
      #expect(repeated.status == 1)
      #expect(repeated.errors.contains("ulimit -f"))
    }
  }

  @Test("time that is up is said")
  func processorTime() throws {
    try TinyModel.with(ends: false) { model in
      let line =
        "ulimit -t 2 && exec \"$CARAT\" run \"$1\" Hi --context 2000000 --isa scalar --threads 1"
      let result = try #require(try ShellProcess.run(line, model))
      #expect(result.status == 1)
      #expect(result.errors.contains("ulimit -t"))
    }
  }

  /// A limit on processes holds for all but the first user, so this needs one: `setpriv` of
  /// util-linux makes it.
  @Test("without a thread the limit on threads is named", .enabled(if: getuid() == 0))
  func threads() throws {
    try TinyModel.with { model in
      for (command, status) in [(Self.commands[0], Int32(1)), (Self.commands[2], 0)] {
        // The limit counts all processes of the user; nobody else runs under this number.
        let line =
          "chmod -R a+rX \"$1\" && chmod a+x \"$1/..\" && ulimit -u 1 2>/dev/null && "
          + "exec setpriv --reuid=61234 --clear-groups \"$CARAT\" \(command)"
        let result = try #require(try ShellProcess.run(line, model, shell: "/bin/bash"))
        // Where the shell or the tool is not there, or the folder is closed to others, there is
        // nothing to see.
        guard result.status <= 1 else { return }
        #expect(result.status == status, "\(result.errors)")
        if status == 1 { #expect(result.errors.contains("ulimit -u"), "\(result.errors)") }
      }
    }
  }
}
