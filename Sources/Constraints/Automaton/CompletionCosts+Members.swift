extension CompletionCosts {
  /// The bytes from between two elements to the end of an array.
  func cost(
    ofArray index: Int32, _ phase: MemberPhase, _ automaton: inout PushdownAutomaton
  ) -> Int {
    var progress = automaton.plans.arrayProgress[Int(index)]
    let array = automaton.plans.arrays[Int(progress.array)]
    var isFirst = phase == .opened
    var cost = 0
    while !array.isComplete(progress) {
      let isWanting = Int(progress.counted) < array.counted?.minimumCount ?? 0
      let steps = array.steps(after: progress).filter { $0.progress != progress }
      let counted = steps.filter { $0.progress.counted > progress.counted }
      let choices = isWanting && !counted.isEmpty ? counted : steps
      guard let step = choices.min(by: { shapes[$0.shape] < shapes[$1.shape] }) else {
        return Self.endless
      }
      cost += shapes[step.shape] + (isFirst ? 0 : 1)
      guard cost < Self.endless else { return Self.endless }
      isFirst = false
      progress = step.progress
    }
    return cost + 1
  }

  /// The bytes from between two members to the end of an object.
  func cost(
    ofObject index: Int32, _ phase: MemberPhase, _ automaton: inout PushdownAutomaton
  ) -> Int {
    var index = index
    var isFirst = phase != .afterMember
    var mustGoOn = phase == .afterComma
    var cost = 0
    while true {
      let state = automaton.plans.objectProgress[Int(index)]
      if state.isComplete, !mustGoOn { return min(cost + 1, Self.endless) }
      guard let member = nextMember(of: state, &automaton) else { return Self.endless }
      cost += member.cost + (isFirst ? 0 : 1)
      // A member that has to come after a comma may leave an object that does not count as it was.
      guard cost < Self.endless, mustGoOn || member.next != state.progress else {
        return Self.endless
      }
      mustGoOn = false
      isFirst = false
      index = automaton.plans.index(of: member.next)
    }
  }

  /// The member that an object is brought to its end with: one that has to be there if there is
  /// one, or else the shortest that may.
  private func nextMember(
    of state: ObjectState, _ automaton: inout PushdownAutomaton
  ) -> (cost: Int, next: ObjectProgress)? {
    let plan = automaton.plans.objects[Int(state.progress.object)]
    let wanted = plan.wanted(state.progress)
    var best: (cost: Int, next: ObjectProgress)?
    for (text, property) in state.names.order.enumerated() where state.isPermitted[text] {
      guard wanted.isEmpty || wanted.contains(property),
        let shape = plan.shape.properties[property].shape
      else { continue }
      let cost = JSONSpelling.length(state.names.texts[text][...]) + 3 + shapes[shape]
      if cost < best?.cost ?? Self.endless {
        best = (cost, plan.adding(property, to: state.progress))
      }
    }
    guard wanted.isEmpty, state.takesOthers else { return best }
    for (lexeme, shape) in plan.others {
      let start = automaton.lexemes.start(lexeme)
      let name = automaton.lexemes.shortest(lexeme, from: start).count
      let cost = name + 3 + shapes[Int(shape)]
      if cost < best?.cost ?? Self.endless {
        best = (cost, plan.addingOther(to: state.progress))
      }
    }
    if let additional = plan.additional {
      let cost = plan.shortestOtherName + 3 + shapes[Int(additional)]
      if cost < best?.cost ?? Self.endless {
        best = (cost, plan.addingOther(to: state.progress))
      }
    }
    return best
  }

  /// The bytes from within the name of a member to the end of the object.
  func cost(
    ofName index: Int32, _ position: TextPosition, _ automaton: inout PushdownAutomaton
  ) -> Int {
    let state = automaton.plans.objectProgress[Int(index)]
    let plan = automaton.plans.objects[Int(state.progress.object)]
    var least = Self.endless
    for text in Int(position.low)..<Int(position.high) where state.isPermitted[text] {
      let property = state.names.order[text]
      guard let shape = plan.shape.properties[property].shape,
        let rest = state.names.rest(of: text, position)
      else { continue }
      let next = automaton.plans.index(of: plan.adding(property, to: state.progress))
      let after = cost(ofObject: next, .afterMember, &automaton)
      least = min(least, rest + 2 + shapes[shape] + after)
    }
    guard state.takesOthers, let additional = plan.additional else { return least }
    // A name that would be a known one has a character more.
    let ending = position.step.shortestRest
    var end: TextPosition? = position
    for byte in ending { end = end.flatMap { state.names.next($0, byte) } }
    let isKnown = end.flatMap { state.names.textEnding(at: $0) } != nil
    let rest = ending.count + (isKnown ? 1 : 0)
    let next = automaton.plans.index(of: plan.addingOther(to: state.progress))
    let after = cost(ofObject: next, .afterMember, &automaton)
    return min(least, rest + 2 + shapes[Int(additional)] + after)
  }
}
