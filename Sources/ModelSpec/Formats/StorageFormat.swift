/// The storage format of a tensor's elements.
///
/// Quantised formats keep elements in blocks: `elementsPerBlock` values share `bytesPerBlock`
/// bytes. The block layouts are those of ggml (https://github.com/ggml-org/ggml, `ggml-common.h`);
/// the raw value is the type number that a GGUF file writes. A new format is a case and its row in
/// `traits`; see docs/adding-a-format.md.
public enum StorageFormat: UInt32, Sendable, Hashable, CaseIterable, Codable {
  /// IEEE binary32.
  case f32 = 0
  /// IEEE binary16.
  case f16 = 1
  /// 4 bits and a binary16 scale for 32 values, symmetric.
  case q4_0 = 2
  /// 4 bits, a binary16 scale and minimum for 32 values.
  case q4_1 = 3
  /// 5 bits and a binary16 scale for 32 values, symmetric.
  case q5_0 = 6
  /// 5 bits, a binary16 scale and minimum for 32 values.
  case q5_1 = 7
  /// 8 bits and a binary16 scale for 32 values.
  case q8_0 = 8
  /// 2 bits; 16 sub-blocks of 16 with 4-bit scales and minima, 256 values.
  case q2_k = 10
  /// 3 bits; 16 sub-blocks of 16 with 6-bit scales, 256 values.
  case q3_k = 11
  /// 4 bits; 8 sub-blocks of 32 with 6-bit scales and minima, 256 values.
  case q4_k = 12
  /// 5 bits; 8 sub-blocks of 32 with 6-bit scales and minima, 256 values.
  case q5_k = 13
  /// 6 bits; 16 sub-blocks of 16 with 8-bit scales, 256 values.
  case q6_k = 14
  /// The upper half of a binary32.
  case bf16 = 30

  /// Values that share one block; 1 for plain numbers.
  public var elementsPerBlock: Int { traits.elementsPerBlock }

  /// Bytes of one block.
  public var bytesPerBlock: Int { traits.bytesPerBlock }

  /// The name that files and commands use, such as `Q4_K`.
  public var name: String { traits.name }

  /// Tells whether values are grouped in blocks with shared scales.
  public var isQuantized: Bool { elementsPerBlock > 1 }

  /// Mean bits for one value, scales included.
  public var bitsPerElement: Double { Double(bytesPerBlock * 8) / Double(elementsPerBlock) }

  /// Bytes of a row of `elements` values, or `nil` if a row of that length does not fill whole
  /// blocks, or overflows.
  public func bytes(forElements elements: Int) -> Int? {
    let (blocks, rest) = elements.quotientAndRemainder(dividingBy: elementsPerBlock)
    guard elements >= 0, rest == 0 else { return nil }
    let (bytes, overflow) = blocks.multipliedReportingOverflow(by: bytesPerBlock)
    return overflow ? nil : bytes
  }

  /// The format with this name, in any case (`q4_k`, `Q4_K`, `BF16`, `fp32`).
  public init?(name: String) {
    let wanted = name.lowercased()
    let alias = [
      "fp32": "f32", "float32": "f32", "fp16": "f16", "float16": "f16", "bfloat16": "bf16",
    ]
    let key = alias[wanted] ?? wanted
    guard let match = Self.allCases.first(where: { $0.name.lowercased() == key }) else {
      return nil
    }
    self = match
  }

  /// Traits of the format.
  package var traits: FormatTraits {
    switch self {
    case .f32: .init("F32", bits: 32, block: (1, 4), fileType: 0, loss: 0)
    case .f16: .init("F16", bits: 16, block: (1, 2), fileType: 1, loss: 0.0003)
    case .bf16: .init("BF16", bits: 16, block: (1, 2), fileType: 32, loss: 0.002)
    case .q4_0:
      .init("Q4_0", bits: 4, block: (32, 18), scales: 0..<2, fileType: 2, loss: 0.086)
    case .q4_1:
      .init("Q4_1", bits: 4, block: (32, 20), scales: 0..<4, fileType: 3, loss: 0.086)
    case .q5_0:
      .init("Q5_0", bits: 5, block: (32, 22), scales: 0..<2, fileType: 8, loss: 0.043)
    case .q5_1:
      .init("Q5_1", bits: 5, block: (32, 24), scales: 0..<4, fileType: 9, loss: 0.043)
    case .q8_0:
      .init("Q8_0", bits: 8, block: (32, 34), scales: 0..<2, fileType: 7, loss: 0.006)
    case .q2_k:
      .init(
        "Q2_K", bits: 2, block: (256, 84), scales: 80..<84, fileType: 10, loss: 0.31,
        isWritten: false)
    case .q3_k:
      .init(
        "Q3_K", bits: 3, block: (256, 110), scales: 108..<110, fileType: 11, loss: 0.16,
        isWritten: false)
    case .q4_k:
      .init(
        "Q4_K", bits: 4, block: (256, 144), scales: 0..<4, fileType: 14, loss: 0.072,
        substitute: .q5_0, raised: .q5_k)
    case .q5_k:
      .init(
        "Q5_K", bits: 5, block: (256, 176), scales: 0..<4, fileType: 16, loss: 0.037,
        substitute: .q5_1)
    case .q6_k:
      .init(
        "Q6_K", bits: 6, block: (256, 210), scales: 208..<210, fileType: 18, loss: 0.018,
        substitute: .q8_0)
    }
  }
}
