extension CompletionCosts {
  /// The number of members or elements beyond which costs are not worked out.
  private static let countLimit = 1 << 16

  /// The cost of an object between members.
  func objectCost(
    _ index: Int32, _ phase: MemberPhase, _ automaton: inout PushdownAutomaton
  ) -> Int {
    let state = automaton.plans.objectProgress[Int(index)]
    let plan = automaton.plans.plan(index)
    let other = otherCost(plan, automaton)
    switch phase {
    case .afterMember: return restCost(state.progress, plan, other)
    case .opened:
      // The first of the members comes without a comma.
      let cost = restCost(state.progress, plan, other)
      return plan.isComplete(state.progress) ? cost : max(cost - 1, 1)
    case .afterComma:
      var least = Self.unreachable
      if plan.permitsOther(state.progress) {
        least = Self.sum(other, restCost(plan.addingOther(to: state.progress), plan, other))
      }
      for property in plan.shape.properties.indices
      where plan.permits(property, state.progress) {
        let rest = restCost(plan.adding(property, to: state.progress), plan, other)
        least = min(least, Self.sum(memberCost(property, plan), rest))
      }
      return least
    }
  }

  /// The cost of the members that are still missing, each after a comma, and of the brace.
  func restCost(_ start: ObjectProgress, _ plan: ObjectPlan, _ other: Int) -> Int {
    var progress = start
    var cost = 1
    var count = 0
    while !plan.isComplete(progress) {
      count += 1
      guard cost < Self.unreachable, count < Self.countLimit else { return Self.unreachable }
      if let property = nextMember(progress, plan, other) {
        cost = Self.sum(cost, 1 + memberCost(property, plan))
        progress = plan.adding(property, to: progress)
      } else {
        cost = Self.sum(cost, Self.sum(1, other))
        progress = plan.addingOther(to: progress)
      }
    }
    return cost
  }

  /// The member to add next: one that has to come, or else the cheapest; `nil` for one that is not
  /// known by name.
  private func nextMember(_ progress: ObjectProgress, _ plan: ObjectPlan, _ other: Int) -> Int? {
    if let wanted = plan.firstOutstanding(progress) { return wanted }
    var best: Int?
    var least = plan.permitsOther(progress) ? other : Self.unreachable
    for property in plan.shape.properties.indices where plan.permits(property, progress) {
      let cost = memberCost(property, plan)
      guard cost < least else { continue }
      least = cost
      best = property
    }
    return best
  }

  /// The cost of a member that is known by name.
  func memberCost(_ property: Int, _ plan: ObjectPlan) -> Int {
    let member = plan.shape.properties[property]
    guard let shape = member.shape else { return Self.unreachable }
    let name = TextSet.spelledCount(member.name.utf8)
    return Self.sum(name + 3, shapes[shape])
  }

  /// The cost of a member that is not known by name.
  func otherCost(_ plan: ObjectPlan, _ automaton: PushdownAutomaton) -> Int {
    var least = Self.unreachable
    if let additional = plan.additional {
      let name = plan.names.otherCost(from: plan.names.start)
      least = Self.sum(name + 3, shapes[Int(additional)])
    }
    var lexemes = automaton.lexemes
    for (lexeme, shape) in plan.others {
      let name = lexemes.shortest(lexeme, from: lexemes.start(lexeme)).count
      least = min(least, Self.sum(name + 3, shapes[Int(shape)]))
    }
    return least
  }

  /// The cost of a member that has got to its name, and of the rest of its object.
  ///
  /// The object itself lies in the frame that the name becomes, not below it.
  func nameCost(
    _ index: Int32, _ position: TextPosition, _ automaton: inout PushdownAutomaton
  ) -> Int {
    let state = automaton.plans.objectProgress[Int(index)]
    let plan = automaton.plans.plan(index)
    let other = otherCost(plan, automaton)
    var least = Self.unreachable
    for (text, cost) in state.names.costs(at: position) where state.isPermitted[text] {
      let property = state.names.order[text]
      guard let shape = plan.shape.properties[property].shape else { continue }
      let rest = restCost(plan.adding(property, to: state.progress), plan, other)
      least = min(least, Self.sum(Self.sum(cost + 2, shapes[shape]), rest))
    }
    if state.takesOthers, let additional = plan.additional {
      let rest = restCost(plan.addingOther(to: state.progress), plan, other)
      let name = state.names.otherCost(from: position)
      least = min(least, Self.sum(Self.sum(name + 2, shapes[Int(additional)]), rest))
    }
    return least
  }

  /// The cost of an array between elements.
  func arrayCost(_ index: Int32, _ phase: MemberPhase, _ automaton: PushdownAutomaton) -> Int {
    var progress = automaton.plans.arrayProgress[Int(index)]
    let array = automaton.plans.arrays[Int(progress.array)]
    var cost = phase == .opened && !array.isComplete(progress) ? 0 : 1
    var count = 0
    while !array.isComplete(progress) {
      count += 1
      guard cost < Self.unreachable, count < Self.countLimit else { return Self.unreachable }
      let steps = array.steps(after: progress)
      let counted = steps.last { $0.progress.counted > progress.counted }
      let wantsCounted = Int(progress.counted) < array.counted?.minimumCount ?? 0
      let cheapest = steps.min { shapes[$0.shape] < shapes[$1.shape] }
      guard let step = wantsCounted ? counted ?? cheapest : cheapest else {
        return Self.unreachable
      }
      cost = Self.sum(cost, Self.sum(1, shapes[step.shape]))
      progress = step.progress
    }
    return cost
  }
}

extension ObjectPlan {
  /// A member that has to come because it is required or implied by one that is there.
  func firstOutstanding(_ progress: ObjectProgress) -> Int? {
    for (place, property) in shape.properties.enumerated() {
      let isThere = progress.contains(place)
      if property.isRequired, !isThere { return place }
      guard isThere else { continue }
      if let implied = property.implied.first(where: { !progress.contains($0) }) { return implied }
    }
    return nil
  }
}
