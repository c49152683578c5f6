public import Generation
import JSON

/// A reader of a model's answer as it comes, which tells calls of tools from text.
///
/// However the answer is cut, even within a character, the events say the same in sum. Text that
/// may begin a mark is held back until it is known not to. Time is linear in the answer, memory
/// bounded by the limits and by what is read at once.
public struct ToolCallParser: Sendable {
  /// A part of an answer.
  public enum Event: Sendable, Hashable {
    /// Text for the reader of the answer.
    case text(String)
    /// A call of which the name is known; calls are numbered from 0.
    case callBegan(index: Int, name: String)
    /// More of the arguments of a call, as JSON text.
    case arguments(index: Int, fragment: String)
    /// A call that is complete; its arguments are a JSON object.
    case callEnded(index: Int, call: Message.ToolCall)
    /// A call that began and is none; `text` is all that the model wrote of it.
    case callFailed(index: Int, text: String)
  }

  /// Bounds of what is read as a call; what goes beyond them is text.
  public struct Limits: Sendable, Hashable {
    /// Bytes of a call with its marks.
    public var size: Int
    /// Lists and objects within each other.
    public var depth: Int

    /// The usual bounds.
    public init(size: Int = 4 << 20, depth: Int = 128) {
      self.size = size
      self.depth = depth
    }
  }

  private enum Phase: Sendable { case start, text, marks, name, identifier, object, arguments }

  private let syntax: ToolCallSyntax
  private let names: Set<String>?
  private let limits: Limits
  private var identifiers: ToolCallIdentifiers
  private let routeToFirstCall: MarkRoute
  private let routeBehindBody: MarkRoute
  private let routesBetween: [MarkRoute]

  private var phase: Phase
  private var trigger: TriggerMatcher
  private var text = TextDecoder()
  private var events: [Event] = []
  /// Bytes that are text if no call comes of them.
  private var held: [UInt8] = []
  private var routes: [MarkRoute] = []
  /// The bytes of the word of `routes` that have come.
  private var wordOffset = 0
  private var index = 0
  private var hasBegun = false
  private var name: [UInt8] = []
  private var identifier: [UInt8] = []
  private var fragment = TextDecoder()
  private var arguments: [UInt8] = []
  private var object: ObjectReader
  private var value: ValueReader

  /// A reader of answers.
  ///
  /// - Parameters:
  ///   - names: The tools there are, if they are known. Where no mark tells a call from text, an
  ///     object with another name is text.
  ///   - identifiers: Where ids come from that the model does not write.
  public init(
    _ syntax: ToolCallSyntax, names: Set<String>? = nil,
    identifiers: ToolCallIdentifiers = ToolCallIdentifiers(), limits: Limits = Limits()
  ) {
    self.syntax = syntax
    self.names = syntax.isMarked ? nil : names
    self.identifiers = identifiers
    self.limits = limits
    routeToFirstCall = syntax.routeToFirstCall
    routeBehindBody = syntax.routeBehindBody
    routesBetween = syntax.routesBetween
    let isFoundInText = if case .start = syntax.opening { false } else { true }
    trigger = TriggerMatcher(isFoundInText ? routeToFirstCall.words.first ?? [] : [])
    phase = syntax.routeFromStart == nil ? .text : .start
    object = ObjectReader(name: "", arguments: "", id: nil, isMarked: false, depthLimit: 0)
    value = ValueReader(json: 0)
  }

  /// Takes text of an answer.
  public mutating func append(_ text: String) -> [Event] { append(bytes: text.utf8) }

  /// Takes bytes of an answer, which need not be whole characters.
  public mutating func append(bytes: some Sequence<UInt8>) -> [Event] {
    for byte in bytes { read(byte) }
    report()
    return takeEvents()
  }

  /// Takes the end of the answer.
  ///
  /// A call that is complete but for its last marks is a call; what else is unfinished is text.
  public mutating func finish() -> [Event] {
    switch phase {
    case .start, .text: trigger.release(to: &text)
    case .marks where index > 0 && !hasBegun && held.allSatisfy(\.isSpace): held = []
    default: break
    }
    fail(keeping: 0)
    report(atEnd: true)
    return takeEvents()
  }

  // MARK: Reading

  private mutating func read(_ byte: UInt8) {
    switch phase {
    case .text:
      if trigger.read(byte, &text) {
        held = trigger.mark
        follow(routeToFirstCall.words.dropFirst(), to: routeToFirstCall.place)
      }
      return
    case .start:
      held.append(byte)
      guard !byte.isSpace || held.count > limits.size else { return }
      held.removeLast()
      expect(syntax.routeFromStart.map { [$0] } ?? [])
      return read(byte)
    default: break
    }
    held.append(byte)
    guard held.count <= limits.size else { return fail(keeping: 0) }
    switch phase {
    case .marks: readMark(byte)
    case .name: readName(byte)
    case .identifier: readIdentifier(byte)
    case .object: readObject(byte)
    case .arguments: readArguments(byte)
    case .start, .text: break
    }
  }

  /// Waits for one of some marks.
  private mutating func expect(_ routes: [MarkRoute]) {
    self.routes = routes
    wordOffset = 0
    phase = .marks
  }

  /// Goes on behind a word of a mark.
  private mutating func follow(_ words: ArraySlice<[UInt8]>, to place: MarkRoute.Place) {
    var route = MarkRoute(to: place)
    route.words = words
    if words.isEmpty { enter(place) } else { expect([route]) }
  }

  private mutating func readMark(_ byte: UInt8) {
    if wordOffset == 0, byte.isSpace { return }
    let following = routes.filter { route in
      route.words.first.map { $0[wordOffset] == byte } ?? false
    }
    if let route = following.first, let word = route.words.first {
      wordOffset += 1
      if word.count == wordOffset {
        follow(route.words.dropFirst(), to: route.place)
      } else {
        routes = following
      }
      return
    }
    // Without a mark, the place itself has to begin with the byte.
    guard wordOffset == 0, let route = routes.first(where: { $0.words.isEmpty }),
      begins(route.place, byte)
    else { return fail(keeping: wordOffset + 1) }
    held.removeLast()
    enter(route.place)
    read(byte)
  }

  /// Tells whether what stands at a place can begin with a byte.
  private func begins(_ place: MarkRoute.Place, _ byte: UInt8) -> Bool {
    switch (place, syntax.form) {
    case (.call, .object): byte == UInt8(ascii: "{")
    case (.call, .named): ArgumentNotation.isBare(byte)
    case (.arguments, .named(_, _, let notation)): byte == notation.opening
    case (.between, _): true
    default: false
    }
  }

  private mutating func enter(_ place: MarkRoute.Place) {
    switch place {
    case .call: beginBody()
    case .identifier: phase = .identifier
    case .arguments: beginArguments()
    case .between:
      held = []
      expect(routesBetween)
    case .text:
      held = []
      phase = .text
    }
  }

  private mutating func beginBody() {
    name = []
    identifier = []
    arguments = []
    switch syntax.form {
    case .object(let name, let arguments, let id):
      object = ObjectReader(
        name: name, arguments: arguments, id: id, isMarked: syntax.isMarked,
        depthLimit: limits.depth)
      phase = .object
    case .named: phase = .name
    }
  }

  // MARK: Bodies

  private mutating func readName(_ byte: UInt8) {
    if name.isEmpty, byte.isSpace { return }
    if ArgumentNotation.isBare(byte) { return name.append(byte) }
    guard !name.isEmpty else { return fail(keeping: 1) }
    held.removeLast()
    expect(syntax.routesBehindName)
    read(byte)
  }

  private mutating func readIdentifier(_ byte: UInt8) {
    if identifier.isEmpty, byte.isSpace { return }
    if ArgumentNotation.isBare(byte) { return identifier.append(byte) }
    held.removeLast()
    expect(syntax.routesBehindIdentifier)
    read(byte)
  }

  private mutating func beginArguments() {
    guard case .named(_, _, let notation) = syntax.form else { return }
    guard begin(String(decoding: name, as: UTF8.self)) else { return fail(keeping: 0) }
    value = ValueReader(arguments: notation, depthLimit: limits.depth)
    phase = .arguments
  }

  private mutating func readArguments(_ byte: UInt8) {
    let progress = value.read(byte)
    add(value.takeOutput())
    switch progress {
    case .goesOn: break
    case .ended: endCall(id: identifier.isEmpty ? nil : String(decoding: identifier, as: UTF8.self))
    case .endedBefore, .failed: fail(keeping: 1)
    }
  }

  private mutating func readObject(_ byte: UInt8) {
    let progress = object.read(byte)
    if progress == .failed { return fail(keeping: 1) }
    guard let name = object.name else { return }
    if !hasBegun, !begin(name) { return fail(keeping: 0) }
    add(object.takeArguments())
    if progress == .ended { endCall(id: object.id) }
  }

  /// Begins a call, and tells whether its name may be one.
  private mutating func begin(_ name: String) -> Bool {
    if let names, !names.contains(name) { return false }
    report(atEnd: true)
    hasBegun = true
    events.append(.callBegan(index: index, name: name))
    self.name = Array(name.utf8)
    return true
  }

  private mutating func add(_ bytes: [UInt8]) {
    fragment.append(bytes)
    arguments += bytes
  }

  private mutating func endCall(id: String?) {
    // The readers let pass what only the parser of a whole text sees: half a surrogate pair.
    guard (try? JSONValue(parsing: arguments))?.object != nil else { return fail(keeping: 0) }
    reportArguments(atEnd: true)
    let call = Message.ToolCall(
      id: identifiers.next(written: id, length: syntax.idLength),
      name: String(decoding: name, as: UTF8.self),
      arguments: String(decoding: arguments, as: UTF8.self))
    events.append(.callEnded(index: index, call: call))
    index += 1
    hasBegun = false
    held = []
    if routeBehindBody.words.isEmpty { expect(routesBetween) } else { expect([routeBehindBody]) }
  }

  // MARK: Reporting

  /// Gives what was held back as text, but for its last bytes, with which something new may begin.
  private mutating func fail(keeping count: Int) {
    let again = Array(held.suffix(count))
    held.removeLast(again.count)
    if hasBegun {
      reportArguments(atEnd: true)
      var written = TextDecoder()
      written.append(held)
      events.append(.callFailed(index: index, text: written.take()))
      text.append(written.bytes)
      index += 1
      hasBegun = false
    } else {
      text.append(held)
    }
    held = []
    phase = .text
    for byte in again { read(byte) }
  }

  private mutating func report(atEnd: Bool = false) {
    let text = text.take(atEnd: atEnd)
    if !text.isEmpty { events.append(.text(text)) }
    if hasBegun { reportArguments(atEnd: false) }
  }

  private mutating func reportArguments(atEnd: Bool) {
    let fragment = fragment.take(atEnd: atEnd)
    if !fragment.isEmpty { events.append(.arguments(index: index, fragment: fragment)) }
  }

  private mutating func takeEvents() -> [Event] {
    defer { events = [] }
    return events
  }
}
