import Testing

@testable import Inference

@Suite("StopTextMatcher")
struct StopTextMatcherTests {
  /// Results of chunks: the text before the stop, the stop, and each released piece.
  private func run(
    _ stops: [String], _ chunks: [String]
  ) -> (text: String, stop: String?, pieces: [String]) {
    var matcher = StopTextMatcher(stops)
    var pieces: [String] = []
    for chunk in chunks {
      switch matcher.consume(chunk) {
      case .released(let text): pieces.append(text)
      case .matched(let stop, let before, _):
        pieces.append(before)
        return (pieces.joined(), stop, pieces)
      }
    }
    pieces.append(matcher.finish())
    return (pieces.joined(), nil, pieces)
  }

  /// The definition, by trial: the first end of a stop; of those that end there the longest.
  private func oracle(_ stops: [String], _ text: String) -> (text: String, stop: String?) {
    let bytes = Array(text.utf8)
    for end in 0...bytes.count {
      let ending = stops.filter {
        !$0.isEmpty && bytes[..<end].reversed().starts(with: $0.utf8.reversed())
      }
      guard let stop = ending.max(by: { $0.utf8.count < $1.utf8.count }) else { continue }
      return (String(decoding: bytes[..<(end - stop.utf8.count)], as: UTF8.self), stop)
    }
    return (text, nil)
  }

  @Test("a stop is found across chunks, and is not part of the text")
  func acrossChunks() {
    let result = run(["STOP"], ["one S", "T", "O", "P two"])
    #expect(result.text == "one ")
    #expect(result.stop == "STOP")
    #expect(result.pieces == ["one ", "", "", ""])
  }

  @Test("text that cannot begin a stop is released at once, the rest when that is certain")
  func holdsBack() {
    var matcher = StopTextMatcher(["\n\nUser:"])
    #expect(matcher.consume("Hello.\n") == .released("Hello."))
    #expect(matcher.consume("\n") == .released(""))
    #expect(matcher.consume("\n") == .released("\n"))
    #expect(matcher.consume("Us") == .released(""))
    #expect(matcher.consume("ed") == .released("\n\nUsed"))
    #expect(matcher.consume("\n") == .released(""))
    #expect(matcher.finish() == "\n")
    #expect(matcher.finish() == "")
  }

  @Test("of overlapping stops the one that is complete first counts, of equals the longest")
  func overlapping() {
    #expect(run(["abcd", "bc"], ["xabcd"]).stop == "bc")
    #expect(run(["abcd", "bc"], ["xa", "b", "cd"]).text == "xa")
    #expect(run(["c", "bc", "abc"], ["xabc"]).stop == "abc")
    #expect(run(["aab"], ["aaaab"]).text == "aa")
    #expect(run(["abab", "bb"], ["abaabb"]).text == "abaa")
  }

  @Test("the rest of the chunk comes with the match, and a new search begins")
  func rest() {
    var matcher = StopTextMatcher(["--"])
    #expect(matcher.consume("a--b--") == .matched("--", before: "a", after: "b--"))
    #expect(matcher.consume("b-") == .released("b"))
    #expect(matcher.finish() == "-")
  }

  @Test("no stops, or empty ones, change nothing")
  func noStops() {
    #expect(run([], ["a", "b"]).pieces == ["a", "b", ""])
    #expect(run([""], ["a", "b"]).stop == nil)
    #expect(run(["", "b"], ["a", "b"]).stop == "b")
  }

  @Test("a stop of one byte inside a longer character's bytes is not one")
  func bytesOfCharacters() {
    // U+00E9 and U+00E8 share their first byte.
    #expect(run(["\u{e9}"], ["caf\u{e8}"]).text == "caf\u{e8}")
    #expect(run(["\u{e9}"], ["caf\u{e9}!"]).text == "caf")
    #expect(run(["\n"], ["one\r\ntwo"]).stop == "\n")
  }

  @Test("what is held back begins at a whole character")
  func wholeCharacters() {
    var matcher = StopTextMatcher(["\u{301}!"])
    #expect(matcher.consume("cafe\u{301}") == .released("caf"))
    #expect(matcher.consume("s") == .released("e\u{301}s"))
    // A character without end is not held for ever.
    let endless = String(repeating: "\u{301}", count: 40)
    #expect(matcher.consume("e" + endless) != .released(""))
  }

  @Test("however the text is cut, the same comes out, and as a trial of every place finds")
  func chunkedIsWhole() throws {
    let alphabet = ["a", "b", "ab", "\n", "\r\n", "é", "e\u{301}", "👩‍👧", "ß"]
    for seed in UInt64(0)..<3000 {
      var generator = SplitMix64(seed: seed)
      func string(_ longest: UInt64) -> String {
        (0..<generator.next() % (longest + 1)).map { _ in
          alphabet[Int(generator.next() % UInt64(seed % 9 + 1))]
        }.joined()
      }
      let stops = (0..<generator.next() % 4).map { _ in string(4) }
      let text = string(24)
      let wanted = oracle(stops, text)
      var chunks: [String] = []
      for scalar in text.unicodeScalars {
        if chunks.isEmpty || generator.next() % 3 == 0 { chunks.append("") }
        chunks[chunks.count - 1].unicodeScalars.append(scalar)
      }
      for chunks in [[text], chunks, text.unicodeScalars.map { String($0) }] {
        let got = run(stops, chunks)
        try #require(Array(got.text.utf8) == Array(wanted.text.utf8), "seed \(seed)")
        try #require(
          got.stop.map { Array($0.utf8) } == wanted.stop.map { Array($0.utf8) }, "seed \(seed)")
      }
    }
  }
}
