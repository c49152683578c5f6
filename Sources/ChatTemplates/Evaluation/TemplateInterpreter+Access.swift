extension TemplateInterpreter {
  /// `value.name`: methods come before dictionary keys, as in Python.
  func attribute(_ name: String, of value: TemplateValue) throws(TemplateError) -> TemplateValue {
    if case .undefined(let undefined) = value { throw fail(undefined.message) }
    if let found = property(name, of: value) { return found }
    if case .dictionary(let dictionary) = value, let found = dictionary[.string(TemplateText(name))]
    {
      return found
    }
    return .undefined(.attribute(name, of: value.typeName))
  }

  /// `value[key]`: keys and positions come before methods.
  func item(_ key: TemplateValue, of value: TemplateValue) throws(TemplateError) -> TemplateValue {
    switch value {
    case .undefined(let undefined): throw fail(undefined.message)
    case .dictionary(let dictionary):
      if let key = try self.key(of: key), let found = dictionary[key] { return found }
    case .list(let elements), .tuple(let elements):
      if let index = position(key, count: elements.count) { return elements.elements[index] }
    case .range(let range):
      if let index = position(key, count: range.count) {
        return .integer(range.start + index * range.step)
      }
    case .string(let text):
      try chargeBytes(text.bytes.count)
      if let index = position(key, count: text.count) {
        let start = text.offset(ofScalar: index)
        return .string(text.slice(start..<start + text.scalar(at: start).width))
      }
    default: break
    }
    guard case .string(let name) = key else {
      return .undefined(
        .hint("\(value.typeName) object has no element \(try representation(key).string)"))
    }
    return property(name.string, of: value)
      ?? .undefined(.attribute(name.string, of: value.typeName))
  }

  private func position(_ key: TemplateValue, count: Int) -> Int? {
    guard let index = key.integerValue else { return nil }
    let position = index < 0 ? index + count : index
    return position >= 0 && position < count ? position : nil
  }

  /// Value that Python's `getattr` finds on a value, less what the sandbox hides.
  private func property(_ name: String, of value: TemplateValue) -> TemplateValue? {
    if let methods = TemplateMethodNames.names(of: value), methods.contains(name) {
      return .method(TemplateMethod(receiver: value, name: name))
    }
    if TemplateMethodNames.mutating(of: value).contains(name) {
      return .undefined(
        .hint("access to attribute '\(name)' of '\(value.typeName)' object is unsafe"))
    }
    switch value {
    case .object(let object): return property(name, of: object)
    case .tuple(let elements) where elements.isGroup:
      return name == "grouper" ? elements.elements[0] : name == "list" ? elements.elements[1] : nil
    case .range(let range):
      switch name {
      case "start": return .integer(range.start)
      case "stop": return .integer(range.stop)
      case "step": return .integer(range.step)
      default: return nil
      }
    default: return nil
    }
  }

  private func property(_ name: String, of object: TemplateObject) -> TemplateValue? {
    switch object {
    case let namespace as TemplateNamespace:
      return namespace.attributes[.string(TemplateText(name))]
    case let loop as TemplateLoop: return property(name, of: loop)
    case let macro as TemplateMacro:
      switch name {
      case "name": return .text(macro.definition.name)
      case "arguments": return .tuple(macro.definition.parameters.map { .text($0.name) })
      case "catch_kwargs": return .bool(macro.definition.mentioned.contains("kwargs"))
      case "catch_varargs": return .bool(macro.definition.mentioned.contains("varargs"))
      case "caller": return .bool(macro.definition.mentioned.contains("caller"))
      default: return nil
      }
    case let cycler as TemplateCycler:
      return name == "current" ? cycler.items[cycler.position] : nil
    default: return nil
    }
  }

  private func property(_ name: String, of loop: TemplateLoop) -> TemplateValue? {
    func neighbour(_ index: Int, _ which: String) -> TemplateValue {
      loop.items.indices.contains(index)
        ? loop.items[index] : .undefined(.hint("there is no \(which) item"))
    }
    switch name {
    case "index": return .integer(loop.index + 1)
    case "index0": return .integer(loop.index)
    case "revindex": return .integer(loop.count - loop.index)
    case "revindex0": return .integer(loop.count - loop.index - 1)
    case "first": return .bool(loop.index == 0)
    case "last": return .bool(loop.index == loop.count - 1)
    case "length": return .integer(loop.count)
    case "depth": return .integer(loop.depth + 1)
    case "depth0": return .integer(loop.depth)
    case "previtem": return neighbour(loop.index - 1, "previous")
    case "nextitem": return neighbour(loop.index + 1, "next")
    default: return nil
    }
  }

  // MARK: Slices

  func slice(
    _ value: TemplateValue, _ bounds: TemplateExpression.Slice, _ scope: TemplateScope
  ) throws(TemplateError) -> TemplateValue {
    let start = try bound(bounds.start, scope)
    let stop = try bound(bounds.stop, scope)
    let step = try bound(bounds.step, scope) ?? 1
    guard step != 0 else { throw fail("slice step cannot be zero") }
    switch value {
    case .string(let text): return .string(try slice(text, start, stop, step))
    case .list(let elements):
      return .list(try slice(elements.elements, start, stop, step))
    case .tuple(let elements):
      return .tuple(try slice(elements.elements, start, stop, step))
    case .range(let range):
      return .range(try slice(range, start, stop, step))
    case .undefined(let undefined): throw fail(undefined.message)
    default: throw fail("'\(value.typeName)' object is not subscriptable")
    }
  }

  private func bound(
    _ expression: TemplateExpression?, _ scope: TemplateScope
  ) throws(TemplateError) -> Int? {
    guard let expression else { return nil }
    let value = try evaluate(expression, scope)
    if case .none = value { return nil }
    return try expectInteger(value, "a slice bound")
  }

  /// The positions of a slice by Python's rules for bounds outside the sequence.
  private func positions(
    _ count: Int, _ start: Int?, _ stop: Int?, _ step: Int
  ) -> (start: Int, step: Int, count: Int, end: Int) {
    func clamped(_ bound: Int?, fallback: Int) -> Int {
      guard let bound else { return fallback }
      let position = bound < 0 ? bound &+ count : bound
      return step > 0 ? min(max(position, 0), count) : min(max(position, -1), count - 1)
    }
    let first = clamped(start, fallback: step > 0 ? 0 : count - 1)
    let end = clamped(stop, fallback: step > 0 ? count : -1)
    let distance = step > 0 ? end - first : first - end
    guard distance > 0 else { return (first, step, 0, end) }
    let stride = step == .min ? Int.max : abs(step)
    return (first, step, (distance - 1) / stride + 1, end)
  }

  private func slice(
    _ range: TemplateRange, _ start: Int?, _ stop: Int?, _ step: Int
  ) throws(TemplateError) -> TemplateRange {
    let (first, stride, count, end) = positions(range.count, start, stop, step)
    func element(_ index: Int) throws(TemplateError) -> Int {
      let (distance, overflow) = index.multipliedReportingOverflow(by: range.step)
      let (sum, sumOverflow) = range.start.addingReportingOverflow(distance)
      guard !overflow, !sumOverflow else { throw fail("an integer does not fit 64 bits") }
      return sum
    }
    let (newStep, overflow) = range.step.multipliedReportingOverflow(by: stride)
    guard !overflow else { throw fail("an integer does not fit 64 bits") }
    return TemplateRange(
      start: try element(first), step: newStep, count: count, stop: try element(end))
  }

  private func slice(
    _ elements: [TemplateValue], _ start: Int?, _ stop: Int?, _ step: Int
  ) throws(TemplateError) -> [TemplateValue] {
    let (first, step, count, _) = positions(elements.count, start, stop, step)
    try checkElements(count)
    if step == 1 { return Array(elements[first..<first + count]) }
    return (0..<count).map { elements[first + $0 * step] }
  }

  private func slice(
    _ text: TemplateText, _ start: Int?, _ stop: Int?, _ step: Int
  ) throws(TemplateError) -> TemplateText {
    try chargeBytes(text.bytes.count)
    let (first, step, count, _) = positions(text.count, start, stop, step)
    guard count > 0 else { return TemplateText() }
    if step == 1 {
      let low = text.offset(ofScalar: first)
      return text.slice(low..<text.offset(ofScalar: first + count))
    }
    try charge(count)
    let edges = text.boundaries()
    var result = TemplateText()
    for index in 0..<count {
      let position = first + index * step
      result.append(text.slice(edges[position]..<edges[position + 1]))
    }
    return result
  }

  // MARK: Iteration

  /// The elements that a loop over a value visits.
  func elements(of value: TemplateValue) throws(TemplateError) -> [TemplateValue] {
    switch value {
    case .undefined: return []
    case .string(let text):
      try checkElements(text.count)
      let edges = text.boundaries()
      let plain = text.withMarkup(false)
      return zip(edges, edges.dropFirst()).map { .string(plain.slice($0..<$1)) }
    case .list(let elements), .tuple(let elements): return elements.elements
    case .range(let range):
      try charge(range.count)
      return range.elements
    case .dictionary(let dictionary): return dictionary.keys
    case .view(let view):
      try charge(view.dictionary.count)
      return view.elements
    case .object(let object):
      if let iterator = object as? TemplateIterator { return iterator.takeAll() }
      throw fail("'\(object.typeName)' object is not iterable")
    case .none, .bool, .integer, .float, .function, .method:
      throw fail("'\(value.typeName)' object is not iterable")
    }
  }

  /// Python's `len`.
  func length(of value: TemplateValue) throws(TemplateError) -> Int {
    switch value {
    case .undefined: return 0
    case .string(let text):
      try chargeBytes(text.bytes.count)
      return text.count
    case .list(let elements), .tuple(let elements): return elements.count
    case .range(let range): return range.count
    case .dictionary(let dictionary): return dictionary.count
    case .view(let view): return view.dictionary.count
    case .object(let loop as TemplateLoop): return loop.count
    default: throw fail("object of type '\(value.typeName)' has no len()")
    }
  }
}
