import Foundation
import Synchronization

@testable import ModelHub

/// A hub with one repository, whose answers a test can change.
final class FakeHub: Sendable {
  /// Decides an answer; `nil` leaves it to the hub.
  typealias Rule = @Sendable (Request, _ attempt: Int) -> Reply?

  static let repository = "owner/repo"
  static let commit = "0123456789abcdef0123456789abcdef01234567"

  let files: [String: [UInt8]]
  private let rule: Rule
  private let attempts = Mutex<[String: Int]>([:])

  init(_ files: [String: [UInt8]], rule: @escaping Rule = { _, _ in nil }) {
    self.files = files
    self.rule = rule
  }

  /// The address path of a file's content.
  static func contentPath(_ file: String) -> String { "/\(repository)/resolve/\(commit)/\(file)" }

  func answer(_ request: Request) -> Reply {
    let attempt = attempts.withLock { attempts in
      attempts[request.path, default: 0] += 1
      return attempts[request.path] ?? 0
    }
    if let reply = rule(request, attempt) { return reply }
    if request.path.hasPrefix("/api/models/\(Self.repository)/revision/") {
      return Reply(body: Array(listing().utf8))
    }
    for (name, content) in files where request.path == Self.contentPath(name) {
      return Self.content(content, request)
    }
    return Reply(status: 404)
  }

  /// Content as a server that knows ranges sends it.
  static func content(_ content: [UInt8], _ request: Request) -> Reply {
    guard let range = request.header("Range"),
      let start = Int(range.dropFirst("bytes=".count).dropLast())
    else { return Reply(body: content) }
    guard start < content.count else { return Reply(status: 416) }
    let header = "bytes \(start)-\(content.count - 1)/\(content.count)"
    return Reply(
      status: 206, headers: [("Content-Range", header)], body: Array(content[start...]))
  }

  /// The listing: files with a weight suffix by SHA-256, the rest by their git blob.
  func listing(extra: String = "") -> String {
    let siblings = files.sorted { $0.key < $1.key }.map { name, content in
      let isLarge = name.hasSuffix(".gguf") || name.hasSuffix(".safetensors")
      let digest =
        isLarge
        ? "\"lfs\": {\"sha256\": \"\(sha256(content))\", \"size\": \(content.count)}, \"blobId\": \"\(gitBlob([1]))\""
        : "\"blobId\": \"\(gitBlob(content))\""
      return "{\"rfilename\": \"\(name)\", \"size\": \(content.count), \(digest)}"
    }
    return "{\"id\": \"\(Self.repository)\", \"sha\": \"\(Self.commit)\","
      + " \"siblings\": [\((siblings + (extra.isEmpty ? [] : [extra])).joined(separator: ", "))]}"
  }
}

func sha256(_ bytes: [UInt8]) -> String {
  SecureHash.digest(.sha256, of: bytes).map { String(format: "%02x", $0) }.joined()
}

func gitBlob(_ bytes: [UInt8]) -> String {
  SecureHash.digest(.sha1, of: Array("blob \(bytes.count)\0".utf8) + bytes)
    .map { String(format: "%02x", $0) }.joined()
}

/// Bytes that look random and are the same in every run.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: state >> 33)
  }
}
