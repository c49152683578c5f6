import Foundation
import ModelFiles
import Testing

@testable import ModelHub

/// Lists of files whose numbers, names and digests are not what they should be.
@Suite struct HostileListingTests {
  private func listing(_ text: String) throws -> RepositoryListing {
    try RepositoryListing(parsing: Array(text.utf8), of: "o/r")
  }

  private func isBadListing(_ text: String) -> Bool {
    let error = #expect(throws: HubError.self) { _ = try listing(text) }
    if case .badListing = error { return true }
    return false
  }

  @Test(
    "a digest that is there and is none is refused",
    arguments: [
      #""""#, "5", "true", "[]", #""sha256:\#(String(repeating: "a", count: 64))""#,
      #""\#(String(repeating: "a", count: 32))""#, #""\#(String(repeating: "a", count: 128))""#,
      #""\#(String(repeating: "g", count: 64))""#, #""\#(String(repeating: "a", count: 63)) ""#,
      #""\#(String(repeating: "é", count: 32))""#,
    ])
  func malformedDigest(digest: String) {
    for key in ["sha256", "oid"] {
      #expect(
        isBadListing(
          #"{"siblings": [{"rfilename": "m.gguf", "size": 1, "lfs": {"\#(key)": \#(digest)}}]}"#))
    }
    #expect(
      isBadListing(#"{"siblings": [{"rfilename": "m.gguf", "size": 1, "blobId": \#(digest)}]}"#))
  }

  @Test("a SHA-256 digest is no name of a git blob, nor the other way round")
  func wrongKind() {
    let (sha, blob) = (String(repeating: "a", count: 64), String(repeating: "a", count: 40))
    #expect(isBadListing(#"{"siblings": [{"rfilename": "m", "blobId": "\#(sha)"}]}"#))
    #expect(isBadListing(#"{"siblings": [{"rfilename": "m", "lfs": {"sha256": "\#(blob)"}}]}"#))
  }

  @Test("of a large file, the pointer's git blob does not stand for the content")
  func pointer() throws {
    let (sha, blob) = (String(repeating: "b", count: 64), String(repeating: "a", count: 40))
    let large = #"{"size": 5, "oid": "\#(sha)"}"#
    let text = #"{"siblings": [{"rfilename": "m", "lfs": \#(large), "blobId": "\#(blob)"}]}"#
    let files = try listing(text).files
    #expect(files.first?.identity == .sha256(sha) && files.first?.bytes == 5)
  }

  @Test(
    "what is said of a large file is an object with a digest, or refused",
    arguments: [
      #""sha256:\#(String(repeating: "a", count: 64))""#, "[]", "[{}]", "false", "true", "0", "1",
      #""""#, "{}", #"{"size": 5}"#, #"{"sha256": null, "oid": null}"#,
    ])
  func malformedLarge(large: String) {
    let blob = String(repeating: "a", count: 40)
    #expect(
      isBadListing(#"{"siblings": [{"rfilename": "m", "lfs": \#(large), "blobId": "\#(blob)"}]}"#))
  }

  @Test("null says nothing of a large file")
  func noLarge() throws {
    let blob = String(repeating: "a", count: 40)
    let text = #"{"siblings": [{"rfilename": "m", "lfs": null, "blobId": "\#(blob)"}]}"#
    #expect(try listing(text).files.first?.identity == .gitBlob(blob))
  }

  @Test("two sizes or two digests of a file that differ are refused, and the same twice is one")
  func contradictions() throws {
    func text(size: Int, oid: Character) -> String {
      let (one, other) = (String(repeating: "a", count: 64), String(repeating: oid, count: 64))
      return #"{"siblings": [{"rfilename": "m", "size": \#(size), "#
        + #""lfs": {"size": 5, "sha256": "\#(one)", "oid": "\#(other)"}}]}"#
    }
    #expect(isBadListing(text(size: 6, oid: "a")))
    #expect(isBadListing(text(size: 5, oid: "b")))
    #expect(try listing(text(size: 5, oid: "A")).files.first?.bytes == 5)
  }

  @Test(
    "a size that no file has is refused",
    arguments: [
      "-1", "-1.0", "1.5", "1e300", "-1e300", "NaN", "Infinity", "9223372036854775807",
      "9223372036854775808", "-9223372036854775808", #""5""#, "[]", "true", "70368744177665",
    ])
  func badSize(size: String) {
    #expect(isBadListing(#"{"siblings": [{"rfilename": "m", "size": \#(size)}]}"#))
    let digest = #""sha256": "\#(String(repeating: "a", count: 64))""#
    #expect(
      isBadListing(#"{"siblings": [{"rfilename": "m", "lfs": {"size": \#(size), \#(digest)}}]}"#))
  }

  @Test("a size may be written as a floating number", arguments: ["5000", "5000.0", "5e3"])
  func floatingSize(size: String) throws {
    let text = #"{"siblings": [{"rfilename": "m", "size": \#(size)}]}"#
    #expect(try listing(text).files.first?.bytes == 5000)
  }

  @Test("the largest sizes add up without a trap")
  func sums() throws {
    let largest = ModelLibrary.largestFile
    let total = ByteCount.sum(Array(repeating: largest, count: ModelLibrary.mostFiles))
    #expect(total == largest * ModelLibrary.mostFiles)
    #expect(ByteCount.sum([Int.max, Int.max]) == .max)
    #expect(ByteCount.sum([1, nil]) == nil)
    let siblings = (1...4).map {
      #"{"rfilename": "m-0000\#($0)-of-00004.gguf", "size": \#(largest)}"#
    }
    let files = try listing(#"{"siblings": [\#(siblings.joined(separator: ","))]}"#)
    let chosen = try FileSelection(files, of: "o/r").choose(nil)
    let meter = ProgressMeter(files: chosen.map(\.planned)) { _ in }
    meter.start("m-00001-of-00004.gguf", at: largest)
  }

  @Test("a path is bounded as a whole, and before anything is done with it")
  func longPaths() {
    let names = [
      Array(repeating: "a", count: 40_000).joined(separator: "/"),
      Array(repeating: "a", count: 33).joined(separator: "/"),
      Array(repeating: String(repeating: "b", count: 150), count: 6).joined(separator: "/"),
      String(repeating: "x", count: 10_000_000) + ".gguf",
    ]
    for name in names {
      let start = ContinuousClock.now
      let error = #expect(throws: HubError.self) {
        _ = try listing(#"{"siblings": [{"rfilename": "\#(name)"}]}"#)
      }
      guard case .unsafeFileName = error else {
        Issue.record("expected unsafeFileName, got \(String(describing: error).prefix(200))")
        return
      }
      #expect((error?.description.count ?? .max) < 500)
      #expect(ContinuousClock.now - start < .seconds(20))
    }
  }

  @Test("a list of too many files is refused")
  func tooMany() {
    let siblings = (0...ModelLibrary.mostFiles).map { #"{"rfilename": "\#($0)"}"# }
    #expect(isBadListing(#"{"siblings": [\#(siblings.joined(separator: ","))]}"#))
  }

  @Test("thousands of split models are told apart in a moment")
  func manySplits() {
    let files = (0..<5000).flatMap { model in
      (1...2).map {
        RepositoryFile(path: "m\(model)-0000\($0)-of-00002.gguf", bytes: 1)
      }
    }
    let start = ContinuousClock.now
    let selection = FileSelection(RepositoryListing(commit: nil, files: files), of: "o/r")
    let error = #expect(throws: HubError.self) { try selection.choose(nil) }
    guard case .ambiguous(_, let choices) = error else {
      Issue.record("expected ambiguous, got \(String(describing: error))")
      return
    }
    #expect(choices.count == 5000 && choices.allSatisfy { $0.bytes == 2 })
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test("the library's own record is never taken from a repository")
  func manifestName() throws {
    let names = ["m.gguf", ModelManifest.fileName, "LICENSE"]
    let files = names.map { RepositoryFile(path: $0, bytes: 1) }
    let selection = FileSelection(RepositoryListing(commit: nil, files: files), of: "o/r")
    #expect(!selection.files.contains { $0.path == ModelManifest.fileName })
    let error = #expect(throws: HubError.self) { try selection.choose(ModelManifest.fileName) }
    guard case .unsafeFileName = error else {
      Issue.record("expected unsafeFileName, got \(String(describing: error))")
      return
    }
  }
}
