import JSON

/// Random schemas and values that are close enough to each other to meet.
struct RandomSchemas {
  private var state: UInt64
  private let names = ["a", "b", "c", "ab"]
  private let texts = ["", "a", "b", "ab", "abc", "é", "12"]
  private let patterns = ["^a", "b$", "^[a-z]+$", "[0-9]", "^ab?$"]
  private let types = ["null", "boolean", "integer", "number", "string", "array", "object"]

  init(seed: UInt64) { state = seed }

  private mutating func below(_ count: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(count))
  }

  private mutating func any<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }

  /// A value with few members and elements.
  mutating func value(depth: Int) -> JSONValue {
    switch below(depth > 2 ? 6 : 10) {
    case 0: return .null
    case 1: return .bool(below(2) == 0)
    case 2: return .integer(below(12) - 3)
    case 3: return .number(Double(below(40)) / 4 - 3)
    case 4, 5: return .string(any(texts))
    case 6, 7: return .array((0..<below(4)).map { _ in value(depth: depth + 1) })
    default:
      var members = JSONObject()
      for _ in 0..<below(4) { members[any(names)] = value(depth: depth + 1) }
      return .object(members)
    }
  }

  /// A schema of a few keywords.
  mutating func schema(depth: Int) -> JSONValue {
    if below(14) == 0 { return .bool(below(3) > 0) }
    var members = JSONObject()
    if below(3) > 0 { members["type"] = .string(any(types)) }
    for _ in 0..<(1 + below(3)) { addKeyword(to: &members, depth: depth) }
    return .object(members)
  }

  private mutating func addKeyword(to members: inout JSONObject, depth: Int) {
    switch below(depth > 2 ? 8 : 16) {
    case 0: members["minimum"] = .number(Double(below(16)) / 2 - 2)
    case 1: members["exclusiveMaximum"] = .integer(below(8))
    case 2: members["multipleOf"] = any([.number(0.5), .integer(2), .integer(3)])
    case 3: members["minLength"] = .integer(below(3))
    case 4: members["maxLength"] = .integer(below(3))
    case 5: members["pattern"] = .string(any(patterns))
    case 6: members["enum"] = .array((0..<3).map { _ in value(depth: 2) })
    case 7: members["required"] = .strings([any(names)])
    case 8: members["properties"] = named(depth)
    case 9: members["additionalProperties"] = schema(depth: depth + 1)
    case 10: members["patternProperties"] = .members([any(patterns): schema(depth: depth + 1)])
    case 11: members["items"] = schema(depth: depth + 1)
    case 12: members["prefixItems"] = .array([schema(depth: depth + 1)])
    case 13: members["contains"] = schema(depth: depth + 1)
    case 14: members["minProperties"] = .integer(below(3))
    default: members["maxItems"] = .integer(below(3))
    }
  }

  private mutating func named(_ depth: Int) -> JSONValue {
    var members = JSONObject()
    for _ in 0..<(1 + below(2)) { members[any(names)] = schema(depth: depth + 1) }
    return .object(members)
  }
}
