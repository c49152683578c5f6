import ModelFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The digest by which a hub knows a file's content.
enum ContentIdentity: Hashable, Sendable {
  /// SHA-256 of the content; large files.
  case sha256(String)
  /// The name that git gives the content: SHA-1 of `blob SIZE\0` and the content; small files.
  case gitBlob(String)

  /// A SHA-256 digest as a source writes it; `nil` if it is none.
  init?(sha256 text: String) {
    guard let digest = Self.digits(text, count: 64) else { return nil }
    self = .sha256(digest)
  }

  /// A git blob's name as a source writes it; `nil` if it is none.
  init?(gitBlob text: String) {
    guard let digest = Self.digits(text, count: 40) else { return nil }
    self = .gitBlob(digest)
  }

  /// Reads a digest by its length, as it stands in an ETag; `nil` for anything else.
  init?(tag: String) {
    var text = Substring(tag.prefix(80))
    if text.hasPrefix("W/") { text = text.dropFirst(2) }
    if text.count > 2, text.hasPrefix("\""), text.hasSuffix("\"") {
      text = text.dropFirst().dropLast()
    }
    guard let identity = Self(sha256: String(text)) ?? Self(gitBlob: String(text)) else {
      return nil
    }
    self = identity
  }

  private static func digits(_ text: String, count: Int) -> String? {
    guard text.utf8.count == count,
      text.utf8.allSatisfy({ byte in
        let letter = byte | 0x20
        return (0x30...0x39).contains(byte) || (0x61...0x66).contains(letter) && byte > 0x40
      })
    else { return nil }
    return text.lowercased()
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
  private var sha256 = SecureHash(.sha256)
  private var gitBlob: SecureHash?

  /// - Parameter bytes: The size of the whole content, which git's name of it begins with; `nil`
  ///   if unknown.
  init(ofBytes bytes: Int?) {
    guard let bytes else { return }
    var digest = SecureHash(.sha1)
    digest.update(Data("blob \(bytes)\0".utf8))
    gitBlob = digest
  }

  mutating func update(_ data: some DataProtocol) {
    sha256.update(data)
    gitBlob?.update(data)
  }

  /// SHA-256 of what came, in hexadecimal.
  var sha256Hex: String { Self.hex(sha256.finished()) }

  /// The digest of the same kind as another, `nil` if it was not kept.
  func counterpart(of identity: ContentIdentity) -> ContentIdentity? {
    switch identity {
    case .sha256: .sha256(sha256Hex)
    case .gitBlob: gitBlob.map { .gitBlob(Self.hex($0.finished())) }
    }
  }

  /// Digests a whole file, in pieces.
  ///
  /// - Parameter onBytes: Told how many bytes more were read.
  static func ofFile(
    _ path: String, bytes: Int, onBytes: (Int) -> Void = { _ in }
  ) throws -> ContentDigest {
    var digest = ContentDigest(ofBytes: bytes)
    try forEachPiece(of: path) { piece in
      digest.update(piece)
      onBytes(piece.count)
    }
    return digest
  }

  /// Calls a function with a file's bytes, a mebibyte at a time; stops when the task is cancelled.
  static func forEachPiece(of path: String, _ body: (Data) throws -> Void) throws {
    let file = try RegularFile(path)
    while true {
      let piece = try file.read(upTo: 1 << 20)
      if piece.isEmpty { return }
      try Task.checkCancellation()
      try body(Data(piece))
    }
  }

  private static func hex(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
