import JSON

extension ShapeAlgebra {
  /// The set of some values.
  ///
  /// Numbers are equal as numbers, objects whatever the order of members.
  mutating func constants(_ values: [JSONValue], pointer: String) throws(ConstraintError)
    -> ValueSet
  {
    var set = ValueSet.none
    var texts: [String] = []
    var seen: Set<ExactText> = []
    var numbers: Set<DecimalNumber> = []
    try count(values.count / 16, pointer: pointer)
    for value in values {
      switch value {
      case .null: set.hasNull = true
      case .bool(let value):
        if value { set.hasTrue = true } else { set.hasFalse = true }
      case .string(let text):
        if seen.insert(ExactText(text)).inserted { texts.append(text) }
      case .integer, .number, .decimal:
        guard let number = DecimalNumber(value) else {
          throw .unsupported(
            keyword: "enum", pointer: pointer, reason: "\(value.serialized) is out of range")
        }
        if numbers.insert(number).inserted { set.numbers.append(.only(number)) }
      case .array(let elements): set.arrays.append(try constant(elements, pointer: pointer))
      case .object(let members): set.objects.append(try constant(members, pointer: pointer))
      }
    }
    if !texts.isEmpty { set.strings = [.values(texts)] }
    return set
  }

  private mutating func constant(_ elements: [JSONValue], pointer: String) throws(ConstraintError)
    -> ArraySet
  {
    var array = ArraySet(rest: Self.nothing, minimum: elements.count, maximum: elements.count)
    for element in elements {
      array.prefix.append(
        try shape(of: try constants([element], pointer: pointer), pointer: pointer))
    }
    return array
  }

  private mutating func constant(_ members: JSONObject, pointer: String) throws(ConstraintError)
    -> ObjectSet
  {
    var object = ObjectSet()
    object.additional = Self.nothing
    for (name, value) in members {
      let shape = try shape(of: try constants([value], pointer: pointer), pointer: pointer)
      object.set(.init(name: ExactText(name), shape: shape, isRequired: true))
    }
    return object
  }
}
