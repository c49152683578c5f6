/// A Python dictionary: keys in the order of insertion, equal numbers of different types are
/// one key.
struct TemplateDictionary {
  /// A key as Python hashes it.
  enum Key: Hashable {
    case none
    case integer(Int)
    case float(Double)
    case string(TemplateText)
    case tuple([Key])
    case undefined
    case object(ObjectIdentifier)
  }

  private(set) var keys: [TemplateValue] = []
  private(set) var values: [TemplateValue] = []
  private var positions: [Key: Int] = [:]
  private(set) var depth = 1

  var count: Int { keys.count }

  subscript(key: Key) -> TemplateValue? { positions[key].map { values[$0] } }

  /// Sets a value; the depth may be too great by a value that was replaced.
  mutating func set(_ key: Key, named name: TemplateValue, to value: TemplateValue) {
    depth = max(depth, value.depth + 1, name.depth + 1)
    if let position = positions[key] {
      values[position] = value
    } else {
      positions[key] = keys.count
      keys.append(name)
      values.append(value)
    }
  }

  mutating func set(_ name: TemplateText, to value: TemplateValue) {
    set(.string(name), named: .string(name), to: value)
  }
}

extension TemplateValue {
  /// The key that a value without parts is in a dictionary, or nil; the interpreter makes those
  /// of tuples.
  var key: TemplateDictionary.Key? {
    switch self {
    case .none: return TemplateDictionary.Key.none
    case .bool(let value): return .integer(value ? 1 : 0)
    case .integer(let value): return .integer(value)
    case .float(let value):
      if let integer = Int(exactly: value) { return .integer(integer) }
      return .float(value)
    case .string(let text): return .string(text)
    case .undefined: return .undefined
    case .object(let object): return .object(ObjectIdentifier(object))
    case .list, .tuple, .dictionary, .range, .view, .function, .method: return nil
    }
  }
}
