import Testing

@testable import Constraints

@Suite("Masks")
struct MaskTests {
  static let definitions: [(name: String, make: @Sendable () throws -> ConstraintDefinition)] = [
    ("any object", { .jsonObject }),
    ("any value", { try .schema("{}") }),
    (
      "members",
      {
        try .schema(
          #"""
          {"type":"object","properties":{"name":{"type":"string"},"näme":{"type":"integer"},
          "na":{"type":"array","items":{"type":"boolean"},"maxItems":3}},"required":["na"]}
          """#)
      }
    ),
    (
      "closed members",
      {
        try .schema(
          #"""
          {"type":"object","properties":{"id":{"type":"integer","minimum":7,"maximum":120},
          "kind":{"enum":["red","réd","redder","a\"b"]},"note":{"type":"string","maxLength":5}},
          "required":["id","kind"],"additionalProperties":false}
          """#)
      }
    ),
    (
      "counted strings",
      { try .schema(#"{"type":"array","items":{"type":"string","minLength":3,"maxLength":9}}"#) }
    ),
    ("pattern", { try .schema(#"{"type":"string","pattern":"^[a-f]{2,4}(é|[0-9]+)$"}"#) }),
    (
      "recursive",
      { try .schema(##"{"anyOf":[{"type":"array","items":{"$ref":"#"}},{"type":"string"}]}"##) }
    ),
    (
      "patterns of names",
      {
        try .schema(
          #"{"type":"object","patternProperties":{"^x":{"type":"integer"}},"maxProperties":3}"#)
      }
    ),
    ("regular expression", { .regularExpression("(ab|a)*[^x]{1,3}") }),
    ("choice", { .choice(["red", "redder", "green", "été"]) }),
    (
      "tagged",
      {
        .sequence([
          .textUntil(["<call>"]),
          .repetition(
            .sequence([.jsonObject, .optional(.text(" "))]), minimum: 1, maximum: 2),
          .text("</call>"), .textWithout(["<call>"]),
        ])
      }
    ),
  ]

  @Test(
    "A mask has exactly the tokens that can be accepted, wherever a sequence stands",
    arguments: 0..<definitions.count)
  func masksAgree(_ place: Int) throws {
    let (name, make) = Self.definitions[place]
    let constraint = try CompiledConstraint(try make(), vocabulary: Self.vocabulary)
    for seed in 1...12 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var matcher = constraint.matcher()
      var taken: [UInt8] = []
      for _ in 0..<60 where !matcher.hasEnded {
        var mask = TokenMask(tokenCount: 0)
        try matcher.fillMask(&mask)
        let accepted = (0..<Self.tokens.count).filter { matcher.permits($0) }
        let context = "\(name), seed \(seed), after \(String(decoding: taken, as: UTF8.self))"
        try #require(mask.tokens == accepted, "\(context)")
        // A sequence never stands where nothing may come.
        let token = try #require(accepted.randomElement(using: &generator), "\(context)")
        expect(matcher.accept(token), is: true)
        taken += Self.tokens[token] ?? []
      }
    }
  }

  @Test("A refused token leaves the matcher as it was")
  func refusedToken() throws {
    let constraint = try CompiledConstraint(.choice(["ab"]), vocabulary: .bytes)
    var matcher = constraint.matcher()
    expect(matcher.accept(0x62), is: false)
    expect(matcher.accept(256), is: false)
    expect(matcher.accept(-1), is: false)
    expect(matcher.accept(1_000_000), is: false)
    expect(matcher.accept(0x61), is: true)
    var draft = matcher
    expect(draft.accept(0x62), is: true)
    #expect(draft.isComplete)
    #expect(!matcher.isComplete)
  }

  @Test("End tokens are permitted exactly where the answer may end, and nothing after them")
  func endTokens() throws {
    let constraint = try CompiledConstraint(
      .regularExpression("a{1,2}"), vocabulary: .bytes)
    var matcher = constraint.matcher()
    var mask = TokenMask(tokenCount: 257)
    try matcher.fillMask(&mask)
    #expect(mask.tokens == [0x61])
    expect(matcher.accept(0x61), is: true)
    try matcher.fillMask(&mask)
    #expect(mask.tokens == [0x61, 256])
    expect(matcher.accept(256), is: true)
    #expect(matcher.hasEnded)
    try matcher.fillMask(&mask)
    #expect(mask.tokens.isEmpty)
    expect(matcher.accept(0x61), is: false)
  }

  /// Every byte, pieces of JSON with quotes, spaces and escapes in all places, and an end token.
  static let tokens: [[UInt8]?] = {
    let texts = [
      #"{"name": "red", "na": [true, false], "näme": 12}"#,
      "{\n  \"id\": 42,\n  \"kind\": \"réd\"\n}",
      #"["abc\u00e9\ud83d\ude00\n", "dé😀\"x"]"#, #"x1", "x2": 3, "", "":"#, "<call>{}</call> <ca",
      #"ab0123456789null-1.5e+7"}"#, "redder\", \"note\": \"été\"", "        \n\n\t\t ]]]}}}",
    ]
    var pieces: Set<[UInt8]> = []
    for text in texts.map({ Array($0.utf8) }) {
      for start in text.indices {
        for length in [2, 3, 4, 6, 9, 14] where start + length <= text.count {
          pieces.insert(Array(text[start..<(start + length)]))
        }
      }
    }
    let sorted = pieces.sorted { $0.lexicographicallyPrecedes($1) }
    // Twice the same text, a control token, an empty one.
    return (0...255).map { [UInt8($0)] } + sorted + [Array("red".utf8), nil, [], nil]
  }()

  static let vocabulary = ConstraintVocabulary(tokens: tokens, endTokens: [tokens.count - 1])
}

/// A generator of random numbers that repeats itself (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
