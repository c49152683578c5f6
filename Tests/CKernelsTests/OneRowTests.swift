import CKernels
import Testing

/// One row of activations has a path of its own; it must not be seen in the results.
@Suite("Products of one row")
struct OneRowTests {
  private static func lengths(_ format: Format) -> [Int] {
    format.blockValues == 32 ? [32, 64, 256, 288] : [256, 768]
  }

  /// Equal bit for bit, where every NaN is the same.
  private static func same(_ a: ArraySlice<Float>, _ b: [Float]) -> Bool {
    a.elementsEqual(b) { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
  }

  /// Each row alone, its weights ending where readable memory ends, against all of them together.
  private static func expectSame(_ isa: InstructionSet, _ product: Product, _ comment: Comment)
    throws
  {
    let together = try product.run(isa)
    let guarded = try GuardedBytes(product.bytes)
    let outputs = product.outputs
    for row in 0..<product.x.rows {
      let alone = try isa.matmul(
        product.format, weights: guarded, outputs: outputs, product.x.row(row), stride: outputs)
      #expect(same(together[row * outputs..<(row + 1) * outputs], alone), comment)
    }
  }

  @Test(
    "any count of outputs has the bits that it has among five rows",
    arguments: InstructionSet.available, Format.quantized)
  func counts(isa: InstructionSet, format: Format) throws {
    for k in Self.lengths(format) {
      for outputs in 1...40 {
        let product = try Product(
          format, k: k, rows: 5, outputs: outputs, seed: UInt64(k + outputs))
        try Self.expectSame(isa, product, "k \(k), \(outputs) outputs")
      }
    }
  }

  @Test(
    "scales that are not finite give the same, alone and among five rows",
    arguments: InstructionSet.available, Format.quantized)
  func weightsNotFinite(isa: InstructionSet, format: Format) throws {
    let halves: [UInt16] =
      Product.ordinary
      + Array(repeating: [0x7c00, 0xfc00, 0x7e00], count: 50)
      .flatMap { $0 }
    for k in Self.lengths(format) {
      let product = try Product(format, k: k, rows: 5, outputs: 33, seed: 11, halves: halves)
      try Self.expectSame(isa, product, "k \(k)")
    }
  }

  @Test(
    "an infinity or a NaN in any group makes the row NaN, and its neighbours stay as they were",
    arguments: InstructionSet.available, Format.quantized)
  func activationsNotFinite(isa: InstructionSet, format: Format) throws {
    let k = try #require(Self.lengths(format).last)
    let product = try Product(format, k: k, rows: 1, outputs: 19, seed: 12)
    for group in 0..<k / 32 {
      for value in [Float.nan, .infinity, -.infinity] {
        var values = product.x.values
        values[32 * group + 7] = value
        let x = try isa.quantizeActivations(values + product.x.values, rows: 2)
        let guarded = try GuardedBytes(product.bytes)
        let alone = try isa.matmul(format, weights: guarded, outputs: 19, x.row(0), stride: 19)
        let both = try isa.matmul(format, weights: guarded, outputs: 19, x, stride: 19)
        #expect(alone.allSatisfy { $0.isNaN }, "group \(group)")
        #expect(both[..<19].allSatisfy { $0.isNaN }, "group \(group)")
        let neighbour = try isa.matmul(
          format, weights: guarded, outputs: 19, x.row(1), stride: 19)
        #expect(Self.same(both[19...], neighbour) && neighbour.allSatisfy { $0.isFinite })
      }
    }
  }
}
