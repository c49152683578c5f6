import Foundation
import Testing

@Suite("Models and pulls")
struct ModelsCommandTests {
  /// Runs the command with a home folder that the test fills.
  private func withHome<Result>(_ body: (URL, [String: String]) throws -> Result) throws -> Result {
    try Scratch.with { home in
      try FileManager.default.createDirectory(
        at: home.appending(path: "models"), withIntermediateDirectories: true)
      return try body(home, ["CARAT_HOME": home.path])
    }
  }

  private func run(_ environment: [String: String], _ arguments: String...) throws
    -> CaratProcess.Result
  {
    try CaratProcess(arguments: arguments, environment: environment).run()
  }

  @Test("each known name is listed once")
  func onceEach() throws {
    let json = try CaratProcess.run("models", "--json").json
    let catalogue = try #require(json["catalogue"] as? [[String: Any]])
    let names = catalogue.compactMap { $0["name"] as? String }
    #expect(Set(names).count == names.count && names.count > 20)
    let both = try #require(catalogue.first { $0["name"] as? String == "gemma-3-270m" })
    #expect(both["isPullable"] as? Bool == true && both["bytes"] as? Int == 253_113_024)
    #expect(both["parameters"] as? Int == 268_098_176)
  }

  @Test("a home that is a file is an error, and not an empty library")
  func homeIsFile() throws {
    try Scratch.with { folder in
      let file = folder.appending(path: "file")
      try Data().write(to: file)
      for arguments in [["models"], ["models", "--json"], ["models", "--verify"], ["chat"]] {
        let result = try CaratProcess(
          arguments: arguments, environment: ["CARAT_HOME": file.path]
        ).run()
        #expect(result.status == 1)
        #expect(result.errors.contains("a file and not a folder"))
      }
    }
  }

  @Test("one folder that cannot be read is named, and the others are listed")
  func unreadableFolder() throws {
    try withHome { home, environment in
      let models = home.appending(path: "models")
      for name in ["good", "bad"] {
        let folder = models.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(count: 3).write(to: folder.appending(path: "x.gguf"))
      }
      let bad = models.appending(path: "bad").path
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: bad)
      defer {
        try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bad)
      }
      let result = try run(environment, "models")
      #expect(result.status == 0 && result.output.contains("good"))
      // The system's administrator may read everything.
      if getuid() != 0 {
        #expect(result.errors.contains(bad) && result.errors.contains("permission"))
        let inspected = try run(environment, "inspect", "bad")
        #expect(inspected.status == 1 && inspected.errors.contains("permission"))
      }
    }
  }

  @Test("--verify ends with 1 if a file is not what was pulled, and names it")
  func verify() throws {
    try withHome { home, environment in
      let folder = home.appending(path: "models/o/r")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data("hello\n".utf8).write(to: folder.appending(path: "m.gguf"))
      // `printf 'hello\n' | sha256sum`
      let digest = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
      let manifest = """
        {"source": {"repository": {"name": "o/r", "revision": "main"}},
         "pulledAt": "2024-01-01T00:00:00Z",
         "files": [{"name": "m.gguf", "bytes": 6, "sha256": "\(digest)", "verified": true}]}
        """
      try Data(manifest.utf8).write(to: folder.appending(path: "carat-manifest.json"))
      let good = try run(environment, "models", "--verify")
      #expect(good.status == 0 && good.output.contains(digest))
      try Data("hallo\n".utf8).write(to: folder.appending(path: "m.gguf"))
      let bad = try run(environment, "models", "--verify")
      #expect(bad.status == 1 && bad.output.contains("ALTERED") && bad.output.contains("o/r"))
      let json = try run(environment, "models", "--verify", "--json")
      #expect(json.status == 1)
      let library = try #require(try json.json["library"] as? [[String: Any]])
      let files = try #require(library.first?["files"] as? [[String: Any]])
      #expect(files.first?["status"] as? String == "altered")
      #expect((files.first?["sha256"] as? String)?.count == 64)
      try Data("{".utf8).write(to: folder.appending(path: "carat-manifest.json"))
      let damaged = try run(environment, "models", "--verify")
      #expect(damaged.status == 1 && damaged.output.contains("DAMAGED"))
      #expect(damaged.errors.contains("carat-manifest.json"))
    }
  }

  @Test("a pipe in the library makes nobody wait")
  func pipe() throws {
    try withHome { home, environment in
      let folder = home.appending(path: "models/m")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(count: 3).write(to: folder.appending(path: "x.gguf"))
      #expect(mkfifo(folder.appending(path: "carat-manifest.json").path, 0o600) == 0)
      #expect(mkfifo(folder.appending(path: "y.gguf").path, 0o600) == 0)
      #expect(try run(environment, "models").output.contains("m "))
      #expect(try run(environment, "models", "--verify").output.contains("UNREADABLE"))
    }
  }

  @Test("a pull runs no code of the folder that it is started in")
  func workingDirectory() throws {
    try Scratch.with { folder in
      let marker = folder.appending(path: "executed").path
      let code = "open(\(String(reflecting: marker)), 'w').close()\n"
      for file in [
        "pip.py", "runpy.py", "zipfile.py", "resource.py", "sitecustomize.py", "usercustomize.py",
        "pip/__init__.py", "pip/__main__.py",
      ] {
        let url = folder.appending(path: file)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(code.utf8).write(to: url)
      }
      let fake = folder.appending(path: "python3")
      try Data("#!/bin/sh\n: > '\(marker)'\n".utf8).write(to: fake)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: fake.path)
      let process = Process()
      process.executableURL = try CaratProcess.executable()
      process.arguments = ["pull", "smollm2-135m-instruct"]
      process.currentDirectoryURL = folder
      let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
      process.environment = [
        "PATH": ":.:\(path):", "HOME": folder.path, "PIP_NO_INDEX": "1",
        "PYTHONPATH": folder.path, "PYTHONSTARTUP": folder.appending(path: "pip.py").path,
        "CARAT_HOME": folder.appending(path: "home").path,
      ]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 1)
      #expect(!FileManager.default.fileExists(atPath: marker))
    }
  }
}
