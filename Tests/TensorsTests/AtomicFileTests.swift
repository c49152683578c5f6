import Foundation
import Testing

@testable import Tensors

@Suite("Atomic files")
struct AtomicFileTests {
  /// A folder that is gone when the test ends.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "carat-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func write(
    _ bytes: [UInt8], to path: String, replacing: Bool = true, unnamed: Bool = true
  ) throws {
    let file = try AtomicFile(creating: path, replacing: replacing, canBeUnnamed: unnamed)
    try file.write(bytes)
    try file.commit()
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func bytes(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map { [UInt8]($0) }
  }

  private func cause(_ body: () throws -> Void) -> FileWriteError.Cause? {
    do { try body() } catch { return (error as? FileWriteError)?.cause }
    return nil
  }

  @Test(
    "a file that is committed has its bytes, whatever their number, and nothing else is left",
    arguments: [true, false])
  func commits(unnamed: Bool) throws {
    try withFolder { folder in
      for count in [0, 1, 1 << 18, (1 << 18) + 1, 3 << 18] {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try write(content, to: "\(folder)/f", unnamed: unnamed)
        #expect(bytes("\(folder)/f") == content)
        #expect(try names(folder) == ["f"])
      }
    }
  }

  @Test("a file that is dropped leaves what was there", arguments: [true, false])
  func drops(unnamed: Bool) throws {
    try withFolder { folder in
      try write([1], to: "\(folder)/f")
      do {
        let file = try AtomicFile(
          creating: "\(folder)/f", replacing: true, canBeUnnamed: unnamed)
        try file.write([2])
        try file.seal()
        #expect(bytes("\(folder)/f") == [1])
      }
      #expect(bytes("\(folder)/f") == [1])
      #expect(try names(folder) == ["f"])
    }
  }

  @Test(
    "a file that appears meanwhile is kept unless it may be replaced", arguments: [true, false])
  func keeps(unnamed: Bool) throws {
    try withFolder { folder in
      for replacing in [false, true] {
        let file = try AtomicFile(
          creating: "\(folder)/f", replacing: replacing, canBeUnnamed: unnamed)
        try file.write([2])
        try Data([1]).write(to: URL(filePath: "\(folder)/f"))
        let cause = cause { try file.commit() }
        #expect(cause == (replacing ? nil : .exists))
        #expect(bytes("\(folder)/f") == (replacing ? [2] : [1]))
      }
      #expect(try names(folder) == ["f"])
    }
  }

  @Test(
    "two that write one file at a time do not meet: the second is refused until the first is done")
  func locks() throws {
    try withFolder { folder in
      do {
        let first = try AtomicFile(creating: "\(folder)/f")
        #expect(cause { _ = try AtomicFile(creating: "\(folder)/f") } == .busy)
        _ = try AtomicFile(creating: "\(folder)/g")
        try first.write([1])
        try first.commit()
      }
      try write([2], to: "\(folder)/f")
      #expect(bytes("\(folder)/f") == [2])
      #expect(try names(folder) == ["f"])
    }
  }

  @Test("what a killed process has left is removed, and what it is a second name of is not touched")
  func takesOver() throws {
    try withFolder { folder in
      try Data([7]).write(to: URL(filePath: "\(folder)/other"))
      try FileManager.default.linkItem(
        atPath: "\(folder)/other", toPath: "\(folder)/.f.partial")
      try write([1], to: "\(folder)/f")
      #expect(bytes("\(folder)/other") == [7])
      #expect(try names(folder) == ["f", "other"])
    }
  }

  @Test(
    "what a killed process has left beside other names is removed if it is ours, empty of bytes and not held"
  )
  func sweeps() throws {
    try withFolder { folder in
      let held = try AtomicFile(creating: "\(folder)/held")
      let mark = try #require(bytes("\(folder)/.held.partial"))
      for (name, content) in [
        (".gone.partial", mark), (".foreign.partial", [7]), (".empty.partial", []),
        (".longer.partial", mark + [7]), ("visible.partial", mark),
      ] {
        try Data(content).write(to: URL(filePath: "\(folder)/\(name)"))
      }
      try write([1], to: "\(folder)/f")
      #expect(
        try names(folder) == [
          ".empty.partial", ".foreign.partial", ".held.partial", ".longer.partial", "f",
          "visible.partial",
        ])
      try held.commit()
    }
  }

  @Test("a link in the place of the temporary name is not followed")
  func plantedLink() throws {
    try withFolder { folder in
      try Data([7]).write(to: URL(filePath: "\(folder)/other"))
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/.f.partial", withDestinationPath: "\(folder)/other")
      #expect(cause { try write([1], to: "\(folder)/f") } != nil)
      #expect(bytes("\(folder)/other") == [7])
    }
  }

  @Test("a link is replaced, and what it leads to is left alone", arguments: [true, false])
  func replacesLink(unnamed: Bool) throws {
    try withFolder { folder in
      try Data([7]).write(to: URL(filePath: "\(folder)/other"))
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/f", withDestinationPath: "\(folder)/other")
      #expect(cause { try write([1], to: "\(folder)/f", replacing: false) } == .exists)
      try write([1], to: "\(folder)/f", unnamed: unnamed)
      #expect(bytes("\(folder)/other") == [7])
      #expect(FileStatus(at: "\(folder)/f")?.isLink == false)
      #expect(try names(folder) == ["f", "other"])
    }
  }

  @Test(
    "names come out as they are: the longest, composed and decomposed letters, a mark after the slash",
    arguments: [
      String(repeating: "n", count: 255), String(repeating: "é", count: 127), "e\u{301}", "\u{E9}",
      "\u{301}x", "a\nb", " ", "-f", "🙂.gguf",
    ])
  func keepsNames(name: String) throws {
    try withFolder { folder in
      try write([1], to: "\(folder)/\(name)")
      let found = try names(folder)
      #expect(found.map { Array($0.utf8) } == [Array(name.utf8)])
    }
  }

  @Test("a folder that is not there is named, with what to do")
  func missingFolder() throws {
    try withFolder { folder in
      let error = #expect(throws: FileWriteError.self) { try write([1], to: "\(folder)/no/f") }
      #expect(error?.description.contains("\(folder)/no/f") == true)
      #expect(error?.advice == "make the folder first")
      let left = try names(folder)
      #expect(left == [])
    }
  }

  @Test(
    "folder and name of a path are told apart by bytes",
    arguments: [
      ("a/b", "a", "b"), ("/b", "/", "b"), ("b", "", "b"), ("a//b", "a/", "b"),
      ("a/\u{301}b", "a", "\u{301}b"),
    ])
  func parts(path: String, folder: String, name: String) {
    #expect(FileStatus.parent(of: path) == folder)
    #expect(Array(FileStatus.name(of: path).utf8) == Array(name.utf8))
  }

  @Test("free space is known for a path whose folders are still to be made")
  func freeSpace() throws {
    try withFolder { folder in
      let free = try #require(FileStatus.freeBytes(at: "\(folder)/no/such/file"))
      #expect(free > 0)
      #expect(FileStatus.freeBytes(at: "name") != nil)
    }
  }
}
