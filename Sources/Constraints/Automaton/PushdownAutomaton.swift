/// An automaton over bytes whose states are sets of stacks, made as they are needed.
///
/// A state stands for all ways in which the bytes so far can be read. States are interned, so that
/// ways that meet are one state, and each step of a state is worked out once.
struct PushdownAutomaton {
  /// A state by its number.
  typealias State = Int32

  /// The state from which no answer is reached.
  static let dead: State = -1
  /// A step that is not worked out yet.
  private static let unknown: State = -2

  let program: AutomatonProgram
  let limits: ConstraintLimits
  var stacks = StackTable()
  /// Plans of the objects and the arrays of each shape.
  var plans: ShapePlans
  /// Lexemes, by place, made when they are first met.
  var lexemes = LexemeTable()
  /// The error that the automaton ran into, after which all states are dead.
  var failure: ConstraintError? {
    get {
      guard ownFailure == nil, lexemes.isTooLarge else { return ownFailure }
      return .tooLarge(pointer: "", reason: "a pattern has too many states")
    }
    set { ownFailure = newValue }
  }
  private var ownFailure: ConstraintError?

  /// Parts that are being unfolded, so that none is twice, and how deep they lie in each other.
  var unfolding: Set<StackTable.Stack> = []
  var depth = 0

  private struct Key: Equatable {
    var stacks: [StackTable.Stack]
    var spaces: Int32
  }
  private var members = InternTable<Key>()
  /// The state of each stack by itself, without white space before it.
  private var statesOfStacks: [State] = []
  /// Steps of all states, 256 to a state.
  private var steps: [State] = []
  /// The state of the same stacks without white space before it.
  private var unspaced: [State] = []
  private(set) var allowsSpace: [Bool] = []
  private var canEndAt: [Bool] = []
  /// Bytes whose steps are each state's own, once they are asked for.
  private var distinct: [DistinctBytes] = []

  /// The state before the first byte.
  private(set) var start = dead

  init(_ program: AutomatonProgram, limits: ConstraintLimits) {
    self.program = program
    self.limits = limits
    plans = ShapePlans(program.shapes)
    let bottom = stacks.push(.end, on: -1)
    var first: [StackTable.Stack] = []
    push(.expression(program.root), on: bottom, into: &first)
    start = state(of: first, spaces: 0)
  }

  /// The number of states that are made.
  var stateCount: Int { members.count }

  /// The stacks of a state.
  func stacks(of state: State) -> [StackTable.Stack] { members.values[Int(state)].stacks }

  /// The number of characters of white space before a state.
  func spaces(before state: State) -> Int { Int(members.values[Int(state)].spaces) }

  /// Tells whether an answer may end in a state.
  func canEnd(_ state: State) -> Bool { state >= 0 && canEndAt[Int(state)] }

  /// The state after a byte.
  @inline(__always)
  mutating func next(_ state: State, _ byte: UInt8) -> State {
    guard state >= 0 else { return Self.dead }
    let known = steps[Int(state) &* 256 &+ Int(byte)]
    return known == Self.unknown ? makeStep(state, byte) : known
  }

  @inline(never)
  private mutating func makeStep(_ state: State, _ byte: UInt8) -> State {
    var result = Self.dead
    if failure == nil {
      let isSpace = byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
      if isSpace, allowsSpace[Int(state)] {
        result = spaceStep(state, byte)
      } else if unspaced[Int(state)] != state {
        result = next(unspaced[Int(state)], byte)
      } else {
        return makeSteps(state, byte)
      }
    }
    steps[Int(state) * 256 + Int(byte)] = result
    return result
  }

  /// Works out a step, and with it those of all bytes of a kind if they lead to the same state.
  private mutating func makeSteps(_ state: State, _ byte: UInt8) -> State {
    if case .unknown = distinct[Int(state)] { distinct[Int(state)] = distinctBytes(state) }
    let result = computedStep(state, byte)
    let row = Int(state) * 256
    guard case .bytes(let distinct) = distinct[Int(state)], !distinct.contains(byte) else {
      steps[row + Int(byte)] = result
      return result
    }
    for other in Self.bytesOfKind[Int(Self.kinds[Int(byte)])] where !distinct.contains(other) {
      steps[row + Int(other)] = result
    }
    return result
  }

  private mutating func computedStep(_ state: State, _ byte: UInt8) -> State {
    var reached: [StackTable.Stack] = []
    for stack in members.values[Int(state)].stacks { step(stack, byte, into: &reached) }
    return self.state(of: reached, spaces: 0)
  }

  private mutating func spaceStep(_ state: State, _ byte: UInt8) -> State {
    let key = members.values[Int(state)]
    let after = limits.spaces(Int(key.spaces), after: byte)
    var reached: [StackTable.Stack] = []
    for stack in key.stacks {
      if stacks.top(stack).allowsSpace {
        if after != nil { reached.append(stack) }
      } else {
        step(stack, byte, into: &reached)
      }
    }
    return self.state(of: reached, spaces: after.map { Int32($0) } ?? 0)
  }

  /// The state of some stacks.
  mutating func state(of reached: [StackTable.Stack], spaces: Int32) -> State {
    guard !reached.isEmpty, failure == nil else { return Self.dead }
    var reached = reached
    if reached.count > 1 {
      reached.sort()
      var last: StackTable.Stack = -1
      reached.removeAll { stack in
        defer { last = stack }
        return stack == last
      }
    }
    guard reached.count <= limits.ambiguityLimit, members.count < limits.stateLimit,
      stacks.count < limits.stackLimit
    else {
      failure = .limit(what: "ways to read the answer so far", limit: limits.ambiguityLimit)
      return Self.dead
    }
    let isAlone = spaces == 0 && reached.count == 1
    if isAlone {
      let stack = Int(reached[0])
      if stack >= statesOfStacks.count {
        statesOfStacks += repeatElement(Self.dead, count: stacks.count - statesOfStacks.count)
      }
      if statesOfStacks[stack] >= 0 { return statesOfStacks[stack] }
    }
    let base = spaces == 0 ? Self.dead : state(of: reached, spaces: 0)
    var hash = NumberHash()
    hash.combine(UInt64(spaces))
    for stack in reached { hash.combine(UInt64(stack)) }
    let count = members.count
    let state = members.number(of: Key(stacks: reached, spaces: spaces), hash: hash.value)
    if members.count == count { return state }
    if isAlone { statesOfStacks[Int(reached[0])] = state }
    steps.append(contentsOf: repeatElement(Self.unknown, count: 256))
    unspaced.append(spaces == 0 ? state : base)
    allowsSpace.append(reached.contains { stacks.top($0).allowsSpace })
    distinct.append(.unknown)
    canEndAt.append(reached.contains { stacks.top($0) == .end })
    return state
  }
}
