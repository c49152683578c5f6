import Testing

@testable import Tokenizers

@Suite("Unicode normalisation")
struct UnicodeNormalizationTests {
  private func form(_ form: UnicodeNormalization, _ text: String) -> [UInt32] {
    String(decoding: form.normalize(Array(text.utf8)), as: UTF8.self).unicodeScalars.map(\.value)
  }

  @Test("the four forms follow UAX #15")
  func forms() {
    #expect(form(.nfc, "e\u{301}") == [0xE9])
    #expect(form(.nfd, "é") == [0x65, 0x301])
    #expect(form(.nfc, "\u{212B}") == [0xC5])
    #expect(form(.nfc, "ﬁ") == [0xFB01])
    #expect(form(.nfkc, "ﬁ①") == [0x66, 0x69, 0x31])
    #expect(form(.nfkd, "ﾊﾟ") == [0x30CF, 0x309A])
    #expect(form(.nfkc, "ﾊﾟ") == [0x30D1])
    #expect(form(.nfd, "각") == [0x1100, 0x1161, 0x11A8])
    #expect(form(.nfc, "\u{1100}\u{1161}\u{11A8}") == [0xAC01])
    #expect(form(.nfc, "\u{AC00}\u{11A8}") == [0xAC01])
    #expect(form(.nfc, "\u{0958}") == [0x915, 0x93C])
    #expect(form(.nfc, "q\u{323}\u{307}") == [0x71, 0x323, 0x307])
    #expect(form(.nfc, "q\u{307}\u{323}") == [0x71, 0x323, 0x307])
    #expect(form(.nfc, "s\u{307}\u{323}") == [0x1E69])
    #expect(form(.nfc, "a\u{315}\u{300}\u{5AE}\u{300}b") == [0xE0, 0x5AE, 0x300, 0x315, 0x62])
  }

  @Test("normalising twice changes nothing more, and canonical forms stay equal to Swift")
  func idempotent() {
    var generator = SeededGenerator(state: 3)
    for index in 0..<300 {
      let text = RoundTripTests.randomText(&generator)
      for form: UnicodeNormalization in [.nfc, .nfd, .nfkc, .nfkd] {
        let once = form.normalize(Array(text.utf8))
        #expect(form.normalize(once) == once, "seed 3, text \(index)")
      }
      #expect(
        String(decoding: UnicodeNormalization.nfc.normalize(Array(text.utf8)), as: UTF8.self)
          == text)
      #expect(
        String(decoding: UnicodeNormalization.nfd.normalize(Array(text.utf8)), as: UTF8.self)
          == text)
    }
  }

  @Test("stray bytes stay")
  func strayBytes() {
    #expect(
      UnicodeNormalization.nfc.normalize([0x65, 0xFF, 0xCC, 0x81]) == [0x65, 0xFF, 0xCC, 0x81])
  }
}
