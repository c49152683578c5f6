import CDigests

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A digest of the Secure Hash Standard (FIPS 180-4) over bytes as they come.
struct SecureHash: Sendable {
  /// The function of the standard.
  enum Function: Sendable {
    /// SHA-256: digests of 32 bytes.
    case sha256
    /// SHA-1: digests of 20 bytes; only names contents, and protects nothing.
    case sha1
  }

  private static let blockSize = 64

  private let function: Function
  private let code: cd_code
  /// Words of the digest so far.
  private var state: [UInt32]
  /// Bytes at the end that fill no block.
  private var rest: [UInt8] = []
  private var byteCount: UInt64 = 0

  /// The digest of no bytes yet.
  ///
  /// - Parameter code: The code to compute with; all give the same.
  init(_ function: Function, code: cd_code = cd_best_code()) {
    self.function = function
    self.code = code
    // The first bits of square roots of primes, and of the digits in order (sections 5.3.3
    // and 5.3.1).
    state =
      switch function {
      case .sha256:
        [
          0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
          0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
        ]
      case .sha1: [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
      }
    rest.reserveCapacity(2 * Self.blockSize)
  }

  /// The digest of bytes that are all there.
  static func digest(_ function: Function, of data: some DataProtocol) -> [UInt8] {
    var hash = SecureHash(function)
    hash.update(data)
    return hash.finished()
  }

  /// Takes the next bytes.
  mutating func update(_ data: some DataProtocol) {
    for region in data.regions {
      region.withUnsafeBytes { update($0) }
    }
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount += UInt64(bytes.count)
    var bytes = bytes[...]
    if !rest.isEmpty {
      let missing = bytes.prefix(Self.blockSize - rest.count)
      rest.append(contentsOf: missing)
      bytes = bytes.dropFirst(missing.count)
      guard rest.count == Self.blockSize else { return }
      rest.withUnsafeBytes { compress($0[...]) }
      rest.removeAll(keepingCapacity: true)
    }
    let whole = bytes.count / Self.blockSize * Self.blockSize
    if whole > 0 { compress(bytes.prefix(whole)) }
    rest.append(contentsOf: bytes.dropFirst(whole))
  }

  private mutating func compress(_ blocks: Slice<UnsafeRawBufferPointer>) {
    let bytes = UnsafeRawBufferPointer(rebasing: blocks).bindMemory(to: UInt8.self)
    state.withUnsafeMutableBufferPointer { state in
      guard let words = state.baseAddress, let base = bytes.baseAddress else { return }
      let count = bytes.count / Self.blockSize
      switch function {
      case .sha256: cd_sha256_blocks(words, base, count, code)
      case .sha1: cd_sha1_blocks(words, base, count, code)
      }
    }
  }

  /// The digest of all bytes so far; more may follow.
  func finished() -> [UInt8] {
    var hash = self
    // A one bit, zeros up to a whole block, and the length in bits (section 5.1.1).
    let zeros = (2 * Self.blockSize - 9 - rest.count) % Self.blockSize
    var padding: [UInt8] = [0x80] + [UInt8](repeating: 0, count: zeros)
    withUnsafeBytes(of: (byteCount &* 8).bigEndian) { padding.append(contentsOf: $0) }
    hash.update(padding)
    return hash.state.flatMap { word in (0..<4).map { UInt8(word >> (24 - 8 * $0) & 0xff) } }
  }
}
