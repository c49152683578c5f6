import CKernels
import ModelSpec
import Testing

@testable import Tensors

@Suite("The two tables of formats")
struct FormatTableTests {
  private static func kernelName(_ format: ck_format) -> String? {
    ck_format_name(format).map { String(cString: $0) }
  }

  @Test(
    "a number names a format of the kernels if and only if it names one of models, the same one",
    arguments: 0...UInt32(CK_FORMAT_LIMIT))
  func rows(number: UInt32) {
    let code = ck_format(rawValue: number)
    let format = StorageFormat(rawValue: number)
    #expect(Self.kernelName(code) == format?.name.lowercased())
    #expect(ck_format_values(code) == format?.elementsPerBlock ?? 0)
    #expect(ck_format_bytes(code) == format?.bytesPerBlock ?? 0)
  }

  @Test("no format of models lies beyond the kernels' last number")
  func limit() {
    #expect(StorageFormat.allCases.allSatisfy { $0.rawValue < UInt32(CK_FORMAT_LIMIT) })
  }

  @Test(
    "every format is read and multiplied with, and written if its row says so, on every instruction set",
    arguments: InstructionSet.available, StorageFormat.allCases)
  func functions(isa: InstructionSet, format: StorageFormat) throws {
    let table = try #require(ck_kernels_for(isa.code))
    #expect(ck_dequantize_slot(table, format.code) != nil)
    #expect(ck_matmul_slot(table, format.code) != nil)
    #expect((ck_quantize_slot(table, format.code) != nil) == format.traits.isWritten)
  }

  @Test("names are unique, and each leads back to its format")
  func names() {
    let kernels = (0..<UInt32(CK_FORMAT_LIMIT)).compactMap {
      Self.kernelName(ck_format(rawValue: $0))
    }
    #expect(Set(kernels).count == StorageFormat.allCases.count)
    for format in StorageFormat.allCases {
      #expect(StorageFormat(name: format.name) == format)
      #expect(kernels.filter { $0 == format.name.lowercased() }.count == 1)
    }
  }

  @Test(
    "what a row says that rounding loses is what the kernels lose",
    arguments: StorageFormat.allCases.filter { $0.traits.isWritten && $0 != .f32 })
  func loss(format: StorageFormat) throws {
    let table = try #require(ck_kernels_for(CK_SCALAR))
    // The sum of twelve uniform numbers is nearly normal.
    var state: UInt32 = 1
    let values = (0..<65_536).map { _ in
      (0..<12).reduce(Float(-6)) { sum, _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return sum + Float(state >> 8) / 0x1p24
      }
    }
    var bytes = [UInt8](repeating: 0, count: try #require(format.bytes(forElements: values.count)))
    var back = [Float](repeating: 0, count: values.count)
    ck_quantize(table, format.code, values.count, values, &bytes)
    ck_dequantize(table, format.code, values.count, bytes, &back)
    let squares = zip(values, back).reduce(0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
    let power = values.reduce(0) { $0 + Double($1) * Double($1) }
    let loss = (squares / power).squareRoot()
    #expect(loss < 1.25 * format.traits.typicalLoss && loss > 0.5 * format.traits.typicalLoss)
  }
}
