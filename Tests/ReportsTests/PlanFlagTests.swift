import ModelSpec
import Sizing
import Testing

@testable import Reports

/// The contract of `plan --json`: the flag that makes a change.
@Suite("Flags of advice")
struct PlanFlagTests {
  @Test("each lever has the flag that sets it, with its value")
  func levers() throws {
    let cards = try AcceleratorTable.builtIn.selection("h100x4")
    let expected: [(Change.Lever, String)] = [
      (.cachePrecision(.q8_0), "--kv-precision q8_0"), (.context(4096), "--context 4096"),
      (.precision(.nominal(bits: 4)), "--precision int4"), (.batch(2), "--batch 2"),
      (.recompute(.full), "--recompute full"), (.microBatch(1), "--micro-batch 1"),
      (.zero(.weights), "--zero 3"), (.optimizer(.adamW8bit), "--optimizer adamw-8bit"),
      (.method(.qlora(LowRankSpec())), "--train qlora"),
      (.tensorParallel(8), "--tensor-parallel 8"), (.devices(cards, replicas: nil), "--on h100x4"),
      (.devices(cards, replicas: 2), "--on h100x4 --data-parallel 2"),
    ]
    #expect(Set(expected.map(\.0.kind)) == Set(Change.Kind.allCases))
    for (lever, text) in expected { #expect(PlanFlag.text(lever) == text) }
  }

  @Test("a note with a remedy names the flag, one without stays as it is")
  func notes() {
    #expect(PlanFlag.text(PlanNote("As it is.")) == "As it is.")
    let cut = PlanNote("Speeds are of 10 tokens", remedy: .longerContext)
    #expect(PlanFlag.text(cut) == "Speeds are of 10 tokens; --context sets a longer one.")
    #expect(cut.description == "Speeds are of 10 tokens.")
  }
}
