/// The number of bytes that it takes to finish an answer from any state, each worked out once.
///
/// The frames of a stack go on one after another, so that what a stack takes is the sum of what its
/// frames take. Each of those is the least there is, but where members are added only to reach a
/// number of them: there the cheapest are taken one by one. All of them can be reached: from a state
/// that takes `n` bytes, some byte leads to one that takes fewer.
struct CompletionCosts {
  /// The cost of what cannot be finished.
  static let unreachable = Int.max / 8

  /// The costs of all shapes and of all parts, once they are known.
  var shapes: [Int] = []
  var parts: [Int] = []
  private var isReady = false
  private var nodes: [AutomatonNode: Int] = [:]
  private var stacks: [StackTable.Stack: Int] = [:]

  /// The number of bytes from a state to the end of an answer.
  mutating func cost(of state: PushdownAutomaton.State, _ automaton: inout PushdownAutomaton) -> Int {
    guard state >= 0 else { return Self.unreachable }
    prepare(&automaton)
    var least = Self.unreachable
    for stack in automaton.stacks(of: state) { least = min(least, cost(ofStack: stack, &automaton)) }
    return least
  }

  private mutating func prepare(_ automaton: inout PushdownAutomaton) {
    guard !isReady else { return }
    settleShapes(&automaton)
    settleParts(&automaton)
    nodes.removeAll()
    isReady = true
  }

  private mutating func cost(
    ofStack top: StackTable.Stack, _ automaton: inout PushdownAutomaton
  ) -> Int {
    var frames: [StackTable.Stack] = []
    var stack = top
    var total = 0
    while stack >= 0 {
      if let known = stacks[stack] {
        total = known
        break
      }
      frames.append(stack)
      stack = automaton.stacks.below(stack)
    }
    for frame in frames.reversed() {
      total = Self.sum(total, cost(of: automaton.stacks.top(frame), &automaton))
      stacks[frame] = total
    }
    return total
  }

  /// The number of bytes that a frame takes until the one below goes on.
  mutating func cost(of node: AutomatonNode, _ automaton: inout PushdownAutomaton) -> Int {
    if let known = nodes[node] { return known }
    let cost = computed(node, &automaton)
    nodes[node] = cost
    return cost
  }

  private mutating func computed(
    _ node: AutomatonNode, _ automaton: inout PushdownAutomaton
  ) -> Int {
    switch node {
    case .end: return 0
    case .expression(let part): return parts[Int(part)]
    case .again(let part, let count): return rounds(after: count, of: part, automaton.program)
    case .text(let text, let offset):
      return automaton.program.texts[Int(text)].count - Int(offset)
    case .lexeme(let lexeme, let state): return lexemeCost(lexeme, state, &automaton)
    case .freeText(let triggers, let state, let step):
      return automaton.program.triggers[Int(triggers)].cost(from: state, step)
    case .value(let shape, _): return shapes[Int(shape)]
    case .string(let minimum, _, let step): return step.shortestRest.count + Int(minimum) + 1
    case .stringLexeme(let lexeme, let state):
      return Self.sum(lexemeCost(lexeme, state, &automaton), 1)
    case .stringOf(let set, let position):
      let texts = automaton.plans.textSets[Int(set)]
      return texts.costs(at: position).reduce(Self.unreachable) { min($0, $1.cost) } + 1
    case .object(let object, let phase): return objectCost(object, phase, &automaton)
    case .name(let object, let position): return nameCost(object, position, &automaton)
    case .colon(let shape): return Self.sum(1, shapes[Int(shape)])
    case .array(let array, let phase): return arrayCost(array, phase, automaton)
    }
  }

  private func lexemeCost(_ lexeme: Int32, _ state: Int32, _ automaton: inout PushdownAutomaton)
    -> Int
  {
    if automaton.lexemes.isAccepting(lexeme, state) { return 0 }
    let rest = automaton.lexemes.shortest(lexeme, from: state)
    return rest.isEmpty ? Self.unreachable : rest.count
  }

  /// The cost of the rounds that have to come after so many.
  private func rounds(after count: Int32, of part: Int32, _ program: AutomatonProgram) -> Int {
    guard case .repetition(let inner, let minimum, _) = program.parts[Int(part)], count >= 0 else {
      return 0
    }
    return Self.product(max(0, minimum - Int(count)), parts[Int(inner)])
  }

  /// A sum that ends at `unreachable`.
  static func sum(_ one: Int, _ other: Int) -> Int { min(one + other, unreachable) }

  /// A product that ends at `unreachable`.
  static func product(_ count: Int, _ cost: Int) -> Int {
    let (product, isOver) = count.multipliedReportingOverflow(by: cost)
    return isOver ? unreachable : min(product, unreachable)
  }
}
