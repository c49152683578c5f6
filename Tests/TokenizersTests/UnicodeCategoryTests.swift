import Testing

@testable import Tokenizers

@Suite("Categories of scalars")
struct UnicodeCategoryTests {
  @Test("categories are those of the standard library, for every scalar")
  func categories() {
    let wrong = (0..<UInt32(0x11_0000)).filter {
      UnicodeCategory.lookUp($0) != UnicodeCategory.property($0)
        || UnicodeCategory.bit(of: $0) != 1 << UInt32(UnicodeCategory.property($0))
    }
    #expect(wrong.isEmpty)
  }
}
