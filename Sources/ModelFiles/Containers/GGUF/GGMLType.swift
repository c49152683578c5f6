import ModelSpec

/// A tensor type number of GGUF: its name and block size, also for the types that are listed but
/// not read.
///
/// Numbers and sizes are those of ggml's `ggml.h` and `ggml-common.h`.
struct GGMLType: Sendable, Hashable {
  /// The type's name, such as `IQ4_XS`.
  let name: String
  /// Values in a block.
  let elementsPerBlock: Int
  /// Bytes of a block.
  let bytesPerBlock: Int
  /// The format, if tensors of this type are read.
  let format: StorageFormat?

  /// The type with this number, or `nil` if no type has it or its type was withdrawn.
  init?(number: UInt32) {
    if let format = StorageFormat(rawValue: number) {
      name = format.name
      elementsPerBlock = format.elementsPerBlock
      bytesPerBlock = format.bytesPerBlock
      self.format = format
    } else if let (name, elements, bytes) = Self.listed[number] {
      self.name = name
      elementsPerBlock = elements
      bytesPerBlock = bytes
      format = nil
    } else {
      return nil
    }
  }

  /// Bytes of a tensor, or `nil` if they overflow or a row does not fill whole blocks.
  func byteCount(rowElements: Int, rows: Int) -> Int? {
    let (blocks, rest) = rowElements.quotientAndRemainder(dividingBy: elementsPerBlock)
    guard rest == 0 else { return nil }
    let (perRow, rowOverflow) = blocks.multipliedReportingOverflow(by: bytesPerBlock)
    let (total, overflow) = perRow.multipliedReportingOverflow(by: rows)
    return rowOverflow || overflow ? nil : total
  }

  /// Types whose tensors are listed by name and size, and refused when their values are asked for.
  private static let listed: [UInt32: (String, Int, Int)] = [
    9: ("Q8_1", 32, 36), 15: ("Q8_K", 256, 292), 16: ("IQ2_XXS", 256, 66),
    17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82),
    23: ("IQ4_XS", 256, 136), 24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4),
    27: ("I64", 1, 8), 28: ("F64", 1, 8), 29: ("IQ1_M", 256, 56), 34: ("TQ1_0", 256, 54),
    35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17), 40: ("NVFP4", 64, 36), 41: ("Q1_0", 128, 18),
  ]

  /// The name of a type that ggml has withdrawn, for messages.
  static func withdrawnName(_ number: UInt32) -> String? {
    switch number {
    case 4: "Q4_2"
    case 5: "Q4_3"
    case 31: "Q4_0_4_4"
    case 32: "Q4_0_4_8"
    case 33: "Q4_0_8_8"
    case 36: "IQ4_NL_4_4"
    case 37: "IQ4_NL_4_8"
    case 38: "IQ4_NL_8_8"
    default: nil
    }
  }
}
