import Testing

@testable import ModelSpec

@Suite("Traits of formats")
struct FormatTraitsTests {
  @Test("names are unique, in any case", arguments: StorageFormat.allCases)
  func names(format: StorageFormat) {
    #expect(StorageFormat(name: format.name) == format)
    #expect(StorageFormat(name: format.name.lowercased()) == format)
    #expect(TargetFormat.Mix.allCases.allSatisfy { $0.rawValue != format.name })
  }

  @Test("codes and scales fit the block", arguments: StorageFormat.allCases)
  func sizes(format: StorageFormat) {
    let traits = format.traits
    let codes = traits.elementsPerBlock * traits.bits / 8
    #expect(codes + traits.scaleBytes.count <= traits.bytesPerBlock)
    #expect(traits.scaleBytes.count % 2 == 0)
    #expect(traits.scaleBytes.upperBound <= traits.bytesPerBlock)
    #expect(traits.scaleBytes.isEmpty == !format.isQuantized)
  }

  @Test(
    "what stands in for a format has smaller blocks and no fewer bits, and can be written",
    arguments: StorageFormat.allCases.filter(\.isQuantized))
  func substitutes(format: StorageFormat) {
    let substitute = format.traits.substitute
    #expect(substitute.elementsPerBlock < format.elementsPerBlock)
    #expect(substitute.bitsPerElement >= format.bitsPerElement)
    #expect(substitute.traits.isWritten)
    if let raised = format.traits.raised {
      #expect(raised.bitsPerElement > format.bitsPerElement && raised.traits.isWritten)
    }
  }

  @Test("numbers of file types are unique among formats and among mixes, as llama.cpp has them")
  func fileTypes() {
    let formats = StorageFormat.allCases.map(\.traits.fileType)
    #expect(Set(formats).count == formats.count)
    #expect(TargetFormat.Mix.allCases.map(\.recipe.fileType) == [14, 15, 16, 17])
    let published: [(StorageFormat, UInt32)] = [
      (.f32, 0), (.f16, 1), (.q4_0, 2), (.q4_1, 3), (.q8_0, 7), (.q5_0, 8), (.q5_1, 9),
      (.q2_k, 10), (.q3_k, 11), (.q4_k, 14), (.q5_k, 16), (.q6_k, 18), (.bf16, 32),
    ]
    for (format, number) in published { #expect(format.traits.fileType == number) }
  }

  @Test("targets are listed plainest first")
  func targets() {
    let published = [
      "F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K",
      "Q4_K_S", "Q4_K_M", "Q5_K_S", "Q5_K_M",
    ]
    let names = TargetFormat.all.map(\.name)
    #expect(names.filter(published.contains) == published)
    #expect(Set(names).count == names.count)
  }
}
