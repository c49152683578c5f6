/// An automaton over bytes for a language of texts, made as far as it is walked.
///
/// Every state leads on to the end of some text of the language. States are derivatives of the
/// language, and what is read of a character: bytes of UTF-8, or of an escape in a JSON string.
struct LexemeAutomaton {
  /// The spelling of texts.
  enum Form {
    /// UTF-8.
    case text
    /// As in a JSON string, without its quotes: UTF-8, or escapes.
    case stringBody
  }

  struct State: Hashable {
    /// That which is left of the language after the characters that were read.
    var language: Int32
    var character = CharacterProgress()
    var escape = EscapeProgress.none
  }

  /// The first state.
  private(set) var start: Int32 = 0
  /// Tells whether there would have been more states than may be kept; some ways are closed then.
  private(set) var isTooLarge = false
  let arena: ExpressionArena
  let form: Form
  private let limit: Int
  private(set) var states: [State] = []
  private var numbers: [State: Int32] = [:]
  /// For each state and byte the next state, -1 for none, -2 for one that was not looked for.
  private var table: [Int32] = []

  /// - Parameter limit: Most states that are kept.
  /// - Throws: `ConstraintError.tooLarge`, and `.unsatisfiable` for a language without texts.
  init(
    _ expression: RegularExpression, form: Form, limit: Int = 20_000
  ) throws(ConstraintError) {
    self.form = form
    self.limit = limit
    arena = ExpressionArena()
    let language = arena.number(of: expression.node)
    guard try !arena.isEmpty(language) else {
      throw .unsatisfiable(pointer: "", reason: "no text matches")
    }
    start = number(of: State(language: language))
  }

  private mutating func number(of state: State) -> Int32 {
    if let known = numbers[state] { return known }
    guard states.count < limit, !arena.isFull else {
      isTooLarge = true
      return -1
    }
    let number = Int32(states.count)
    states.append(state)
    numbers[state] = number
    table += repeatElement(-2, count: 256)
    return number
  }

  /// Tells whether a text of the language ends in a state.
  func isAccepting(_ state: Int32) -> Bool {
    let state = states[Int(state)]
    return state.character.isBetween && state.escape == .none
      && arena.isNullable[Int(state.language)]
  }

  /// Tells whether a state lies between two characters.
  func isBetweenCharacters(_ state: Int32) -> Bool {
    states[Int(state)].character.isBetween && states[Int(state)].escape == .none
  }

  /// The state after a byte, or -1.
  @inline(__always)
  mutating func next(_ state: Int32, _ byte: UInt8) -> Int32 {
    let place = Int(state) * 256 + Int(byte)
    let known = table[place]
    return known == -2 ? makeNext(state, byte) : known
  }

  @inline(never)
  private mutating func makeNext(_ state: Int32, _ byte: UInt8) -> Int32 {
    let next = compute(states[Int(state)], byte)
    table[Int(state) * 256 + Int(byte)] = next
    return next
  }

  private mutating func compute(_ state: State, _ byte: UInt8) -> Int32 {
    if state.escape != .none { return escaped(state, byte) }
    if form == .stringBody, state.character.isBetween {
      if byte == 0x5C { return alive(State(language: state.language, escape: .begun)) }
      if byte < 0x20 || byte == 0x22 { return -1 }
    }
    var next = state
    guard next.character.read(byte) else { return -1 }
    if next.character.isBetween {
      if next.character.isKnown { return complete(state.language, next.character.value) }
      // The language is already the one after the character.
      return number(of: State(language: state.language))
    }
    if !next.character.isKnown { return number(of: next) }
    // Characters that go on the same way are one state.
    let range = next.character.scalars
    let boundaries = arena.boundaries(state.language)
    if !boundaries.contains(where: { $0 > range.lowerBound && $0 <= range.upperBound }) {
      next.language = arena.derivative(state.language, range.lowerBound)
      next.character.forgetValue()
      return isDead(next.language) ? -1 : number(of: next)
    }
    return alive(next)
  }

  private mutating func escaped(_ state: State, _ byte: UInt8) -> Int32 {
    switch state.escape.next(byte) {
    case .dead: return -1
    case .open(let escape): return alive(State(language: state.language, escape: escape))
    case .scalar(let value): return complete(state.language, value)
    }
  }

  /// The state after a whole character.
  private mutating func complete(_ language: Int32, _ scalar: UInt32) -> Int32 {
    let rest = arena.derivative(language, scalar)
    return isDead(rest) ? -1 : number(of: State(language: rest))
  }

  /// The number of a state within a character, or -1 if no character leads on.
  private mutating func alive(_ state: State) -> Int32 {
    if let known = numbers[state] { return known }
    let ranges = state.escape == .none ? [state.character.scalars] : state.escape.scalars
    let boundaries = arena.boundaries(state.language)
    for range in ranges {
      let inside = boundaries.filter { range.contains($0) }
      for scalar in [range.lowerBound] + inside {
        let candidate = (0xD800...0xDFFF).contains(scalar) ? 0xE000 : scalar
        guard range.contains(candidate) else { continue }
        if !isDead(arena.derivative(state.language, candidate)) { return number(of: state) }
      }
    }
    return -1
  }

  /// Tells whether a language has no text; one that is too large to tell counts as one without.
  private mutating func isDead(_ language: Int32) -> Bool {
    if let known = arena.emptiness[language] { return known }
    do {
      return try arena.isEmpty(language)
    } catch {
      isTooLarge = true
      return true
    }
  }
}
