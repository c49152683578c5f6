extension PushdownAutomaton {
  /// Adds what a part of the definition becomes before its first byte.
  mutating func unfold(_ node: AutomatonNode, on below: Stack, into reached: inout [Stack]) {
    guard unfolding.insert(stacks.push(node, on: below)).inserted else { return }
    depth += 1
    defer {
      depth -= 1
      if depth == 0 { unfolding.removeAll(keepingCapacity: true) }
    }
    guard depth < Self.depthLimit else {
      failure = failure ?? .limit(what: "parts within parts", limit: Self.depthLimit)
      return
    }
    switch node {
    case .expression(let part):
      if case .repetition = program.parts[Int(part)] {
        push(.again(expression: part, count: 0), on: below, into: &reached)
      } else {
        unfold(program.parts[Int(part)], on: below, into: &reached)
      }
    case .again(let part, let count): unfoldAgain(part, count, on: below, into: &reached)
    default: break
    }
  }

  private static let depthLimit = 500

  private mutating func unfold(_ part: ProgramPart, on below: Stack, into reached: inout [Stack]) {
    switch part {
    case .text(let text): push(.text(text, offset: 0), on: below, into: &reached)
    case .lexeme(let language):
      let language = program.languages[Int(language)]
      let lexeme = lexeme(language.expression, isString: language.isString)
      push(.lexeme(lexeme, state: lexemes.start(lexeme)), on: below, into: &reached)
    case .freeText(let triggers):
      push(.freeText(triggers, state: 0, step: .plain), on: below, into: &reached)
    case .value(let shape): push(.value(shape, isSpaced: false), on: below, into: &reached)
    case .sequence(let parts):
      var stack = below
      for part in parts.dropFirst().reversed() { stack = stacks.push(.expression(part), on: stack) }
      if let first = parts.first {
        push(.expression(first), on: stack, into: &reached)
      } else {
        resume(below, into: &reached)
      }
    case .union(let parts):
      for part in parts { push(.expression(part), on: below, into: &reached) }
    case .repetition: break
    }
  }

  private mutating func unfoldAgain(
    _ part: Int32, _ count: Int32, on below: Stack, into reached: inout [Stack]
  ) {
    guard case .repetition(let inner, var minimum, let maximum) = program.parts[Int(part)] else {
      return
    }
    if program.isNullable[Int(inner)] {
      // A round without bytes counts as one, and leads nowhere that the last one did not.
      minimum = 0
      let round = stacks.push(.again(expression: part, count: -1), on: below)
      guard unfolding.insert(round).inserted else { return }
    }
    if Int(count) >= minimum { resume(below, into: &reached) }
    if let maximum, Int(count) >= maximum { return }
    let next = maximum == nil ? min(Int(count) + 1, minimum) : Int(count) + 1
    let again = stacks.push(.again(expression: part, count: Int32(clamping: next)), on: below)
    push(.expression(inner), on: again, into: &reached)
  }
}
