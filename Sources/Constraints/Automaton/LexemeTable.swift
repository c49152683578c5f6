/// The automata of languages, by place, each made once.
struct LexemeTable {
  /// The places of the words of JSON, which are always there.
  static let null: Int32 = -1
  static let `true`: Int32 = -2
  static let `false`: Int32 = -3

  private static let words: [[UInt8]] = [
    Array("null".utf8), Array("true".utf8), Array("false".utf8),
  ]

  private var automata: [LexemeAutomaton] = []
  private var universal: [Int64: Bool] = [:]
  private var indices: [AutomatonProgram.Language: Int32] = [:]
  /// Tells whether some lexeme has gone beyond its limit; ways are closed then that should be open.
  private(set) var isTooLarge = false

  /// The place of a language's automaton.
  mutating func index(of language: AutomatonProgram.Language) throws(ConstraintError) -> Int32 {
    if let known = indices[language] { return known }
    automata.append(
      try LexemeAutomaton(language.expression, form: language.isString ? .stringBody : .text))
    let index = Int32(automata.count - 1)
    indices[language] = index
    return index
  }

  /// The first state of a lexeme.
  func start(_ lexeme: Int32) -> Int32 { lexeme < 0 ? 0 : automata[Int(lexeme)].start }

  /// The state of a lexeme after a byte, or -1.
  mutating func next(_ lexeme: Int32, _ state: Int32, _ byte: UInt8) -> Int32 {
    if lexeme >= 0 {
      let next = automata[Int(lexeme)].next(state, byte)
      if next < 0 { noteSize(of: lexeme) }
      return next
    }
    let word = Self.words[Int(-1 - lexeme)]
    return Int(state) < word.count && word[Int(state)] == byte ? state + 1 : -1
  }

  /// Notices whether a lexeme has gone beyond its limit.
  mutating func noteSize(of lexeme: Int32) {
    if automata[Int(lexeme)].isTooLarge { isTooLarge = true }
  }

  /// Tells whether a text of the language ends in a state.
  func isAccepting(_ lexeme: Int32, _ state: Int32) -> Bool {
    if lexeme >= 0 { return automata[Int(lexeme)].isAccepting(state) }
    return Int(state) == Self.words[Int(-1 - lexeme)].count
  }

  /// Tells whether every text of a string goes on from a state.
  mutating func isUniversal(_ lexeme: Int32, _ state: Int32) -> Bool {
    let key = Int64(lexeme) << 32 | Int64(state)
    if let known = universal[key] { return known }
    let result =
      isAccepting(lexeme, state)
      && (0x61...0x7A).allSatisfy {
        automata[Int(lexeme)].next(state, $0) == state
      } && comesBack(lexeme, state)
    universal[key] = result
    return result
  }

  /// Tells whether every character leads from a state to itself.
  ///
  /// Escapes lead where the characters do that they stand for, so that only those of characters are
  /// looked at that have no other spelling.
  private mutating func comesBack(_ lexeme: Int32, _ state: Int32) -> Bool {
    for escape in Self.escapes {
      var current = state
      for byte in escape where current >= 0 { current = automata[Int(lexeme)].next(current, byte) }
      guard current == state else { return false }
    }
    var open: [(state: Int32, step: StringTextStep)] = [(state, .plain)]
    var seen: Set<Int64> = []
    while let (current, step) = open.popLast() {
      for byte in UInt8.min...UInt8.max where byte != 0x5C {
        let nextStep = step.next(byte)
        guard nextStep != .dead else { continue }
        let next = automata[Int(lexeme)].next(current, byte)
        if nextStep == .plain {
          guard next == state else { return false }
        } else {
          guard next >= 0 else { return false }
          let key = Int64(next) << 8 | Int64(nextStep.rawValue)
          if seen.insert(key).inserted { open.append((next, nextStep)) }
        }
      }
    }
    return true
  }

  /// Escapes of the characters that are always escaped.
  private static let escapes: [[UInt8]] =
    (0..<32).map { Array(($0 < 16 ? "\\u000" : "\\u001").utf8) + String($0 % 16, radix: 16).utf8 }
    + [Array(#"\""#.utf8), Array(#"\\"#.utf8)]

  /// Tells whether a state of a string's lexeme lies between two characters.
  func isBetweenCharacters(_ lexeme: Int32, _ state: Int32) -> Bool {
    automata[Int(lexeme)].isBetweenCharacters(state)
  }

  /// Runs a lexeme over the texts of a tree.
  ///
  /// - Parameters:
  ///   - staying: Is given each text that the lexeme goes on with.
  ///   - closing: Is given the nodes of texts that end it with a quote, whatever comes after that.
  mutating func walk(
    _ trie: TokenTrie, _ lexeme: Int32, from state: Int32,
    staying: (Int32) -> Void, closing: (Range<Int>) -> Void
  ) {
    automata[Int(lexeme)].walk(trie, from: state, staying: staying, closing: closing)
    noteSize(of: lexeme)
  }

  /// A shortest text from a state to one where a text of the language ends.
  mutating func shortest(_ lexeme: Int32, from state: Int32) -> [UInt8] {
    if lexeme >= 0 { return automata[Int(lexeme)].shortest(from: state) }
    return Array(Self.words[Int(-1 - lexeme)].dropFirst(Int(state)))
  }
}
