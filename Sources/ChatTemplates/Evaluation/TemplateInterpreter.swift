/// Runs the statements of one template once, within bounds.
///
/// It has no way to reach files, sockets, processes or the clock: what a template can call is
/// listed in `TemplateFunction`, `TemplateFilters` and the method tables, and nothing else exists.
final class TemplateInterpreter {
  let limits: TemplateLimits
  let now: TemplateDate
  private var stepsLeft: Int
  private var depth = 0
  private var objects: [TemplateObject] = []
  private var captures = 0
  private(set) var output = TemplateText()
  /// The line of the node being evaluated.
  var line = 1

  init(limits: TemplateLimits, now: TemplateDate) {
    self.limits = limits
    self.now = now
    stepsLeft = limits.steps
  }

  deinit {
    for object in objects { object.release() }
  }

  func run(
    _ statements: [TemplateStatement], _ variables: [(String, TemplateValue)]
  ) throws(TemplateError) -> TemplateText {
    let scope = TemplateScope(parent: nil)
    for (name, value) in variables { scope.set(name, to: value) }
    _ = try execute(statements, TemplateScope(parent: scope))
    return output
  }

  // MARK: Bounds

  func fail(_ problem: String, kind: TemplateError.Kind = .evaluation) -> TemplateError {
    TemplateError(kind: kind, line: line, problem: problem)
  }

  /// Accounts for work; every node costs one step, work on many elements or bytes more.
  func charge(_ steps: Int = 1) throws(TemplateError) {
    stepsLeft -= steps
    if stepsLeft < 0 {
      throw fail("more than \(limits.steps) steps of evaluation", kind: .limit)
    }
  }

  func chargeBytes(_ count: Int) throws(TemplateError) { try charge(1 + count / 32) }

  func enter() throws(TemplateError) {
    depth += 1
    guard depth <= limits.depth else {
      throw fail("evaluation nested deeper than \(limits.depth) levels", kind: .limit)
    }
  }

  func leave() { depth -= 1 }

  /// Keeps an object until the end of the run.
  func keep<Object: TemplateObject>(_ object: Object) throws(TemplateError) -> Object {
    try charge(4)
    objects.append(object)
    return object
  }

  func append(_ piece: TemplateText, to text: inout TemplateText) throws(TemplateError) {
    try checkBytes(text.bytes.count, plus: piece.bytes.count)
    try chargeBytes(piece.bytes.count)
    text.append(piece)
  }

  /// Refuses strings that would be too long, before they are made.
  func checkBytes(_ count: Int, plus more: Int = 0, times factor: Int = 1) throws(TemplateError) {
    let (sum, sumOverflow) = count.addingReportingOverflow(more)
    let (product, productOverflow) = sum.multipliedReportingOverflow(by: max(0, factor))
    guard !sumOverflow, !productOverflow, product <= limits.stringBytes else {
      throw fail("a string longer than \(limits.stringBytes) bytes", kind: .limit)
    }
  }

  /// Refuses lists that would be too long, before they are made, and accounts for making them.
  func checkElements(_ count: Int, times factor: Int = 1) throws(TemplateError) {
    let (product, overflow) = count.multipliedReportingOverflow(by: max(0, factor))
    guard !overflow, product <= limits.listElements else {
      throw fail("a list of more than \(limits.listElements) elements", kind: .limit)
    }
    try charge(product)
  }

  func list(_ elements: [TemplateValue]) throws(TemplateError) -> TemplateValue {
    try checkElements(elements.count)
    return try checkDepth(.list(elements))
  }

  func tuple(_ elements: [TemplateValue]) throws(TemplateError) -> TemplateValue {
    try checkElements(elements.count)
    return try checkDepth(.tuple(elements))
  }

  func iterator(_ elements: [TemplateValue]) throws(TemplateError) -> TemplateValue {
    try checkElements(elements.count)
    return .object(try keep(TemplateIterator(elements)))
  }

  func checkDepth(_ value: TemplateValue) throws(TemplateError) -> TemplateValue {
    guard value.depth <= limits.valueDepth else {
      throw fail("values nested deeper than \(limits.valueDepth) levels", kind: .limit)
    }
    return value
  }

  // MARK: Output

  func emit(_ text: TemplateText) throws(TemplateError) {
    let bound = captures == 0 ? limits.outputBytes : limits.stringBytes
    guard output.bytes.count + text.bytes.count <= bound else {
      throw fail("more than \(bound) bytes of text", kind: .limit)
    }
    try chargeBytes(text.bytes.count)
    output.append(text)
  }

  /// Runs a body and returns what it prints instead of printing it.
  func capture(
    _ body: [TemplateStatement], _ scope: TemplateScope
  ) throws(TemplateError) -> (text: TemplateText, flow: Flow) {
    var flow = Flow.goesOn
    let text = try capturing { () throws(TemplateError) in flow = try execute(body, scope) }
    return (text, flow)
  }

  /// Returns the text that some work prints.
  func capturing(_ work: () throws(TemplateError) -> Void) throws(TemplateError) -> TemplateText {
    var other = TemplateText()
    swap(&other, &output)
    captures += 1
    try work()
    captures -= 1
    swap(&other, &output)
    return other
  }
}
