extension PushdownAutomaton {
  typealias Stack = StackTable.Stack

  /// Adds the stacks that a stack becomes by a byte.
  mutating func step(_ stack: Stack, _ byte: UInt8, into reached: inout [Stack]) {
    let below = stacks.below(stack)
    switch stacks.top(stack) {
    case .end, .expression, .again: break
    case .text(let text, let offset):
      let bytes = program.texts[Int(text)]
      guard Int(offset) < bytes.count, bytes[Int(offset)] == byte else { break }
      push(.text(text, offset: offset + 1), on: below, into: &reached)
    case .lexeme(let lexeme, let state):
      let next = lexemes.next(lexeme, state, byte)
      if next >= 0 { push(.lexeme(lexeme, state: next), on: below, into: &reached) }
    case .freeText(let triggers, let state, let step):
      let step = byte < 0x80 ? (step == .plain ? step : .dead) : step.next(byte)
      guard step != .dead else { break }
      let next = program.triggers[Int(triggers)].next(state, byte)
      push(.freeText(triggers, state: next, step: step), on: below, into: &reached)
    case .value(let shape, _): beginValue(shape, byte, on: below, into: &reached)
    case .string(let minimum, let maximum, let step):
      stepString(minimum, maximum, step, byte, on: below, into: &reached)
    case .stringLexeme(let lexeme, let state):
      if byte == 0x22, lexemes.isAccepting(lexeme, state) { resume(below, into: &reached) }
      let next = lexemes.next(lexeme, state, byte)
      if next >= 0 { push(.stringLexeme(lexeme, state: next), on: below, into: &reached) }
    case .stringOf(let set, let position):
      let texts = plans.textSets[Int(set)]
      if byte == 0x22, position.step.isBetween {
        if texts.textEnding(at: position) != nil { resume(below, into: &reached) }
      } else if let next = texts.next(position, byte) {
        push(.stringOf(set, next), on: below, into: &reached)
      }
    case .object(let progress, let phase):
      stepObject(progress, phase, byte, on: below, into: &reached)
    case .name(let progress, let position):
      stepName(progress, position, byte, on: below, into: &reached)
    case .colon(let shape):
      guard byte == 0x3A else { break }
      push(.value(shape, isSpaced: true), on: below, into: &reached)
    case .array(let progress, let phase):
      stepArray(progress, phase, byte, on: below, into: &reached)
    }
  }

  /// Adds a frame on a stack, or what it becomes without a byte.
  mutating func push(_ node: AutomatonNode, on below: Stack, into reached: inout [Stack]) {
    switch node {
    case .expression, .again: unfold(node, on: below, into: &reached)
    case .text(let text, let offset) where Int(offset) == program.texts[Int(text)].count:
      resume(below, into: &reached)
    case .freeText(let triggers, let state, let step):
      let automaton = program.triggers[Int(triggers)]
      if automaton.hasEnded(state) {
        if automaton.endsText { resume(below, into: &reached) }
      } else {
        reached.append(stacks.push(node, on: below))
        if !automaton.endsText, step == .plain { resume(below, into: &reached) }
      }
    case .lexeme(let lexeme, let state) where lexemes.isAccepting(lexeme, state):
      reached.append(stacks.push(node, on: below))
      resume(below, into: &reached)
    default: reached.append(stacks.push(node, on: below))
    }
  }

  /// Adds a stack whose last frame has just been taken off.
  mutating func resume(_ stack: Stack, into reached: inout [Stack]) {
    switch stacks.top(stack) {
    case .expression, .again:
      unfold(stacks.top(stack), on: stacks.below(stack), into: &reached)
    default: reached.append(stack)
    }
  }

  private mutating func stepString(
    _ minimum: Int32, _ maximum: Int32?, _ step: StringTextStep, _ byte: UInt8,
    on below: Stack, into reached: inout [Stack]
  ) {
    guard step.isBetween else {
      let next = step.next(byte)
      guard next != .dead else { return }
      let node = AutomatonNode.string(minimum: minimum, maximum: maximum, step: next)
      reached.append(stacks.push(node, on: below))
      return
    }
    if byte == 0x22 {
      if minimum == 0 { resume(below, into: &reached) }
      return
    }
    let next = step.next(byte)
    if next == .dead || maximum == 0 { return }
    let node = AutomatonNode.string(
      minimum: max(minimum - 1, 0), maximum: maximum.map { $0 - 1 }, step: next)
    reached.append(stacks.push(node, on: below))
  }
}
