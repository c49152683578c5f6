import Generation
import Testing

@testable import ToolCalls

@Suite struct HostileAnswerTests {
  /// Answers of about a size that make a careless reader slow or deep.
  private static func answers(_ syntax: ToolCallSyntax, size: Int) -> [String] {
    let opening = syntax.openingMark + (syntax.arrangement == .list ? "[" : "") + syntax.callOpening
    func repeated(_ text: String) -> String {
      String(repeating: text, count: max(1, size / max(1, text.utf8.count)))
    }
    let half = String(opening.prefix(opening.count / 2))
    return [
      repeated("["), repeated("{"), repeated("<"), repeated("("), repeated("`"), repeated(opening),
      repeated(half), repeated(String(opening.dropLast())), opening + repeated("{\"a\":"),
      opening + "{\"name\":\"f\",\"arguments\":" + repeated("{\"a\":"),
      opening + "{\"name\":\"f\",\"arguments\":{\"a\":\"" + repeated(opening),
      opening + "{\"name\":\"f\",\"arguments\":{\"a\":" + repeated("1"),
      opening + repeated("x"), opening + repeated(" "), repeated(" "),
      opening + "f" + repeated("("),
      opening + "f{a:" + repeated("["), opening + "f(a=" + repeated("["),
      opening + "f(a='" + repeated("\\"), opening + "f{a:<escape>" + repeated("<escap"),
      repeated(opening + "f{a:<escape>"), repeated("\u{E9}"),
    ]
  }

  @Test(arguments: ToolCallSyntax.known)
  func `nothing of a hostile answer is lost, whatever it is cut into`(syntax: ToolCallSyntax) {
    for answer in Self.answers(syntax, size: 3_000) {
      let whole = ReadAnswer(answer, syntax)
      #expect(whole.calls.isEmpty)
      #expect(whole.text == answer)
      #expect(ReadAnswer(answer.utf8.map { [$0] }, ToolCallParser(syntax)) == whole)
    }
  }

  @Test func `time is linear in the answer`() {
    let clock = ContinuousClock()
    for syntax in ToolCallSyntax.known {
      let short = Self.answers(syntax, size: 20_000)
      let long = Self.answers(syntax, size: 160_000)
      for (short, long) in zip(short, long) {
        // Eight times the text: quadratic time would be 64 times, and seconds. What other programs
        // take from this one is not measured more than once.
        let isLinear = (0..<3).contains { _ in
          let shortTime = clock.measure { _ = ReadAnswer(short, syntax) }
          let longTime = clock.measure { _ = ReadAnswer(long, syntax) }
          return longTime < shortTime * 30 + .milliseconds(100)
        }
        #expect(isLinear, "\(syntax.name): \(long.prefix(60))")
      }
    }
  }

  @Test func `what goes beyond the limits is text`() {
    let limits = ToolCallParser.Limits(size: 100, depth: 3)
    for arguments in [
      "{\"a\": \"\(String(repeating: "é", count: 200))\"}", "{\"a\":[[[1]]]}",
    ] {
      let answer = "<tool_call>{\"name\":\"f\",\"arguments\":\(arguments)}</tool_call>"
      let read = ReadAnswer([Array(answer.utf8)], ToolCallParser(.hermes, limits: limits))
      #expect(read.calls.isEmpty)
      #expect(read.text == answer)
    }
  }
}
