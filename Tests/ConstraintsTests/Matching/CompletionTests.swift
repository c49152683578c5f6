import JSON
import Testing

@testable import Constraints

@Suite("Completions")
struct CompletionTests {
  @Test(
    "The shortest completion is one, has the length that is told, and shrinks byte by byte",
    arguments: 0..<MaskTests.definitions.count)
  func completionsComplete(_ place: Int) throws {
    let (name, make) = MaskTests.definitions[place]
    let constraint = try CompiledConstraint(try make(), vocabulary: MaskTests.vocabulary)
    for seed in 1...20 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var matcher = constraint.matcher()
      var taken: [UInt8] = []
      for _ in 0..<40 where !matcher.hasEnded {
        let context = "\(name), seed \(seed), after \(String(decoding: taken, as: UTF8.self))"
        let completion = matcher.shortestCompletion()
        #expect(completion.count == matcher.shortestCompletionLength, "\(context)")
        var draft = matcher
        for (place, byte) in completion.enumerated() {
          #expect(draft.shortestCompletionLength == completion.count - place, "\(context)")
          expect(draft.accept(bytes: [byte]), is: true)
        }
        #expect(draft.isComplete, "\(context)")
        let permitted = MaskTests.tokens.indices.filter { matcher.permits($0) }
        let token = try #require(permitted.randomElement(using: &generator))
        expect(matcher.accept(token), is: true)
        taken += MaskTests.tokens[token] ?? []
      }
    }
  }

  @Test("No completion is shorter than the one that is told")
  func completionsAreShortest() throws {
    for (name, make) in MaskTests.definitions {
      let constraint = try CompiledConstraint(try make(), vocabulary: .bytes)
      let told = try #require(constraint.matcher().shortestCompletionLength)
      var automaton = PushdownAutomaton(
        try AutomatonProgram(try make()), limits: ConstraintLimits())
      var states = Set([automaton.start])
      for _ in 0..<min(told, 6) {
        let ends = states.contains { automaton.canEnd($0) }
        #expect(!ends, "\(name)")
        var next: Set<PushdownAutomaton.State> = []
        for state in states {
          for byte in UInt8.min...UInt8.max {
            let following = automaton.next(state, byte)
            if following >= 0 { next.insert(following) }
          }
        }
        states = next
      }
    }
  }

  @Test("The least number of bytes is known for answers of all kinds")
  func counts() throws {
    let cases: [(ConstraintDefinition, Int)] = [
      (.jsonObject, 2), (.choice(["abc", "ab"]), 2), (.regularExpression("a{3,}|b{2}c"), 3),
      (try .schema(#"{"type":"object","properties":{"a":{"const":"é\n"}},"required":["a"]}"#), 12),
      (try .schema(#"{"type":"array","minItems":3,"items":{"type":"integer"}}"#), 7),
      (.sequence([.textUntil(["<a>"]), .repetition(.text("xy"), minimum: 2, maximum: nil)]), 7),
      (.textWithout(["a"]), 0),
    ]
    for (definition, count) in cases {
      let matcher = try CompiledConstraint(definition, vocabulary: .bytes).matcher()
      #expect(matcher.shortestCompletionLength == count, "\(definition)")
    }
  }

  @Test(
    "An answer of random tokens that leave room for its end ends within any bound that is enough",
    arguments: 0..<MaskTests.definitions.count)
  func answersEndInTime(_ place: Int) throws {
    let (name, make) = MaskTests.definitions[place]
    let constraint = try CompiledConstraint(try make(), vocabulary: MaskTests.vocabulary)
    for seed in 1...12 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var matcher = constraint.matcher()
      var remaining = try #require(matcher.shortestCompletionLength) + 1 + seed
      while remaining > 0, !matcher.hasEnded {
        var mask = TokenMask(tokenCount: 0)
        try matcher.fillMask(&mask, remaining: remaining - 2)
        let token = try #require(
          mask.tokens.randomElement(using: &generator), "\(name), seed \(seed)")
        expect(matcher.accept(token), is: true)
        remaining -= 1
      }
      #expect(matcher.isComplete, "\(name), seed \(seed)")
    }
  }

  @Test(
    "Characters that have to be escaped are within reach of every end that is told",
    arguments: [
      #"\n"#, #"\t"#, #"\u0001"#, #"[\u0000-\u001f]"#, #"\n.*\n"#, #"^\"\u007f$"#, #"^[é😀]$"#,
    ])
  func controlCharacters(_ pattern: String) throws {
    let schema = JSONValue.members(["type": .string("string"), "pattern": .string(pattern)])
    let constraint = try CompiledConstraint(.jsonSchema(schema), vocabulary: .bytes)
    for seed in 1...40 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var matcher = constraint.matcher()
      var left = try #require(matcher.shortestCompletionLength) + seed % 5
      var mask = TokenMask(tokenCount: 257)
      while left > 0, !matcher.isComplete {
        left -= 1
        try matcher.fillMask(&mask, remaining: left)
        let token = try #require(mask.tokens.randomElement(using: &generator), "seed \(seed)")
        expect(matcher.accept(token), is: true)
      }
      #expect(matcher.isComplete, "seed \(seed)")
    }
  }
}
