import Charts
import PlainText
import Sizing
import Testing

@testable import Reports

@Suite("a plan in the terminal")
struct PlanTextTests {
  @Test("no line is wider than the terminal", arguments: [24, 44, 60, 80, 120])
  func width(_ columns: Int) throws {
    let plans = try SamplePlans.varied()
    for shown in plans.map({ [$0] }) + [plans] {
      let style = TerminalStyle(columns: columns)
      let text = PlanText(shown, style: style, details: true).text
      let widest = text.split(separator: "\n").max { String($0).cells < String($1).cells }
      #expect(try String(#require(widest)).cells <= columns, "\(widest ?? "")")
    }
  }

  @Test("colours change no character of the text", arguments: [60, 80, 120])
  func colors(_ columns: Int) throws {
    for plan in try SamplePlans.varied() {
      // Bars are shaded without colours, so only tables and sentences are compared.
      var (plain, colored) = (
        TerminalText(TerminalStyle(columns: columns)),
        TerminalText(TerminalStyle(columns: columns, usesColor: true))
      )
      for section in PlanSections(plan).brief {
        plain.write(section)
        colored.write(section)
      }
      #expect(colored.text.contains("\u{1B}["))
      #expect(Self.withoutEscapes(colored.text) == plain.text)
    }
  }

  @Test("what fits, how large and how fast stands above all else, within a screen and a half")
  func brief() throws {
    let plan = try SamplePlans.plan("gemma-2b", on: ["rtx4090"])
    let text = PlanText([plan], style: TerminalStyle(columns: 120)).text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.count <= 65)
    let fits = try #require(lines.firstIndex { $0.contains("✓ yes") })
    #expect(fits < 8)
    #expect(lines[fits].contains("rtx4090"))
    let total = try #require(plan.inference).totalBytes
    #expect(text.contains(NumberText.bytes(total)))
    for exact in ["2,506,434,560", "524,550,144", "1,981,884,416"] { #expect(text.contains(exact)) }
    for role in [
      "weight matrices", "bias vectors", "attention group", "word embedding", "initial state",
    ] {
      #expect(text.contains(role))
    }
  }

  @Test("a model that does not fit says so, with how far it is off")
  func noFit() throws {
    let plan = try SamplePlans.plan("llama-3-8b", on: ["rtx4090x4"], training: .full)
    let text = PlanText([plan], style: TerminalStyle(columns: 100)).text
    #expect(text.contains("Training does not fit on rtx4090 x 4 (tensor 4"))
    #expect(text.contains(NumberText.percent(plan.fits[0].load)))
  }

  @Test("what does not fit has no speed, what fits has one")
  func speeds() throws {
    let plan = try SamplePlans.plan("llama-3-70b", on: ["rtx4090", "h100x8"])
    let section = try #require(PlanSections(plan).accelerators)
    guard case .table(let table) = section.blocks.first else {
      Issue.record("the section has no table")
      return
    }
    let decode = try #require(table.columns.firstIndex { $0.title == "decode t/s" })
    #expect(plan.fits.map(\.fits) == [false, true])
    #expect(table.rows[0].cells[decode] == NumberText.unknown)
    let speed = try #require(plan.fits[1].speed)
    #expect(table.rows[1].cells[decode] == NumberText.figures(speed.decodeTokensPerSecond))
  }

  @Test("details show each line of the bills with its formula and source; nothing else does")
  func details() throws {
    let plan = try SamplePlans.plan("gemma-2b")
    let style = TerminalStyle(columns: 400)
    let (brief, full) = (
      PlanText([plan], style: style).text, PlanText([plan], style: style, details: true).text
    )
    let lines = try #require(plan.inference).lines + #require(plan.training).mostLoaded.lines
    #expect(lines.count > 10)
    for line in lines {
      #expect(full.contains("\(line.formula); \(line.source)"))
      #expect(full.contains(NumberText.grouped(line.bytes)))
      #expect(!brief.contains("\(line.formula); \(line.source)"))
    }
  }

  @Test("a count that nobody published is labelled, and none is called exact")
  func reported() throws {
    let text = PlanText(
      [try SamplePlans.plan("gpt-4o")], style: TerminalStyle(columns: 200)
    ).text
    #expect(text.contains("reported by a third party, not disclosed"))
    #expect(!text.contains("(exact)"))
  }

  @Test("several models are one table with a row each")
  func comparison() throws {
    let plans = try ["gemma-2b", "mistral-7b-v0.1", "gpt-4o"].map {
      try SamplePlans.plan($0, on: ["rtx4090"])
    }
    let table = PlanComparison(plans).table
    #expect(table.rows.map { $0.cells[0] } == plans.map(\.subject.name))
    #expect(table.columns.map(\.title).last == "rtx4090, inference load")
    #expect(table.rows[0].cells.last?.hasPrefix("✓") == true)
    #expect(table.rows[2].cells.last?.hasPrefix("✗") == true)
  }

  @Test("what a model file says cannot steer the terminal")
  func hostile() throws {
    let text = PlanText([try SamplePlans.hostile()], style: TerminalStyle(columns: 80)).text
    let controls = text.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" }
    #expect(controls.isEmpty)
    #expect(!text.unicodeScalars.contains("\u{202E}"))
  }

  private static func withoutEscapes(_ text: String) -> String {
    text.replacing(/\u{1B}\[[0-9;]*m/, with: "")
  }
}
