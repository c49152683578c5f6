import Charts
import Foundation
import ModelSpec
import PlainText
import Sizing
import Testing

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("a plan as a page")
struct PlanPageTests {
  @Test("the page is well-formed, with one of each identifier, whatever a model file says")
  func wellFormed() throws {
    let plans = try SamplePlans.varied()
    for shown in plans.map({ [$0] }) + [plans] {
      let reader = MarkupCheck()
      try reader.read(PlanPage(shown, table: .builtIn).html)
      #expect(reader.identifiers.count > 1)
      #expect(Set(reader.identifiers).count == reader.identifiers.count)
      for reference in reader.references { #expect(reader.identifiers.contains(reference)) }
    }
  }

  @Test("the page runs nothing and asks for nothing")
  func selfContained() throws {
    for plan in try SamplePlans.varied() {
      let html = PlanPage([plan], table: .builtIn).html.lowercased()
      for part in [
        "<script", "<link", "<img", "<iframe", "src=", "href=", "url(", "@import", "onload",
      ] {
        #expect(!html.contains(part), "\(part)")
      }
    }
  }

  @Test("texts of a model file stay texts")
  func escaping() throws {
    let html = PlanPage([try SamplePlans.hostile()], table: .builtIn).html
    #expect(html.contains("&lt;/style&gt;&lt;script&gt;"))
    #expect(html.components(separatedBy: "</style>").count == 2)
    #expect(!html.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test("headings go down one level at a time, and the page names its language and viewport")
  func outline() throws {
    let html = PlanPage(
      [try SamplePlans.plan("gemma-2b"), try SamplePlans.plan("gpt-4o")], table: .builtIn
    ).html
    #expect(html.contains("<html lang=\"en\">") && html.contains("name=\"viewport\""))
    var level = 0
    for match in html.matches(of: /<h([1-6])/) {
      let next = try #require(Int(match.1))
      #expect(next <= level + 1)
      level = next
    }
    #expect(html.components(separatedBy: "<h1").count == 2)
  }

  @Test("memory, what fits, the roofline and every line of the bills are shown")
  func content() throws {
    let plan = try SamplePlans.plan("gemma-2b", on: ["rtx4090"])
    let html = PlanPage([plan], table: .builtIn).html
    for part in [
      "Memory on each device: rtx4090", "Inference: load by precision", "roof", "decode, ",
    ] {
      #expect(html.contains(part), "\(part)")
    }
    for line in try #require(plan.inference).lines { #expect(html.contains(line.source)) }
    let light = WeightPrecision.common.map(\.name)
    for name in light { #expect(html.contains(">\(name)<")) }
  }

  @Test("a fit matrix agrees with the plan of each cell")
  func matrix() throws {
    let plan = try SamplePlans.plan("llama-3-8b", on: ["rtx4090", "raspberry-pi-5"])
    let chart = try #require(PlanFitMatrix(plan, table: .builtIn).charts.first)
    #expect(chart.columns == plan.fits.map(\.selection.label))
    let plain = try #require(chart.rows.first { $0.label == "bf16" })
    #expect(plain.cells.map { $0.state == .doesNotFit } == plan.fits.map { !$0.fits })
    #expect(plain.cells.map(\.text) == plan.fits.map { NumberText.percent($0.load) })
  }
}

/// Reads a page as XML and gathers what it refers to.
private final class MarkupCheck: NSObject, XMLParserDelegate {
  private(set) var identifiers: [String] = []
  private(set) var references: [String] = []

  func read(_ html: String) throws {
    // What HTML writes without an end, and style sheets, are no XML.
    var page = html.replacing("<!DOCTYPE html>\n", with: "")
    page = page.replacing(/<meta[^>]*>/, with: "")
    page = page.replacing(/<style>[^<]*<\/style>/, with: "")
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = self
    let isRead = parser.parse()
    #expect(isRead, "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "")")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if let identifier = attributes["id"] { identifiers.append(identifier) }
    for key in ["aria-labelledby", "aria-describedby"] {
      references += attributes[key]?.split(separator: " ").map(String.init) ?? []
    }
  }
}
