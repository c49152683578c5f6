import CKernels
import Testing

/// The value that a half's or brain float's fields stand for.
private func value(_ bits: UInt16, exponentBits: Int) -> Double {
  let mantissaBits = 15 - exponentBits
  let bias = 1 << (exponentBits - 1)
  let mantissa = Int(bits) & (1 << mantissaBits - 1)
  let exponent = Int(bits >> UInt16(mantissaBits)) & (1 << exponentBits - 1)
  let sign: Double = bits >> 15 == 1 ? -1 : 1
  if exponent == 1 << exponentBits - 1 { return mantissa == 0 ? sign * .infinity : .nan }
  let significand = exponent == 0 ? mantissa : mantissa + 1 << mantissaBits
  let power = max(exponent, 1) - (bias - 1) - mantissaBits
  return sign * Double(sign: .plus, exponent: power, significand: Double(significand))
}

private func bytes(_ patterns: [UInt16]) -> [UInt8] {
  patterns.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
}

private func patterns(_ bytes: [UInt8]) -> [UInt16] {
  stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
}

@Suite("Half and brain floats")
struct HalfConversionTests {
  private static let cases = [(Format.f16, 5), (Format.bf16, 8)]
  private static let every = (0...UInt16.max).map { $0 }

  @Test("every pattern means what its fields say", arguments: InstructionSet.available, cases)
  func widening(isa: InstructionSet, format: (Format, Int)) throws {
    let floats = try isa.dequantize(format.0, bytes(Self.every), count: 65_536)
    for (bits, float) in zip(Self.every, floats) {
      let expected = value(bits, exponentBits: format.1)
      let same = Double(float) == expected && (float.sign == .minus) == (bits >> 15 == 1)
      #expect(same || (float.isNaN && expected.isNaN), "pattern \(bits)")
    }
  }

  @Test("every pattern survives the way there and back", arguments: InstructionSet.available, cases)
  func roundTrip(isa: InstructionSet, format: (Format, Int)) throws {
    let floats = try isa.dequantize(format.0, bytes(Self.every), count: 65_536)
    let back = patterns(try isa.quantize(format.0, floats))
    let quiet = format.1 == 5 ? UInt16(0x200) : 0x40
    for (bits, result) in zip(Self.every, back) {
      let isNaN = value(bits, exponentBits: format.1).isNaN
      #expect(result == bits || (isNaN && result == bits | quiet), "pattern \(bits)")
    }
  }

  @Test(
    "between neighbours the nearer wins, and the even one a tie",
    arguments: InstructionSet.available, cases)
  func rounding(isa: InstructionSet, format: (Format, Int)) throws {
    let largest: UInt16 = format.1 == 5 ? 0x7bff : 0x7f7f
    let lower = (0..<largest).map { $0 }
    let middles = lower.map { bits in
      let sum = value(bits, exponentBits: format.1) + value(bits + 1, exponentBits: format.1)
      return Float(sum / 2)
    }
    let ties = patterns(try isa.quantize(format.0, middles))
    let below = patterns(try isa.quantize(format.0, middles.map { $0.nextDown }))
    let above = patterns(try isa.quantize(format.0, middles.map { -$0.nextUp }))
    for (i, bits) in lower.enumerated() {
      #expect(ties[i] == (bits & 1 == 0 ? bits : bits + 1), "pattern \(bits)")
      #expect(below[i] == bits, "pattern \(bits)")
      #expect(above[i] == 0x8000 | (bits + 1), "pattern \(bits)")
    }
  }

  @Test(
    "what is too large is infinite and what is too small zero", arguments: InstructionSet.available)
  func limits(isa: InstructionSet) throws {
    let least = Float(sign: .plus, exponent: -25, significand: 1)
    let inputs: [Float] = [
      65_519.996, 65_520, -65_520, .infinity, .greatestFiniteMagnitude, least, -least, least.nextUp,
    ]
    let halves = patterns(try isa.quantize(.f16, inputs))
    #expect(halves == [0x7bff, 0x7c00, 0xfc00, 0x7c00, 0x7c00, 0, 0x8000, 1])
    let brains = patterns(try isa.quantize(.bf16, [.greatestFiniteMagnitude, -.infinity]))
    #expect(brains == [0x7f80, 0xff80])
  }
}
