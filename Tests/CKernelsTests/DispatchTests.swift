import CKernels
import Testing

@Suite("Choice of instruction set")
struct DispatchTests {
  @Test("the best has a table, and so has every lesser one of its line")
  func best() {
    let best = ck_best_isa()
    let first = best.rawValue >= CK_NEON.rawValue ? CK_NEON : CK_AVX2
    for number in 0..<UInt32(CK_ISA_COUNT) {
      let table = ck_kernels_for(ck_isa(rawValue: number))
      let isInLine = number >= first.rawValue && number <= best.rawValue
      #expect((table != nil) == (number == CK_SCALAR.rawValue || isInLine))
      #expect(table == nil || table?.pointee.isa.rawValue == number)
    }
    #expect(ck_kernels_for(ck_isa(rawValue: UInt32(CK_ISA_COUNT))) == nil)
  }

  @Test("either level of prefetching has a table, one of them this machine's, and no third has")
  func levels() {
    let best = ck_best_isa()
    let tables = [1, 2].map { ck_kernels_prefetching(best, $0) }
    #expect(tables.map { $0?.pointee.prefetch_level } == [1, 2])
    #expect(tables.contains(ck_kernels_for(best)))
    #expect(ck_kernels_prefetching(best, 0) == nil && ck_kernels_prefetching(best, 3) == nil)
  }

  @Test("names are those that users type")
  func names() {
    let names = (0..<UInt32(CK_ISA_COUNT)).map {
      String(cString: ck_isa_name(ck_isa(rawValue: $0)))
    }
    #expect(
      names == [
        "scalar", "avx2", "avx512", "avx512-vnni", "avx512-bf16", "neon", "dotprod", "i8mm",
      ])
  }

  @Test(
    "every format is read and multiplied with; all but Q2_K and Q3_K are written",
    arguments: InstructionSet.available)
  func slots(isa: InstructionSet) throws {
    let table = try isa.table
    for number in 0..<UInt32(CK_FORMAT_LIMIT) {
      let format = Format.all.first { $0.number == number }
      let code = ck_format(rawValue: number)
      #expect((ck_dequantize_slot(table, code) != nil) == (format != nil))
      #expect((ck_matmul_slot(table, code) != nil) == (format != nil))
      let written = format != nil && !["Q2_K", "Q3_K"].contains(format?.name)
      #expect((ck_quantize_slot(table, code) != nil) == written)
    }
    #expect(ck_matmul_slot(table, ck_format(rawValue: UInt32(CK_FORMAT_LIMIT))) == nil)
  }
}
