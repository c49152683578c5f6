import Figures
import Testing

@Suite struct ThresholdTests {
  private let text = """
    {
      "margin": 0.02,
      "leastMargin": 0.05,
      "figures": {
        "b": {"measured": 100, "limit": 102},
        "a": {"measured": 0, "limit": 0.05}
      }
    }

    """

  @Test func `a file that is written again is the same text`() throws {
    #expect(try ThresholdFile(parsing: text).text == text)
  }

  @Test func `updating sets a figure and its limit, and keeps the order`() throws {
    var file = try ThresholdFile(parsing: text)
    file.update("b", measured: 200)
    file.update("new", measured: 1)
    #expect(file.thresholds.map(\.name) == ["b", "a", "new"])
    #expect(file["b"] == Threshold(name: "b", measured: 200, limit: 204))
    #expect(file["new"] == Threshold(name: "new", measured: 1, limit: 1.05))
  }

  @Test(arguments: [
    #"{"margin": 0.1, "figures": {}}"#,
    #"{"margin": 0.1, "leastMargin": 1}"#,
    #"{"margin": "x", "leastMargin": 1, "figures": {}}"#,
    #"{"margin": 0.1, "leastMargin": 1, "figures": {"a": {"measured": 1}}}"#,
    #"{"margin": 0.1, "leastMargin": 1, "figures": {"a": {"measured": -1, "limit": 1}}}"#,
  ])
  func `a file without one of its parts is refused`(_ text: String) {
    #expect(throws: ThresholdFileError.self) { try ThresholdFile(parsing: text) }
  }

  @Test func `only what is above its limit, or has none, fails`() {
    let threshold = Threshold(name: "a", measured: 100, limit: 102)
    #expect(Verdict(102, threshold) == .held)
    #expect(Verdict(98, threshold) == .held)
    #expect(Verdict(97.9, threshold) == .improved)
    #expect(Verdict(102.1, threshold) == .exceeded)
    #expect(Verdict(1, nil) == .unknown)
    #expect(
      [Verdict.held, .improved, .exceeded, .unknown].map(\.isFailure) == [
        false, false, true, true,
      ])
  }
}
