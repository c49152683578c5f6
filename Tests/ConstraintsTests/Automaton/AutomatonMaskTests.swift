import JSON
import Testing

@testable import Constraints

/// Masks against the automaton run over each token by itself.
struct AutomatonMaskTests {
  private static let words = [
    "{", "}", "[", "]", ":", ",", "\"", " ", "\n", "  ", "\t ", "{\"", "\":", "\": \"", "\", \"",
    "\"}", "\"]", "\"},", "\"a", "a", "b", "ab", "abc", "na", "name", "me", "x", "xy", "0", "1",
    "12",
    "-", ".", "e", "E5", "true", "false", "null", "tr", "ue", "\\", "\\n", "\\u", "00", "61", "D8",
    "3D", "\\ud83d\\ude00", "é", "😀", "日本", "red", "green", "gr", "een", "\"red\"", ",\"", "}}",
    "]]", ", ", ": ", "<end>", "call", "> ", "--",
  ]
  private static let vocabulary: ConstraintVocabulary = {
    var tokens: [[UInt8]?] = words.map { Array($0.utf8) }
    for byte in UInt8.min...UInt8.max { tokens.append([byte]) }
    tokens.append(nil)
    tokens.append(Array("</s>".utf8))
    return ConstraintVocabulary(tokens: tokens, endTokens: [tokens.count - 1])
  }()

  private static let schemas = [
    #"{"type": "object"}"#,
    #"{"type": "object", "properties": {"name": {"type": "string"}, "na": {"type": "integer"}},"#
      + #" "required": ["name"]}"#,
    #"{"type": "object", "properties": {"a": {"enum": ["red", "green", "é\"\\"]}, "ab": {}},"#
      + #" "required": ["a"], "additionalProperties": false}"#,
    #"{"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 3}, "maxItems": 3}"#,
    #"{"type": "object", "patternProperties": {"^x": {"type": "number"}}, "minProperties": 1}"#,
    #"{"type": "object", "properties": {"a": {}, "ab": {}, "na": {}}, "minProperties": 2,"#
      + #" "additionalProperties": false}"#,
    #"{"anyOf": [{"type": "string", "pattern": "^a+b?$"}, {"type": ["null", "boolean"]}]}"#,
    ##"{"type": "object", "properties": {"n": {"$ref": "#"}}, "maxProperties": 2}"##,
    #"{"type": "array", "items": {"enum": ["red", "a", null]}, "uniqueItems": true, "minItems": 2}"#,
    #"{"type": "array", "contains": {"const": 1}, "minContains": 2, "maxContains": 3}"#,
  ]

  private static func definitions() throws -> [ConstraintDefinition] {
    try schemas.map { .jsonSchema(try JSONValue(parsing: $0)) } + [
      .jsonObject, .choice(["red", "green", "gr"]), .regularExpression("(ab|c)*x{2,3}"),
      .sequence([
        .textUntil(["<end>", "call"]), .optional(.jsonObject),
        .repetition(.choice(["a", "", "ab"]), minimum: 2, maximum: 4),
      ]),
      .union([.textWithout(["--"]), .sequence([.textUntil(["--"]), .text("é")])]),
    ]
  }

  @Test(arguments: [3 as UInt64, 17, 2026])
  func `a mask has exactly the tokens that the automaton takes`(seed: UInt64) throws {
    var random = SmallGenerator(seed: seed)
    for (place, definition) in try Self.definitions().enumerated() {
      let constraint = try CompiledConstraint(definition, vocabulary: Self.vocabulary)
      for _ in 0..<6 {
        var matcher = constraint.matcher()
        var mask = TokenMask(tokenCount: Self.vocabulary.tokenCount)
        for step in 0..<25 {
          try matcher.fillMask(&mask)
          let taken = (0..<Self.vocabulary.tokenCount).filter { matcher.permits($0) }
          #expect(mask.tokens == taken, "definition \(place), step \(step), seed \(seed)")
          guard let token = taken.randomElement(using: &random) else { break }
          let isTaken = matcher.accept(token)
          #expect(isTaken)
        }
      }
    }
  }

  @Test(arguments: [5 as UInt64, 91])
  func `from every state that is reached the shortest end is an end`(seed: UInt64) throws {
    var random = SmallGenerator(seed: seed)
    for (place, definition) in try Self.definitions().enumerated() {
      let constraint = try CompiledConstraint(definition, vocabulary: Self.vocabulary)
      for _ in 0..<6 {
        var matcher = constraint.matcher()
        var mask = TokenMask(tokenCount: Self.vocabulary.tokenCount)
        for step in 0..<20 where !matcher.hasEnded {
          let comment = "definition \(place), step \(step), seed \(seed)"
          let length = try #require(matcher.shortestCompletionLength, "\(comment)")
          let bytes = matcher.shortestCompletion()
          #expect(bytes.count == length, "\(comment)")
          var other = matcher
          let isEnd = other.accept(bytes: bytes)
          #expect(isEnd && other.isComplete, "\(comment)")
          try matcher.fillMask(&mask)
          guard let token = mask.tokens.randomElement(using: &random) else { break }
          let isTaken = matcher.accept(token)
          #expect(isTaken)
        }
      }
    }
  }

  @Test(arguments: [8 as UInt64, 40])
  func `an answer that keeps its end within reach ends in time`(seed: UInt64) throws {
    var random = SmallGenerator(seed: seed)
    for (place, definition) in try Self.definitions().enumerated() {
      let constraint = try CompiledConstraint(definition, vocabulary: Self.vocabulary)
      var matcher = constraint.matcher()
      var mask = TokenMask(tokenCount: Self.vocabulary.tokenCount)
      var left = try #require(matcher.shortestCompletionLength) + 6
      while left > 0, !matcher.hasEnded {
        left -= 1
        try matcher.fillMask(&mask, remaining: left)
        let token = try #require(
          mask.tokens.randomElement(using: &random), "definition \(place), seed \(seed)")
        let isTaken = matcher.accept(token)
        #expect(isTaken)
      }
      #expect(matcher.hasEnded || matcher.isComplete, "definition \(place), seed \(seed)")
    }
  }
}

/// A small generator of numbers that are the same for the same seed (Steele and others, 2014).
struct SmallGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
