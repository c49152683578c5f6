import Testing

@testable import Charts

@Suite struct PaletteTests {
  @Test func `the style sheet names every colour and has rules for dark pages`() {
    for color in Palette.allCases where color != .black { #expect(Palette.css.contains(color.hex)) }
    #expect(Palette.css.contains("prefers-color-scheme: dark"))
    #expect(!Palette.css.contains("<"))
    #expect(Palette.css.count { $0 == "{" } == Palette.css.count { $0 == "}" })
  }

  @Test func `every class in a chart has a rule`() throws {
    for chart in Samples.labelled("x") + Samples.valued([1, 2]).prefix(3) {
      let classes = try MarkupReader.read(chart.html).all
        .flatMap { ($0.attributes["class"] ?? "").split(separator: " ") }
      for name in Set(classes) {
        let isStyled = [" ", ":", ",", ".", " {"].contains { Palette.css.contains(".\(name)\($0)") }
        #expect(isStyled, "\(name)")
      }
    }
  }

  @Test func `text upon a colour is in black or white, whichever is in greater contrast`() {
    for color in Palette.allCases {
      let digits = Array(color.hex.dropFirst())
      let channels = stride(from: 0, to: 6, by: 2).map { index -> Double in
        let part = Double(Int(String(digits[index...index + 1]), radix: 16) ?? 0) / 255
        return part <= 0.04045 ? part / 12.92 : power((part + 0.055) / 1.055)
      }
      // Relative luminance and contrast as the Web Content Accessibility Guidelines 2.2
      // define them.
      let luminance = 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
      let (white, black) = (1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05)
      #expect(color.needsWhiteText == (white > black))
      #expect(max(white, black) >= 4.5)
    }
  }

  private func power(_ base: Double) -> Double { Logarithm.power(base, 2.4) }

  @Test func `colours begin again after the eighth`() {
    #expect(Palette(series: 8) == .blue && Palette(series: 15) == .black)
  }
}

@Suite struct ChartIdentifierTests {
  private func identifier(_ chosen: String?, _ title: String) -> String {
    ChartIdentifier(chosen: chosen, title: title).text
  }

  @Test func `an id is the caller's, or made from the title`() {
    #expect(identifier("memory", "Title") == "memory")
    #expect(identifier(nil, "Memory by component") == "memory-by-component")
    #expect(identifier(nil, "4090 & \"more\"") == "chart-4090-more")
  }

  @Test func `titles without Latin letters have ids of their own`() {
    #expect(identifier(nil, "記憶") != identifier(nil, "速度"))
    #expect(identifier(nil, "").isEmpty == false)
  }

  @Test func `an id has no character that would need quoting`() {
    let text = identifier(") onload=\"x\" '<é", "")
    #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    #expect(text.first?.isLetter == true)
  }
}
