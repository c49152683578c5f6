import ModelFiles
import ModelSpec

/// A small generator whose seed names the whole run (Steele, Lea and Flood 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Metadata and tensors of any kind.
enum RandomContainer {
  static func metadata(_ random: inout SplitMix) throws -> [(key: String, value: GGUFValue)] {
    try (0..<Int.random(in: 0...12, using: &random)).map { index in
      ("key.\(index)", try value(&random))
    }
  }

  private static func value(_ random: inout SplitMix) throws -> GGUFValue {
    let bits = random.next()
    return switch bits % 16 {
    case 0: .uint8(UInt8(truncatingIfNeeded: bits >> 8))
    case 1: .int8(Int8(truncatingIfNeeded: bits >> 8))
    case 2: .uint16(UInt16(truncatingIfNeeded: bits >> 8))
    case 3: .int16(Int16(truncatingIfNeeded: bits >> 8))
    case 4: .uint32(UInt32(truncatingIfNeeded: bits >> 8))
    case 5: .int32(Int32(truncatingIfNeeded: bits >> 8))
    case 6: .uint64(bits)
    case 7: .int64(Int64(bitPattern: bits))
    case 8: .float32(Float.random(in: -1e9...1e9, using: &random))
    case 9: .float64(Double.random(in: -1e9...1e9, using: &random))
    case 10: .bool(bits & 16 == 0)
    case 11: .string(text(&random))
    case 12: .array(try GGUFArray(list(&random) { text(&$0) }))
    case 13: .array(try GGUFArray(list(&random) { Int32.random(in: .min ... .max, using: &$0) }))
    case 14: .array(try GGUFArray(list(&random) { Float.random(in: -1...1, using: &$0) }))
    default: .array(try GGUFArray(list(&random) { Bool.random(using: &$0) }))
    }
  }

  private static func list<Element>(
    _ random: inout SplitMix, _ element: (inout SplitMix) -> Element
  ) -> [Element] {
    (0..<Int.random(in: 0...9, using: &random)).map { _ in element(&random) }
  }

  private static func text(_ random: inout SplitMix) -> String {
    let letters: [Character] = ["a", "Z", "é", "漢", "🙂", "\n", "\"", "\\", "\0", "▁"]
    return String(list(&random) { letters.randomElement(using: &$0) ?? "a" })
  }

  static func tensors(
    _ random: inout SplitMix, formats: [StorageFormat]
  ) -> [TensorDeclaration] {
    (0..<Int.random(in: 0...8, using: &random)).map { index in
      let format = formats.randomElement(using: &random) ?? .f32
      var shape = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        Int.random(in: 1...4, using: &random)
      }
      shape.append(format.elementsPerBlock * Int.random(in: 1...3, using: &random))
      return TensorDeclaration(name: "tensor.\(index)", shape: shape, format: format)
    }
  }
}
