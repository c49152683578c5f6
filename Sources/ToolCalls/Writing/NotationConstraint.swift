import Generation
import JSON

/// A builder of the arguments that a notation other than JSON can write.
///
/// It knows the keywords of schemas that descriptions of tools mostly have, and refuses others
/// rather than pass over them.
struct NotationConstraint {
  let notation: ArgumentNotation
  /// The name of the syntax, for errors.
  let syntax: String
  /// The name of the tool, for errors.
  let tool: String
  /// The builder that tells control tokens from text.
  let marks: ToolCallConstraint

  private var writer: NotationWriter { NotationWriter(notation: notation, syntax: syntax) }

  // MARK: Any arguments

  /// Any arguments, in which lists and objects nest no deeper than a few levels.
  func anyArguments() -> Constraint {
    .sequence([
      .text(String(UnicodeScalar(notation.opening))),
      list(member(anyKey(isOutermost: true), value(depth: Self.depth), isOutermost: true)),
      .text(String(UnicodeScalar(notation.closing))),
    ])
  }

  private static let depth = 2

  private func value(depth: Int) -> Constraint {
    var kinds = [string, Self.number, .choice(notation.words)]
    if depth > 0 { kinds += [array(value(depth: depth - 1)), anyObject(depth: depth - 1)] }
    return .union(kinds)
  }

  private func array(_ element: Constraint) -> Constraint {
    .sequence([.text("["), list(element), .text("]")])
  }

  private func anyObject(depth: Int) -> Constraint {
    let member = member(anyKey(isOutermost: false), value(depth: depth), isOutermost: false)
    return .sequence([.text("{"), list(member), .text("}")])
  }

  /// Any number of elements with commas between them.
  private func list(
    _ element: Constraint, minimum: Int = 0, maximum: Int? = nil
  ) -> Constraint {
    if maximum == 0 { return .text("") }
    let more = Constraint.repetition(
      .sequence([.text(writer.comma), element]), minimum: max(0, minimum - 1),
      maximum: maximum.map { $0 - 1 })
    let some = Constraint.sequence([element, more])
    return minimum > 0 ? some : .optional(some)
  }

  private func member(
    _ key: Constraint, _ value: Constraint, isOutermost: Bool
  ) -> Constraint {
    .sequence([key, .text(assignment(isOutermost)), value])
  }

  private func assignment(_ isOutermost: Bool) -> String {
    isOutermost ? String(UnicodeScalar(notation.assignment)) : ":"
  }

  private func anyKey(isOutermost: Bool) -> Constraint {
    let isBare = notation.bareKeys == .everywhere || notation.bareKeys == .outermost && isOutermost
    return isBare ? .regularExpression("[a-zA-Z_][a-zA-Z0-9_]{0,63}") : string
  }

  private var string: Constraint {
    guard notation.escapes == .none, let mark = notation.quotes.first else {
      return .regularExpression(#""([^"\\\u0000-\u001f]|\\["\\nrt])*""#)
    }
    let pieces = marks.pieces(of: mark)
    if pieces.count == 1, case .controlToken? = pieces.first {
      return .sequence(pieces + [.textWithout([mark])] + pieces)
    }
    return .sequence([.text(mark), .textUntil([mark])])
  }

  private static let integer = Constraint.regularExpression("-?(0|[1-9][0-9]*)")
  private static let number = Constraint.regularExpression(
    #"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?"#)

  // MARK: Arguments of a schema

  /// The arguments that are valid by a schema, members in its order.
  ///
  /// - Throws: `ToolCallError` for a keyword that is not known here.
  func arguments(_ schema: JSONObject) throws(ToolCallError) -> Constraint {
    try check(schema, known: Self.objectKeywords)
    guard Self.size(of: .object(schema)) <= Self.sizeLimit else {
      throw refusal("its properties nest too deeply or are too many")
    }
    return try .sequence([
      .text(String(UnicodeScalar(notation.opening))), members(schema, isOutermost: true),
      .text(String(UnicodeScalar(notation.closing))),
    ])
  }

  /// The greatest number of parts; a definition repeats what stands in more than one place.
  private static let sizeLimit = 20_000

  /// A bound of the number of parts that the definition of a schema has.
  ///
  /// An element is written twice, first in a list and behind a comma; a member once for each of
  /// those before it that may be the first, up to one that is required.
  private static func size(of schema: JSONValue, depth: Int = 0) -> Int {
    // What is deeper is refused; a value of any kind is about as large.
    guard depth < depthLimit, let object = schema.object, !object.isFree else { return 200 }
    var size = 8 + (object["enum"]?.array?.count ?? 0)
    for choice in (object["anyOf"] ?? object["oneOf"])?.array ?? [] where size <= sizeLimit {
      size += Self.size(of: choice, depth: depth + 1)
    }
    if let items = object["items"] { size += 2 * Self.size(of: items, depth: depth + 1) }
    let required = Set((object["required"]?.array ?? []).compactMap(\.string))
    var copies = 2
    var isFirstFound = false
    for (key, value) in object["properties"]?.object ?? JSONObject() where size <= sizeLimit {
      size += copies * (8 + Self.size(of: value, depth: depth + 1))
      isFirstFound = isFirstFound || required.contains(key)
      if !isFirstFound { copies += 1 }
    }
    return min(size, sizeLimit + 1)
  }

  private static let depthLimit = 32
  private static let notes: Set<String> = [
    "description", "title", "default", "examples", "$schema", "type",
  ]
  private static let objectKeywords = notes.union([
    "properties", "required", "additionalProperties",
  ])

  private func value(_ schema: JSONValue, depth: Int) throws(ToolCallError) -> Constraint {
    guard depth < Self.depthLimit else {
      throw refusal("it nests deeper than \(Self.depthLimit) levels")
    }
    guard let object = schema.object else {
      guard schema == .bool(true) else { throw refusal("a part that nothing is valid by") }
      return value(depth: Self.depth)
    }
    if let choices = object["enum"]?.array ?? object["const"].map({ [$0] }) {
      try check(object, known: Self.notes.union(["enum", "const"]))
      return try .union(texts(choices))
    }
    if let choices = (object["anyOf"] ?? object["oneOf"])?.array {
      try check(object, known: Self.notes.union(["anyOf", "oneOf"]))
      var kinds: [Constraint] = []
      for choice in choices { kinds.append(try value(choice, depth: depth + 1)) }
      return .union(kinds)
    }
    guard let types = object["type"] else {
      try check(object, known: Self.notes)
      return value(depth: Self.depth)
    }
    var kinds: [Constraint] = []
    for type in types.array ?? [types] {
      kinds.append(try value(of: type.string ?? "", object, depth: depth))
    }
    return kinds.count == 1 ? kinds[0] : .union(kinds)
  }

  /// The texts of some values; marks in them may be control tokens.
  private func texts(_ values: [JSONValue]) throws(ToolCallError) -> [Constraint] {
    var texts: [Constraint] = []
    for value in values { texts.append(.sequence(marks.pieces(of: try writer.value(value)))) }
    return texts
  }

  private func value(
    of type: String, _ schema: JSONObject, depth: Int
  ) throws(ToolCallError) -> Constraint {
    let isOneOfMany = schema["type"]?.array != nil
    let own: Set<String> =
      switch type {
      case "array": ["items", "minItems", "maxItems"]
      case "object": Self.objectKeywords
      default: []
      }
    // With several types, a keyword may be meant for another of them.
    let others: Set<String> =
      isOneOfMany ? Self.objectKeywords.union(["items", "minItems", "maxItems"]) : []
    try check(schema, known: Self.notes.union(own).union(others))
    switch type {
    case "string": return string
    case "integer": return Self.integer
    case "number": return Self.number
    case "boolean": return .choice(Array(notation.words.prefix(2)))
    case "null": return .text(notation.words[2])
    case "array":
      let element = try value(schema["items"] ?? .bool(true), depth: depth + 1)
      let (minimum, maximum) = (schema["minItems"]?.integer, schema["maxItems"]?.integer)
      return .sequence([
        .text("["), list(element, minimum: minimum ?? 0, maximum: maximum), .text("]"),
      ])
    case "object":
      if schema["properties"] == nil { return anyObject(depth: Self.depth - 1) }
      return try .sequence([
        .text("{"), members(schema, isOutermost: false, depth: depth + 1), .text("}"),
      ])
    default: throw refusal("the type '\(type)' is not known")
    }
  }

  /// The members of an object, those that are not required present or not.
  private func members(
    _ schema: JSONObject, isOutermost: Bool, depth: Int = 0
  ) throws(ToolCallError) -> Constraint {
    let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
    let properties = schema["properties"]?.object ?? JSONObject()
    guard properties.count <= 64 else { throw refusal("an object has more than 64 properties") }
    if let missing = required.first(where: { properties[$0] == nil }) {
      throw refusal("the required property '\(missing)' is not described")
    }
    // What may follow a first member, and what there may be without one, from the last member on.
    var following: [Constraint] = []
    var fromHere = Constraint.text("")
    for (key, schema) in Array(properties).reversed() {
      let member = try Constraint.sequence([
        .sequence(marks.pieces(of: writer.key(key, isOutermost: isOutermost))),
        .text(assignment(isOutermost)), value(schema, depth: depth + 1),
      ])
      let first = Constraint.sequence([member] + following)
      let next = Constraint.sequence([.text(writer.comma), member])
      let isRequired = required.contains(key)
      fromHere = isRequired ? first : .union([first, fromHere])
      following.insert(isRequired ? next : .optional(next), at: 0)
    }
    return fromHere
  }

  private func check(_ schema: JSONObject, known: Set<String>) throws(ToolCallError) {
    if let keyword = schema.keys.first(where: { !known.contains($0) }) {
      throw refusal("'\(keyword)' is not supported in this form")
    }
  }

  private func refusal(_ reason: String) -> ToolCallError {
    .unsupportedSchema(syntax: syntax, tool: tool, reason: reason)
  }
}

extension JSONObject {
  /// Tells whether a schema says nothing of the kind of its values, or of an object's members.
  fileprivate var isFree: Bool {
    self["type"] == nil && self["enum"] == nil && self["const"] == nil && self["anyOf"] == nil
      && self["oneOf"] == nil && self["properties"] == nil
      || self["type"] == .string("object") && self["properties"] == nil
      || self["type"] == .string("array") && self["items"] == nil
  }
}
