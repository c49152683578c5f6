import Testing

@testable import Inference

@Suite("ThinkingSplitter")
struct ThinkingSplitterTests {
  private func split(
    _ chunks: [String], isOpen: Bool = false
  ) -> (reasoning: String, answer: String, parts: [ThinkingSplitter.Part]) {
    var splitter = ThinkingSplitter(isOpen: isOpen)
    let parts = chunks.flatMap { splitter.consume($0) } + splitter.finish()
    var reasoning = ""
    var answer = ""
    for part in parts {
      switch part {
      case .reasoning(let text): reasoning += text
      case .answer(let text): answer += text
      }
    }
    return (reasoning, answer, parts)
  }

  private static let cases: [(text: String, isOpen: Bool, reasoning: String, answer: String)] = [
    ("<think>\nHm, 2+2.\n</think>\n\nFour.\n", false, "Hm, 2+2.", "Four.\n"),
    ("\n <think>a\n\nb</think>c", false, "a\n\nb", "c"),
    ("Hm.\n</think>\n\nFour.", true, "Hm.", "Four."),
    ("\n<think>\nHm.</think>Four.", true, "Hm.", "Four."),
    ("<think>\n\n</think>\n\nFour.", false, "", "Four."),
    ("No thought.", false, "", "No thought."),
    ("\n\n spaces stay ", false, "", "\n\n spaces stay "),
    (
      "The tag <think> opens, </think> closes.", false, "",
      "The tag <think> opens, </think> closes."
    ),
    ("<think>a</think>b<think>c</think>", false, "a", "b<think>c</think>"),
    ("<think>never closed </thin\n", false, "never closed </thin", ""),
    ("never closed", true, "never closed", ""),
    ("<thin", false, "", "<thin"),
    ("<thin", true, "<thin", ""),
    ("<think\u{301}>x", false, "", "<think\u{301}>x"),
    ("</think>", true, "", ""),
    ("a</think", true, "a</think", ""),
    ("\r\na\r\n</think>\r\nb", true, "a", "b"),
    ("", false, "", ""),
    ("", true, "", ""),
    ("  ", false, "", "  "),
    (
      String(repeating: "\n", count: 300) + "<think>a</think>b", false, "",
      String(repeating: "\n", count: 300) + "<think>a</think>b"
    ),
  ]

  @Test("splits each kind of text, however it is cut", arguments: cases.indices)
  func splits(index: Int) {
    let example = Self.cases[index]
    let scalars = example.text.unicodeScalars.map { String($0) }
    var chunkings = [[example.text], scalars]
    for seed in UInt64(0)..<20 {
      var generator = SplitMix64(seed: seed)
      var chunks = [""]
      for scalar in scalars {
        if generator.next() % 3 == 0 { chunks.append("") }
        chunks[chunks.count - 1] += scalar
      }
      chunkings.append(chunks)
    }
    for chunks in chunkings {
      let got = split(chunks, isOpen: example.isOpen)
      #expect(Array(got.reasoning.utf8) == Array(example.reasoning.utf8), "\(chunks)")
      #expect(Array(got.answer.utf8) == Array(example.answer.utf8), "\(chunks)")
      #expect(!got.parts.contains(.reasoning("")) && !got.parts.contains(.answer("")))
    }
  }

  @Test("text is let through as soon as it is certain")
  func streams() {
    var splitter = ThinkingSplitter()
    #expect(splitter.consume("<thi") == [])
    #expect(splitter.consume("nk>\n") == [])
    #expect(splitter.consume("One") == [.reasoning("One")])
    #expect(splitter.consume(" two.\n") == [.reasoning(" two.")])
    #expect(splitter.consume("Three </") == [.reasoning("\nThree ")])
    #expect(splitter.consume("b>\n</think>\n") == [.reasoning("</b>")])
    #expect(splitter.consume("\nYes") == [.answer("Yes")])
    #expect(splitter.consume(", <think>") == [.answer(", <think>")])
    #expect(splitter.finish() == [])
  }

  @Test("other markers split alike")
  func markers() {
    var splitter = ThinkingSplitter(opening: "[THINK]", closing: "[/THINK]")
    #expect(splitter.consume("[THINK]a[/THINK]b") == [.reasoning("a"), .answer("b")])
  }
}
