import Sizing
import Testing

@testable import Reports

@Suite("a plan in Markdown")
struct PlanMarkdownTests {
  @Test("every table has as many cells in each row as in its head, whatever a model file says")
  func tables() throws {
    for plan in try SamplePlans.varied() {
      var head: Int?
      for line in PlanMarkdown([plan]).text.split(separator: "\n", omittingEmptySubsequences: false)
      {
        guard line.hasPrefix("|") else {
          head = nil
          continue
        }
        let cells = line.replacing("\\|", with: "").filter { $0 == "|" }.count
        #expect(cells == head ?? cells, "\(line)")
        head = cells
      }
    }
  }

  @Test("texts of a model file stay texts")
  func escaping() throws {
    let text = PlanMarkdown([try SamplePlans.hostile()]).text
    #expect(!text.contains("<script") && !text.contains("</style"))
    #expect(!text.contains("\n# x"))
    #expect(text.contains("\\|\\*\\_\\`"))
  }

  @Test("names within a word keep their underscores, other signs are escaped")
  func signs() {
    #expect(MarkdownText.escaped("q4_k_m") == "q4_k_m")
    #expect(MarkdownText.escaped("_x_ *y* <b> & [z]") == "\\_x\\_ \\*y\\* &lt;b&gt; &amp; \\[z\\]")
    #expect(MarkdownText.escaped("- no list") == "\\- no list")
  }

  @Test("the exact counts and every line of the bill are there")
  func numbers() throws {
    let plan = try SamplePlans.plan("gemma-2b", on: ["rtx4090"])
    let text = PlanMarkdown([plan]).text
    #expect(text.hasPrefix("# gemma-2b\n"))
    #expect(text.contains("2,506,434,560"))
    for line in try #require(plan.inference).lines {
      #expect(text.contains(MarkdownText.escaped(line.formula)))
    }
  }
}
