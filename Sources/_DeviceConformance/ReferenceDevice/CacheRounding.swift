import ModelSpec

extension StorageFormat {
  /// Values of a head as a cache of this format holds them, worked out without the kernels.
  func rounded(_ values: [Float]) -> [Float] {
    switch self {
    case .f32: values
    case .f16: values.map { Float(Float16($0)) }
    case .bf16: values.map(Self.bfloat16)
    case .q8_0:
      stride(from: 0, to: values.count, by: 32).flatMap { Self.bytes(values[$0..<$0 + 32]) }
    default: preconditionFailure("cache formats are checked before")
    }
  }

  /// The upper half of the bits, to nearest, ties to even.
  private static func bfloat16(_ value: Float) -> Float {
    let bits = value.bitPattern
    return Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
  }

  /// Multiples of a 127th of the largest, halves away from zero; the scale is kept as a half float.
  private static func bytes(_ block: ArraySlice<Float>) -> [Float] {
    let scale = (block.map(abs).max() ?? 0) / 127
    let inverse = scale > 0 ? 1 / scale : 0
    return block.map { Float(Float16(scale)) * ($0 * inverse).rounded(.toNearestOrAwayFromZero) }
  }
}
