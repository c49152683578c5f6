/// A value with identity and state.
///
/// The interpreter keeps every object until it is done and then releases their contents one by one,
/// so that neither cycles nor long chains of objects outlive a rendering.
class TemplateObject {
  var typeName: String { "object" }
  var isTruthy: Bool { true }
  func release() {}
}

/// The object that `namespace()` makes: the only thing with attributes that a template may set.
final class TemplateNamespace: TemplateObject {
  var attributes: TemplateDictionary
  override var typeName: String { "Namespace" }

  init(_ attributes: TemplateDictionary) { self.attributes = attributes }

  override func release() { attributes = TemplateDictionary() }
}

/// The variable `loop`.
final class TemplateLoop: TemplateObject {
  private(set) var items: [TemplateValue]
  let count: Int
  var index = 0
  let depth: Int
  /// The loop's statement and surroundings, if it is marked recursive.
  var recursion: (statement: TemplateStatement.Loop, scope: TemplateScope)?
  var lastChanged: [TemplateValue]?
  override var typeName: String { "LoopContext" }

  init(items: [TemplateValue], depth: Int) {
    self.items = items
    count = items.count
    self.depth = depth
  }

  override func release() {
    items = []
    recursion = nil
    lastChanged = nil
  }
}

/// A macro, or the body of a call block as its `caller`.
final class TemplateMacro: TemplateObject {
  let definition: TemplateStatement.Macro
  var scope: TemplateScope?
  override var typeName: String { "Macro" }

  init(_ definition: TemplateStatement.Macro, scope: TemplateScope) {
    self.definition = definition
    self.scope = scope
  }

  override func release() { scope = nil }
}

/// An iterator such as Python's generators and reversed lists: its elements can be taken once, and
/// it has no length.
final class TemplateIterator: TemplateObject {
  private var elements: [TemplateValue]
  private var position = 0
  override var typeName: String { "generator" }

  init(_ elements: [TemplateValue]) { self.elements = elements }

  func takeAll() -> [TemplateValue] {
    defer { release() }
    return position == 0 ? elements : Array(elements[position...])
  }

  func next() -> TemplateValue? {
    guard position < elements.count else { return nil }
    position += 1
    return elements[position - 1]
  }

  override func release() {
    elements = []
    position = 0
  }
}

/// The object that `cycler()` makes.
final class TemplateCycler: TemplateObject {
  var items: [TemplateValue]
  var position = 0
  override var typeName: String { "Cycler" }

  init(_ items: [TemplateValue]) { self.items = items }

  override func release() { items = [] }
}

/// The object that `joiner()` makes: nothing the first time it is called, its separator from
/// then on.
final class TemplateJoiner: TemplateObject {
  var separator: TemplateValue
  var isUsed = false
  override var typeName: String { "Joiner" }

  init(separator: TemplateValue) { self.separator = separator }

  override func release() { separator = .none }
}

/// The names that one scope of a template defines.
final class TemplateScope {
  private var variables: [String: TemplateValue] = [:]
  private let parent: TemplateScope?

  init(parent: TemplateScope?) { self.parent = parent }

  subscript(name: String) -> TemplateValue? {
    var scope: TemplateScope? = self
    while let current = scope {
      if let value = current.variables[name] { return value }
      scope = current.parent
    }
    return nil
  }

  func set(_ name: String, to value: TemplateValue) { variables[name] = value }
}
