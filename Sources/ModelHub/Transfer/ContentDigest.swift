import Crypto
import Foundation

/// The digest by which a hub knows a file's content.
enum ContentIdentity: Hashable, Sendable {
  /// SHA-256 of the content; large files.
  case sha256(String)
  /// The name that git gives the content: SHA-1 of `blob SIZE\0` and the content; small files.
  case gitBlob(String)

  /// Reads a digest by its length, as it stands in an ETag; `nil` for anything else.
  init?(tag: String) {
    var text = Substring(tag)
    if text.hasPrefix("W/") { text = text.dropFirst(2) }
    let digest = text.filter { $0 != "\"" }.lowercased()
    guard digest.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    switch digest.utf8.count {
    case 64: self = .sha256(digest)
    case 40: self = .gitBlob(digest)
    default: return nil
    }
  }

  /// The digest in hexadecimal.
  var hex: String {
    switch self {
    case .sha256(let hex), .gitBlob(let hex): hex
    }
  }
}

/// Digests of bytes as they come.
struct ContentDigest {
  private var sha256 = SHA256()
  private var gitBlob: Insecure.SHA1?

  /// - Parameter bytes: The size of the whole content, which git's name of it begins with; `nil` if unknown.
  init(ofBytes bytes: Int?) {
    guard let bytes else { return }
    var digest = Insecure.SHA1()
    digest.update(data: Data("blob \(bytes)\0".utf8))
    gitBlob = digest
  }

  mutating func update(_ data: some DataProtocol) {
    sha256.update(data: data)
    gitBlob?.update(data: data)
  }

  /// SHA-256 of what came, in hexadecimal.
  var sha256Hex: String { Self.hex(sha256.finalize()) }

  /// The digest of the same kind as another, `nil` if it was not kept.
  func counterpart(of identity: ContentIdentity) -> ContentIdentity? {
    switch identity {
    case .sha256: .sha256(sha256Hex)
    case .gitBlob: gitBlob.map { .gitBlob(Self.hex($0.finalize())) }
    }
  }

  /// Digests a whole file, in pieces.
  static func ofFile(_ path: String, bytes: Int) throws -> ContentDigest {
    var digest = ContentDigest(ofBytes: bytes)
    try forEachPiece(of: path) { digest.update($0) }
    return digest
  }

  /// Calls a function with a file's bytes, a mebibyte at a time; stops when the task is cancelled.
  static func forEachPiece(of path: String, _ body: (Data) throws -> Void) throws {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw HubError.file(path: path, problem: "it cannot be opened")
    }
    defer { try? file.close() }
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      try Task.checkCancellation()
      try body(piece)
    }
  }

  private static func hex(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
