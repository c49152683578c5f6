import CKernels
import Testing

/// A storage format, with the shape of its blocks as published.
struct Format: CustomTestStringConvertible, Sendable {
  let name: String
  let number: UInt32
  let blockValues: Int
  let blockBytes: Int
  /// Offsets of a block's half-precision scales.
  let scales: [Int]

  var testDescription: String { name }
  var code: ck_format { ck_format(rawValue: number) }
  var isQuantized: Bool { blockValues > 1 }

  func bytes(_ values: Int) -> Int { values / blockValues * blockBytes }

  static let f32 = Format(name: "F32", number: 0, blockValues: 1, blockBytes: 4, scales: [])
  static let f16 = Format(name: "F16", number: 1, blockValues: 1, blockBytes: 2, scales: [])
  static let bf16 = Format(name: "BF16", number: 30, blockValues: 1, blockBytes: 2, scales: [])
  static let q8 = Format(name: "Q8_0", number: 8, blockValues: 32, blockBytes: 34, scales: [0])
  static let blocksOf32 = [
    Format(name: "Q4_0", number: 2, blockValues: 32, blockBytes: 18, scales: [0]),
    Format(name: "Q4_1", number: 3, blockValues: 32, blockBytes: 20, scales: [0, 2]),
    Format(name: "Q5_0", number: 6, blockValues: 32, blockBytes: 22, scales: [0]),
    Format(name: "Q5_1", number: 7, blockValues: 32, blockBytes: 24, scales: [0, 2]),
    q8,
  ]
  static let superblocks = [
    Format(name: "Q2_K", number: 10, blockValues: 256, blockBytes: 84, scales: [80, 82]),
    Format(name: "Q3_K", number: 11, blockValues: 256, blockBytes: 110, scales: [108]),
    Format(name: "Q4_K", number: 12, blockValues: 256, blockBytes: 144, scales: [0, 2]),
    Format(name: "Q5_K", number: 13, blockValues: 256, blockBytes: 176, scales: [0, 2]),
    Format(name: "Q6_K", number: 14, blockValues: 256, blockBytes: 210, scales: [208]),
  ]
  static let floats = [f32, f16, bf16]
  static let quantized = blocksOf32 + superblocks
  static let all = floats + quantized
  static let cached = [f32, f16, bf16, q8]

  /// Blocks of arbitrary bytes with scales drawn from `halves`.
  func blocks(_ count: Int, halves: [UInt16], using random: inout SeededGenerator) -> [UInt8] {
    var bytes = (0..<count * blockBytes).map { _ in UInt8.random(in: 0...255, using: &random) }
    for block in 0..<count {
      for offset in scales {
        let half = halves[Int.random(in: 0..<halves.count, using: &random)]
        bytes[block * blockBytes + offset] = UInt8(half & 0xff)
        bytes[block * blockBytes + offset + 1] = UInt8(half >> 8)
      }
    }
    return bytes
  }
}
