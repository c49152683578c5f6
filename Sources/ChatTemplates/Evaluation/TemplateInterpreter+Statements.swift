extension TemplateInterpreter {
  /// The way on from a statement.
  enum Flow {
    case goesOn, breaksLoop, continuesLoop
  }

  func execute(
    _ statements: [TemplateStatement], _ scope: TemplateScope
  ) throws(TemplateError) -> Flow {
    try enter()
    for statement in statements {
      try charge()
      line = statement.line
      let flow = try execute(statement, scope)
      if flow != .goesOn {
        leave()
        return flow
      }
    }
    leave()
    return .goesOn
  }

  private func execute(
    _ statement: TemplateStatement, _ scope: TemplateScope
  ) throws(TemplateError) -> Flow {
    switch statement.kind {
    case .text(let text): try emit(text)
    case .output(let expression): try emit(try string(try evaluate(expression, scope)))
    case .condition(let branches, let otherwise):
      return try executeCondition(branches, otherwise, scope)
    case .loop(let loop): try executeLoop(loop, scope)
    case .breakLoop: return .breaksLoop
    case .continueLoop: return .continuesLoop
    case .assign(let target, let expression):
      try assign(try evaluate(expression, scope), to: target, scope)
    case .assignBlock(let target, let filter, let body):
      return try executeAssignBlock(target, filter, body, scope)
    case .macro(let definition):
      scope.set(definition.name, to: .object(try keep(TemplateMacro(definition, scope: scope))))
    case .call(let call, let caller): try executeCall(call, caller, scope)
    case .filter(let filter, let body):
      let (text, flow) = try capture(body, TemplateScope(parent: scope))
      guard flow == .goesOn else { return flow }
      try emit(try string(try evaluateFilters(filter, on: .string(text), scope)))
    case .with(let assignments, let body): return try executeWith(assignments, body, scope)
    case .scoped(let body): return try execute(body, TemplateScope(parent: scope))
    }
    return .goesOn
  }

  private func executeCondition(
    _ branches: [TemplateStatement.Branch], _ otherwise: [TemplateStatement], _ scope: TemplateScope
  ) throws(TemplateError) -> Flow {
    for branch in branches where try evaluate(branch.condition, scope).isTruthy {
      return try execute(branch.body, scope)
    }
    return try execute(otherwise, scope)
  }

  private func executeWith(
    _ assignments: [(target: TemplateTarget, value: TemplateExpression)],
    _ body: [TemplateStatement], _ scope: TemplateScope
  ) throws(TemplateError) -> Flow {
    let inner = TemplateScope(parent: scope)
    for (target, expression) in assignments {
      try assign(try evaluate(expression, scope), to: target, inner)
    }
    return try execute(body, inner)
  }

  private func executeAssignBlock(
    _ target: TemplateTarget, _ filter: TemplateExpression?, _ body: [TemplateStatement],
    _ scope: TemplateScope
  ) throws(TemplateError) -> Flow {
    let inner = TemplateScope(parent: scope)
    let (text, flow) = try capture(body, inner)
    guard flow == .goesOn else { return flow }
    var value = TemplateValue.string(text)
    if let filter { value = try evaluateFilters(filter, on: value, inner) }
    try assign(value, to: target, scope)
    return .goesOn
  }

  private func executeCall(
    _ call: TemplateExpression, _ caller: TemplateStatement.Macro, _ scope: TemplateScope
  ) throws(TemplateError) {
    guard case .call(let callee, let argumentList) = call.kind else { return }
    var arguments = try evaluate(argumentList, scope)
    arguments.keywords.append(
      ("caller", .object(try keep(TemplateMacro(caller, scope: scope)))))
    let result = try self.call(try evaluate(callee, scope), arguments)
    try emit(try string(result))
  }

  func assign(
    _ value: TemplateValue, to target: TemplateTarget, _ scope: TemplateScope
  ) throws(TemplateError) {
    switch target {
    case .name(let name): scope.set(name, to: value)
    case .attribute(let object, let name):
      guard case .object(let found)? = scope[object], let namespace = found as? TemplateNamespace
      else { throw fail("cannot assign attribute on non-namespace object") }
      try checkNamespaceName(name)
      namespace.attributes.set(TemplateText(name), to: value)
    case .tuple(let targets):
      let elements = try elements(of: value)
      guard elements.count == targets.count else {
        throw fail("\(elements.count) values for \(targets.count) names")
      }
      for (target, element) in zip(targets, elements) { try assign(element, to: target, scope) }
    }
  }

  func checkNamespaceName(_ name: String) throws(TemplateError) {
    guard !name.hasPrefix("_") else {
      throw fail("a namespace cannot store '\(name)', which starts with an underscore")
    }
  }

  // MARK: Loops

  private func executeLoop(
    _ loop: TemplateStatement.Loop, _ scope: TemplateScope
  ) throws(TemplateError) {
    let sequence = try evaluate(loop.sequence, scope)
    try run(loop, over: sequence, scope, depth: 0)
  }

  /// Runs a loop over a sequence; `depth` counts how often a recursive loop called itself.
  func run(
    _ loop: TemplateStatement.Loop, over sequence: TemplateValue, _ scope: TemplateScope, depth: Int
  ) throws(TemplateError) {
    var items = try elements(of: sequence)
    if let filter = loop.filter {
      var kept: [TemplateValue] = []
      for item in items {
        let inner = TemplateScope(parent: scope)
        try assign(item, to: loop.target, inner)
        if try evaluate(filter, inner).isTruthy { kept.append(item) }
      }
      items = kept
    }
    guard !items.isEmpty else {
      _ = try execute(loop.otherwise, TemplateScope(parent: scope))
      return
    }
    let state = try keep(TemplateLoop(items: items, depth: depth))
    if loop.isRecursive { state.recursion = (loop, scope) }
    for (index, item) in items.enumerated() {
      try charge()
      state.index = index
      let inner = TemplateScope(parent: scope)
      inner.set("loop", to: .object(state))
      try assign(item, to: loop.target, inner)
      if try execute(loop.body, inner) == .breaksLoop { break }
    }
    // A template that kept the loop can still ask for its counts.
    state.release()
  }
}
