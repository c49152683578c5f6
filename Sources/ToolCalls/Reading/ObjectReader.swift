import JSON

/// A reader of a call that is a JSON object, byte by byte.
///
/// Members come in any order; arguments that come before the name wait for it.
struct ObjectReader: Sendable {
  private enum State: Sendable { case start, keyOrEnd, key, colon, value, comma }
  private enum Member: Sendable { case name, arguments, text, id, other }

  /// The name, once it is known.
  private(set) var name: String?
  /// The id, if the call brings one.
  private(set) var id: String?
  /// Arguments that have not been taken yet.
  private var arguments: [UInt8] = []
  private(set) var hasArguments = false
  private let keys: [String: Member]
  /// Tells whether a member that says nothing of a call is passed over.
  private let isMarked: Bool
  private let depthLimit: Int
  private var state = State.start
  private var member = Member.other
  private var reader: ValueReader
  private var isInValue = false

  /// A reader of objects with these keys.
  ///
  /// - Parameter isMarked: Whether a mark has said that this is a call. Where none has, a member
  ///   that no call has says that this is another object.
  init(name: String, arguments: String, id: String?, isMarked: Bool, depthLimit: Int) {
    // Models mix the two names of the arguments up.
    var keys: [String: Member] = ["arguments": .arguments, "parameters": .arguments]
    keys["type"] = .other
    keys["id"] = .id
    keys[name] = .name
    keys[arguments] = .arguments
    if let id { keys[id] = .id }
    self.keys = keys
    self.isMarked = isMarked
    self.depthLimit = depthLimit
    reader = ValueReader(json: depthLimit)
  }

  /// The text of arguments since the last call.
  mutating func takeArguments() -> [UInt8] {
    defer { arguments.removeAll(keepingCapacity: true) }
    return arguments
  }

  /// Takes a byte.
  mutating func read(_ byte: UInt8) -> ValueReader.Progress {
    if isInValue { return continueValue(byte) }
    if byte.isSpace { return .goesOn }
    switch (state, byte) {
    case (.start, UInt8(ascii: "{")): state = .keyOrEnd
    case (.comma, UInt8(ascii: ",")): state = .key
    case (.colon, UInt8(ascii: ":")): state = .value
    case (.keyOrEnd, UInt8(ascii: "}")), (.comma, UInt8(ascii: "}")): return end()
    case (.keyOrEnd, UInt8(ascii: "\"")), (.key, UInt8(ascii: "\"")):
      state = .key
      return beginValue(byte)
    case (.value, _):
      if member == .arguments, byte != UInt8(ascii: "{") { member = .text }
      return beginValue(byte)
    default: return .failed
    }
    return .goesOn
  }

  private mutating func beginValue(_ byte: UInt8) -> ValueReader.Progress {
    reader = ValueReader(json: depthLimit)
    isInValue = true
    return continueValue(byte)
  }

  private mutating func continueValue(_ byte: UInt8) -> ValueReader.Progress {
    let progress = reader.read(byte)
    if state == .value, member == .arguments { arguments += reader.takeOutput() }
    switch progress {
    case .goesOn, .failed: return progress
    case .ended, .endedBefore:
      isInValue = false
      guard endValue() else { return .failed }
      return progress == .ended ? .goesOn : read(byte)
    }
  }

  /// Takes a key or a value that has ended, and tells whether a call can have it.
  private mutating func endValue() -> Bool {
    let text = reader.takeOutput()
    if state == .key {
      state = .colon
      guard let key = string(text) else { return false }
      guard let known = keys[key] else {
        member = .other
        return isMarked
      }
      member = known
      return known != .name || name == nil
    }
    state = .comma
    switch member {
    case .name:
      name = string(text)
      return name.map { !$0.isEmpty } ?? false
    case .id: id = string(text)
    case .arguments: return setArguments()
    case .text:
      // Some models write the object into a string, and null for none.
      let json = text == Array("null".utf8) ? "{}" : string(text)
      guard let json, setArguments() else { return false }
      arguments = Array(json.utf8)
    case .other: break
    }
    return true
  }

  private mutating func setArguments() -> Bool {
    defer { hasArguments = true }
    return !hasArguments
  }

  private mutating func end() -> ValueReader.Progress {
    guard name != nil, hasArguments || isMarked else { return .failed }
    if !hasArguments { arguments = Array("{}".utf8) }
    return .ended
  }

  private func string(_ text: [UInt8]) -> String? { (try? JSONValue(parsing: text))?.string }
}
