import ModelFiles
import ModelSpec
import Testing

@Suite("Target formats")
struct TargetFormatTests {
  @Test("every name that is listed is understood, in any case", arguments: TargetFormat.all)
  func readsNames(format: TargetFormat) throws {
    #expect(try TargetFormat(written: format.name) == format)
    #expect(try TargetFormat(written: format.name.lowercased()) == format)
  }

  @Test(
    "formats that are read but not written are refused, and the others named",
    arguments: ["Q2_K", "q2_k", "q3_k", "Q3_K_M", "q2_k_s"])
  func refusesReadOnly(name: String) {
    let error = #expect(throws: ConversionError.self) { try TargetFormat(written: name) }
    #expect(error?.description.contains("can be read, not written") == true)
    #expect(error?.description.contains("Q4_K_M") == true)
  }

  @Test("an unknown name is refused, and known ones named", arguments: ["", "IQ4_XS", "4bit"])
  func refusesUnknown(name: String) {
    let error = #expect(throws: ConversionError.self) { try TargetFormat(written: name) }
    #expect(error?.description.contains("Q8_0") == true)
  }
}
