import Foundation
import Testing

/// Reference vectors written by scripts/record_quantization_goldens.py.
private struct Goldens: Decodable {
  struct Blocks: Decodable {
    let format: UInt32
    let blocks: Data
  }
  struct Dequantized: Decodable {
    let format: UInt32
    let blocks: Data
    let values: Data
  }
  struct Quantized: Decodable {
    let name: String
    let values: Data
    let outputs: [Blocks]
  }
  let dequantized: [Dequantized]
  let quantized: [Quantized]

  static func load() throws -> Goldens {
    let url = Bundle.module.url(
      forResource: "quantization", withExtension: "json", subdirectory: "Fixtures")
    return try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: #require(url)))
  }
}

private func floats(_ data: Data) -> [Float] {
  let bytes = [UInt8](data)
  return stride(from: 0, to: bytes.count, by: 4).map { i in
    let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[i + $1]) << (8 * UInt32($1)) }
    return Float(bitPattern: bits)
  }
}

@Suite("Recorded reference vectors")
struct QuantizationGoldenTests {
  private func format(_ number: UInt32) throws -> Format {
    try #require(Format.all.first { $0.number == number })
  }

  @Test("blocks mean what the reference reads, bit for bit", arguments: InstructionSet.available)
  func dequantize(isa: InstructionSet) throws {
    let goldens = try Goldens.load().dequantized
    #expect(goldens.count == 12)
    for golden in goldens {
      let format = try format(golden.format)
      let expected = floats(golden.values)
      let got = try isa.dequantize(format, [UInt8](golden.blocks), count: expected.count)
      for i in 0..<expected.count {
        // The sign of a zero is the one thing in which d * (q - zero) and the reference's own
        // forms differ.
        let same = got[i].bitPattern == expected[i].bitPattern || got[i] == 0 && expected[i] == 0
        #expect(same, "\(format.name) value \(i): \(got[i]), expected \(expected[i])")
      }
    }
  }

  @Test(
    "values are written as the reference writes them, byte for byte",
    arguments: InstructionSet.available)
  func quantize(isa: InstructionSet) throws {
    let goldens = try Goldens.load().quantized
    #expect(goldens.count == 8)
    for golden in goldens {
      #expect(golden.outputs.count == 10)
      for output in golden.outputs {
        let format = try format(output.format)
        let got = try isa.quantize(format, floats(golden.values))
        let expected = [UInt8](output.blocks)
        let differing = zip(got, expected).filter { $0 != $1 }.count
        #expect(
          got.count == expected.count && differing == 0,
          "\(format.name) \(golden.name): \(differing) bytes")
      }
    }
  }
}
