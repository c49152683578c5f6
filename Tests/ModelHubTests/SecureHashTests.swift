import CDigests
import Foundation
import Testing

@testable import ModelHub

@Suite("Secure hashes")
struct SecureHashTests {
  /// Plain code, and what this processor has of its own.
  private static let codes = [cd_code_scalar, cd_best_code()]

  private func hex(_ function: SecureHash.Function, _ bytes: [UInt8], _ code: cd_code) -> String {
    var hash = SecureHash(function, code: code)
    hash.update(bytes)
    return hash.finished().map { String(format: "%02x", $0) }.joined()
  }

  /// Examples of the standard, and of NIST's pages for it: no bytes, one block, two blocks, a
  /// million bytes.
  @Test("the standard's examples")
  func examples() {
    let twoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    let million = [UInt8](repeating: 0x61, count: 1_000_000)
    let cases: [(SecureHash.Function, [UInt8], String)] = [
      (.sha256, [], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      (
        .sha256, Array("abc".utf8),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      ),
      (
        .sha256, Array(twoBlocks.utf8),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (.sha256, million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
      (.sha1, [], "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
      (.sha1, Array("abc".utf8), "a9993e364706816aba3e25717850c26c9cd0d89d"),
      (.sha1, Array(twoBlocks.utf8), "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
      (.sha1, million, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
    ]
    for (function, bytes, expected) in cases {
      for code in Self.codes {
        #expect(hex(function, bytes, code) == expected, "\(function), \(bytes.count) bytes")
      }
    }
  }

  @Test("every length around a block's end is what the system's own program says")
  func lengths() throws {
    for (function, program) in [(SecureHash.Function.sha256, "sha256sum"), (.sha1, "sha1sum")] {
      for count in Array(0...3) + Array(53...67) + Array(117...131) + [1000, 65_537] {
        let bytes = noise(count, seed: UInt64(count))
        let expected = try Self.digest(program, bytes)
        for code in Self.codes { #expect(hex(function, bytes, code) == expected, "\(count) bytes") }
      }
    }
  }

  @Test("the cuts between updates change nothing, and a digest may be taken on the way")
  func pieces() {
    let bytes = noise(1000)
    for function in [SecureHash.Function.sha256, .sha1] {
      let whole = SecureHash.digest(function, of: bytes)
      for piece in [1, 7, 63, 64, 65, 129, 500] {
        var hash = SecureHash(function)
        var start = 0
        while start < bytes.count {
          let end = min(start + piece, bytes.count)
          hash.update(bytes[start..<end])
          #expect(hash.finished() == SecureHash.digest(function, of: bytes[..<end]))
          start = end
        }
        #expect(hash.finished() == whole)
      }
    }
  }

  private static func digest(_ program: String, _ bytes: [UInt8]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(bytes))
    try input.fileHandleForWriting.close()
    let text = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return String(text.prefix { $0.isHexDigit })
  }
}
