extension PushdownAutomaton {
  /// Adds the stacks of an object between members.
  mutating func stepObject(
    _ index: Int32, _ phase: MemberPhase, _ byte: UInt8, on below: Stack,
    into reached: inout [Stack]
  ) {
    let state = plans.objectProgress[Int(index)]
    switch (phase, byte) {
    case (.opened, 0x7D), (.afterMember, 0x7D):
      if state.isComplete { resume(below, into: &reached) }
    case (.opened, 0x22), (.afterComma, 0x22):
      beginName(index, state, on: below, into: &reached)
    case (.afterMember, 0x2C):
      guard state.takesMembers else { return }
      reached.append(stacks.push(.object(index, .afterComma), on: below))
    default: return
    }
  }

  private mutating func beginName(
    _ index: Int32, _ state: ObjectState, on below: Stack, into reached: inout [Stack]
  ) {
    if !state.names.texts.isEmpty {
      reached.append(stacks.push(.name(index, state.names.start), on: below))
    } else {
      leaveNames(index, .plainName, on: below, into: &reached)
    }
    guard state.takesOthers else { return }
    for (lexeme, shape) in plans.plan(index).others {
      let node = AutomatonNode.stringLexeme(lexeme, state: lexemes.start(lexeme))
      reached.append(stacks.push(node, on: other(index, shape, on: below)))
    }
  }

  /// Adds the stack of a name that is none of the known ones, where any other is taken.
  private mutating func leaveNames(
    _ index: Int32, _ step: StringTextStep, on below: Stack, into reached: inout [Stack]
  ) {
    guard plans.objectProgress[Int(index)].takesOthers,
      let additional = plans.plan(index).additional
    else { return }
    let node = AutomatonNode.string(minimum: 0, maximum: nil, step: step)
    reached.append(stacks.push(node, on: other(index, additional, on: below)))
  }

  /// The stack below the name of a member that is not known by name.
  private mutating func other(_ index: Int32, _ shape: Int32, on below: Stack) -> Stack {
    let progress = plans.plan(index).addingOther(to: plans.objectProgress[Int(index)].progress)
    let after = stacks.push(.object(plans.index(of: progress), .afterMember), on: below)
    return stacks.push(.colon(shape), on: after)
  }

  /// Adds the stacks of a name by a byte.
  mutating func stepName(
    _ index: Int32, _ position: TextPosition, _ byte: UInt8, on below: Stack,
    into reached: inout [Stack]
  ) {
    let state = plans.objectProgress[Int(index)]
    guard byte == 0x22, position.step.isBetween else {
      if let next = state.names.next(position, byte) {
        reached.append(stacks.push(.name(index, next), on: below))
      } else {
        let step = position.step.next(byte)
        if step != .dead { leaveNames(index, step, on: below, into: &reached) }
      }
      return
    }
    let plan = plans.plan(index)
    if let text = state.names.textEnding(at: position) {
      let property = state.names.order[text]
      guard state.isPermitted[text], let shape = plan.shape.properties[property].shape else {
        return
      }
      let progress = plans.index(of: plan.adding(property, to: state.progress))
      let after = stacks.push(.object(progress, .afterMember), on: below)
      reached.append(stacks.push(.colon(Int32(shape)), on: after))
    } else if state.takesOthers, let additional = plan.additional {
      reached.append(other(index, additional, on: below))
    }
  }

  /// Adds the stacks of an array between elements.
  mutating func stepArray(
    _ index: Int32, _ phase: MemberPhase, _ byte: UInt8, on below: Stack,
    into reached: inout [Stack]
  ) {
    let progress = plans.arrayProgress[Int(index)]
    let array = plans.arrays[Int(progress.array)]
    if byte == 0x5D {
      if array.isComplete(progress) { resume(below, into: &reached) }
      return
    }
    let isFirst = phase == .opened
    guard isFirst || byte == 0x2C else { return }
    for element in array.steps(after: progress) {
      let next = plans.index(of: element.progress)
      let after = stacks.push(.array(next, .afterMember), on: below)
      let shape = Int32(element.shape)
      if isFirst {
        beginValue(shape, byte, on: after, into: &reached)
      } else {
        reached.append(stacks.push(.value(shape, isSpaced: true), on: after))
      }
    }
  }
}
