import Foundation
import Testing

@testable import ModelFiles

@Suite struct ModelLibraryTests {
  /// A library in a folder that is removed afterwards, with these files in it.
  private func withLibrary<Result>(
    _ files: [String], _ body: (ModelLibrary) throws -> Result
  ) throws -> Result {
    let root = URL.temporaryDirectory.appending(path: "carat-library-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for file in files {
      let url = root.appending(path: file)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(count: 100).write(to: url)
    }
    return try body(ModelLibrary(root: root.path(percentEncoded: false)))
  }

  @Test("the root is CARAT_HOME, else XDG_DATA_HOME, else the home folder")
  func defaultRoot() throws {
    let home = ["HOME": "/h"]
    #expect(try ModelLibrary.defaultRoot(environment: home) == "/h/.local/share/carat/models")
    let data = home.merging(["XDG_DATA_HOME": "/d"]) { $1 }
    #expect(try ModelLibrary.defaultRoot(environment: data) == "/d/carat/models")
    let own = data.merging(["CARAT_HOME": "/c/"]) { $1 }
    #expect(try ModelLibrary.defaultRoot(environment: own) == "/c/models")
    let unusable = home.merging(["XDG_DATA_HOME": "relative", "CARAT_HOME": ""]) { $1 }
    #expect(try ModelLibrary.defaultRoot(environment: unusable) == "/h/.local/share/carat/models")
    #expect(throws: ModelLibraryError.noHome) { try ModelLibrary.defaultRoot(environment: [:]) }
  }

  @Test("a library that does not exist yet is empty")
  func noFolder() throws {
    let library = ModelLibrary(root: "/nonexistent/carat")
    #expect(try library.list() == [])
  }

  @Test("files and folders that were put there by hand are listed and opened")
  func byHand() throws {
    try withLibrary([
      "loose.gguf", "folder/config.json", "folder/model.safetensors", "owner/repo/x.gguf",
      "notes/readme.txt", "unfinished/config.json", ".partial/p/x.gguf", "vision-mmproj.gguf",
    ]) { (library) throws in
      #expect(try library.list().map(\.name) == ["folder", "loose.gguf", "owner/repo"])
      #expect(try library.list().map(\.bytes) == [200, 100, 100])
      #expect(try library.resolve("loose") == "\(library.root)/loose.gguf")
      #expect(try library.resolve("loose.gguf") == "\(library.root)/loose.gguf")
      #expect(try library.resolve("folder") == "\(library.root)/folder")
      let inner = try library.resolve("owner/repo")
      #expect(inner == "\(library.root)/owner/repo/x.gguf")
    }
  }

  @Test("a split GGUF is one model, opened by its first part, of the size of all")
  func split() throws {
    try withLibrary([
      "a-00001-of-00002.gguf", "a-00002-of-00002.gguf",
      "b/m-00001-of-00002.gguf", "b/m-00002-of-00002.gguf",
    ]) { (library) throws in
      #expect(try library.list().map(\.name) == ["a-00001-of-00002.gguf", "b"])
      #expect(try library.list().map(\.bytes) == [200, 200])
      let path = try library.resolve("b")
      #expect(path == "\(library.root)/b/m-00001-of-00002.gguf")
    }
  }

  @Test("of several GGUF files one must be named, by its name or a word of it")
  func several() throws {
    try withLibrary(["m/a-Q4_0.gguf", "m/a-Q8_0.gguf"]) { (library) throws in
      #expect(throws: ModelLibraryError.ambiguous("m", choices: ["a-Q4_0.gguf", "a-Q8_0.gguf"])) {
        try library.resolve("m")
      }
      #expect(try library.resolve("m:a-Q8_0.gguf") == "\(library.root)/m/a-Q8_0.gguf")
      #expect(try library.resolve("m:q4_0") == "\(library.root)/m/a-Q4_0.gguf")
      for unclear in ["m:a-Q", "m:", "m:../m/a-Q8_0.gguf"] {
        #expect(throws: ModelLibraryError.self) { try library.resolve(unclear) }
      }
    }
  }

  @Test("an unknown name is answered with names like it, and how to get one")
  func unknown() throws {
    try withLibrary(["gemma-3-270m/x.gguf"]) { (library) throws in
      let error = #expect(throws: ModelLibraryError.self) {
        try library.resolve("gema-3-270m", pullable: ["smollm2-135m-instruct"])
      }
      #expect(
        error
          == .unknownModel("gema-3-270m", root: library.root, similar: ["gemma-3-270m"]))
      #expect(error?.description.contains("carat pull") == true)
      let other = #expect(throws: ModelLibraryError.self) {
        try library.resolve("smollm2-135m", pullable: ["smollm2-135m-instruct"])
      }
      #expect(other?.description.contains("smollm2-135m-instruct") == true)
    }
  }

  @Test("what a pull recorded is read back")
  func manifest() throws {
    try withLibrary(["m/x.gguf"]) { (library) throws in
      let manifest = ModelManifest(
        source: .repository(name: "o/r", revision: "main", commit: nil),
        files: [
          .init(
            name: "x.gguf", bytes: 100, sha256: String(repeating: "ab", count: 32), verified: true)
        ],
        pulledAt: Date(timeIntervalSince1970: 1_700_000_000))
      try manifest.write(into: HeldFolder(making: "\(library.root)/m"))
      #expect(try library.list().first?.manifest == manifest)
      let bytes = try library.list().first?.bytes
      #expect(bytes == 100)
    }
  }

  @Test(
    "a manifest that is damaged or names files elsewhere gives no files, and is named as damaged",
    arguments: [
      "", "{", "[]", #"{"files": []}"#,
      #"{"source": {"packages": {"requirements": []}}, "pulledAt": "2024-01-01T00:00:00Z", "files": [{"name": "../x", "bytes": 1, "sha256": ""}]}"#,
      #"{"source": {"packages": {"requirements": []}}, "pulledAt": "2024-01-01T00:00:00Z", "files": [{"name": "x", "bytes": -1, "sha256": ""}]}"#,
    ])
  func badManifest(text: String) throws {
    try withLibrary(["m/x.gguf"]) { (library) throws in
      let path = "\(library.root)/m/\(ModelManifest.fileName)"
      try Data(text.utf8).write(to: URL(filePath: path))
      #expect(throws: ModelLibraryError.self) { _ = try ModelManifest(readingFrom: path) }
      let entry = try #require(try library.list().first)
      #expect(entry.manifest == nil)
      #expect(entry.recordProblem?.description.contains(ModelManifest.fileName) == true)
      #expect(entry.bytes >= 100)
    }
  }

  @Test("a removed model is gone, with its owner's folder when that is empty")
  func remove() throws {
    try withLibrary(["owner/a/x.gguf", "owner/b/x.gguf", "loose.gguf"]) { (library) throws in
      #expect(try library.remove("owner/a") == 100)
      #expect(try library.list().map(\.name) == ["loose.gguf", "owner/b"])
      try library.remove("owner/b")
      #expect(!FileManager.default.fileExists(atPath: "\(library.root)/owner"))
      try library.remove("loose")
      #expect(try library.list() == [])
      #expect(throws: ModelLibraryError.self) { try library.remove("loose") }
    }
  }

  @Test("nothing but a whole model can be removed")
  func removeRefuses() throws {
    try withLibrary(["a/x.gguf", "a/b/x.gguf", "notes/readme.txt"]) { (library) throws in
      #expect(throws: ModelLibraryError.holdsOthers("a", others: ["a/b"])) {
        try library.remove("a")
      }
      for name in ["notes", "..", "a/..", "/", "", ".locks"] {
        #expect(throws: ModelLibraryError.self) { try library.remove(name) }
      }
      #expect(FileManager.default.fileExists(atPath: "\(library.root)/notes/readme.txt"))
    }
  }

  @Test("a model that a pull works on is not removed")
  func removeLocked() throws {
    try withLibrary(["m/x.gguf"]) { (library) throws in
      let path = try library.lockPath(for: ModelName("m"))
      guard let lock = try FileLock(tryLocking: path) else {
        Issue.record("the lock of a model that nobody uses is taken")
        return
      }
      let error = #expect(throws: ModelLibraryError.self) { try library.remove("m") }
      #expect(error?.description.contains("process") == true)
      lock.unlock()
      try library.remove("m")
      let models = try library.list()
      #expect(models.isEmpty)
    }
  }
}
