/// The least number of bytes that end what is begun: for parts, shapes, frames and stacks.
///
/// Numbers are reached by some answer, and are the least ones, but for objects that have to have
/// more members than those that are required, and arrays of which some elements are counted: there
/// the shortest member or element is taken each time.
struct CompletionCosts {
  /// A number beyond all others: there is no end.
  static let endless = Int.max / 4

  private(set) var shapes: [Int]
  private(set) var parts: [Int]
  private var stacks: [StackTable.Stack: Int] = [:]
  private var states: [PushdownAutomaton.State: Int] = [:]

  init(_ automaton: inout PushdownAutomaton) {
    let program = automaton.program
    shapes = [Int](repeating: Self.endless, count: program.shapes.count)
    parts = [Int](repeating: Self.endless, count: program.parts.count)
    // Each round makes some number smaller, or is the last.
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for index in shapes.indices {
        let cost = cost(ofShape: Int32(index), &automaton)
        if cost < shapes[index] {
          shapes[index] = cost
          hasChanged = true
        }
      }
    }
    hasChanged = true
    while hasChanged {
      hasChanged = false
      for index in parts.indices {
        let cost = cost(of: program.parts[index], &automaton)
        if cost < parts[index] {
          parts[index] = cost
          hasChanged = true
        }
      }
    }
  }

  /// No byte makes the number of bytes to an end greater by more than this.
  func greatestStep(_ program: AutomatonProgram) -> Int {
    var names = 0
    for shape in program.shapes {
      for object in shape.objects {
        names = object.properties.reduce(names) { max($0, 6 * $1.name.utf8.count) }
      }
    }
    let values = (shapes + parts).filter { $0 < Self.endless }.max() ?? 0
    return values + names + 16
  }

  /// The least number of bytes from a state to the end of an answer.
  mutating func cost(
    ofState state: PushdownAutomaton.State, _ automaton: inout PushdownAutomaton
  ) -> Int {
    guard state >= 0 else { return Self.endless }
    if let known = states[state] { return known }
    var least = Self.endless
    for stack in automaton.stacks(of: state) {
      least = min(least, cost(ofStack: stack, &automaton))
    }
    states[state] = least
    return least
  }

  private mutating func cost(
    ofStack stack: StackTable.Stack, _ automaton: inout PushdownAutomaton
  ) -> Int {
    // From the bottom up, since stacks can be deep.
    var open: [StackTable.Stack] = []
    var current = stack
    while current >= 0, stacks[current] == nil {
      open.append(current)
      current = automaton.stacks.below(current)
    }
    var cost = current >= 0 ? stacks[current] ?? 0 : 0
    while let next = open.popLast() {
      cost = min(cost + self.cost(of: automaton.stacks.top(next), &automaton), Self.endless)
      stacks[next] = cost
    }
    return cost
  }

  private func cost(of part: ProgramPart, _ automaton: inout PushdownAutomaton) -> Int {
    switch part {
    case .text(let text): return automaton.program.texts[Int(text)].count
    case .lexeme(let language):
      let language = automaton.program.languages[Int(language)]
      let lexeme = automaton.lexeme(language.expression, isString: language.isString)
      return automaton.lexemes.shortest(lexeme, from: automaton.lexemes.start(lexeme)).count
    case .freeText(let triggers):
      let triggers = automaton.program.triggers[Int(triggers)]
      return triggers.endsText ? triggers.rest(0).count : 0
    case .value(let shape): return shapes[Int(shape)]
    case .sequence(let parts):
      return parts.reduce(0) { min($0 + self.parts[Int($1)], Self.endless) }
    case .union(let parts): return parts.reduce(Self.endless) { min($0, self.parts[Int($1)]) }
    case .repetition(let part, let minimum, _): return product(parts[Int(part)], minimum)
    }
  }

  private func product(_ cost: Int, _ count: Int) -> Int {
    if count <= 0 { return 0 }
    return cost >= Self.endless / count ? Self.endless : cost * count
  }
}

extension CompletionCosts {
  func cost(ofShape shape: Int32, _ automaton: inout PushdownAutomaton) -> Int {
    let openings = automaton.openings(of: shape)
    var least = Self.endless
    for node in openings.scalars { least = min(least, cost(of: node, &automaton)) }
    for node in openings.strings { least = min(least, 1 + cost(of: node, &automaton)) }
    for array in openings.arrays {
      least = min(least, 1 + cost(of: .array(array, .opened), &automaton))
    }
    for object in openings.objects {
      least = min(least, 1 + cost(of: .object(object, .opened), &automaton))
    }
    return least
  }

  /// The least number of bytes that a frame takes until it is through.
  private func cost(of node: AutomatonNode, _ automaton: inout PushdownAutomaton) -> Int {
    switch node {
    case .end: return 0
    case .expression(let part): return parts[Int(part)]
    case .again(let part, let count):
      guard case .repetition(let inner, let minimum, _) = automaton.program.parts[Int(part)] else {
        return Self.endless
      }
      return product(parts[Int(inner)], minimum - Int(count))
    case .text(let text, let offset):
      return automaton.program.texts[Int(text)].count - Int(offset)
    case .lexeme(let lexeme, let state):
      return automaton.lexemes.shortest(lexeme, from: state).count
    case .freeText(let triggers, let state, let step):
      let triggers = automaton.program.triggers[Int(triggers)]
      let rest = triggers.endsText ? triggers.rest(state).count : 0
      return step.shortestRest.count + rest
    case .value(let shape, _): return shapes[Int(shape)]
    case .string(let minimum, _, let step): return step.shortestRest.count + Int(minimum) + 1
    case .stringLexeme(let lexeme, let state):
      return automaton.lexemes.shortest(lexeme, from: state).count + 1
    case .stringOf(let set, let position):
      return automaton.plans.textSets[Int(set)].shortestRest(position).map { $0 + 1 }
        ?? Self.endless
    case .object(let progress, let phase): return cost(ofObject: progress, phase, &automaton)
    case .name(let progress, let position):
      return cost(ofName: progress, position, &automaton)
    case .colon(let shape): return 1 + shapes[Int(shape)]
    case .array(let progress, let phase): return cost(ofArray: progress, phase, &automaton)
    }
  }
}
