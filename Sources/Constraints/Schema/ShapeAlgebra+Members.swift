import JSON

extension ShapeAlgebra {
  /// The objects that the keywords for members allow.
  mutating func object(_ schema: JSONObject, _ place: SchemaPlace) throws(ConstraintError)
    -> ObjectSet
  {
    var object = ObjectSet()
    for (name, value) in try Self.schemas("properties", schema, place) {
      let shape = try shape(of: place.descendant(value, "properties", name))
      object.set(.init(name: ExactText(name), shape: shape))
    }
    for (pattern, value) in try Self.schemas("patternProperties", schema, place) {
      var other = ObjectSet()
      other.patterns = [
        .init(
          names: try Self.expression(pattern, keyword: "patternProperties", place),
          shape: try shape(of: place.descendant(value, "patternProperties", pattern)))
      ]
      object = try intersection(object, other, pointer: place.pointer)
    }
    if let rest = schema["additionalProperties"] {
      object.additional = try shape(of: place.descendant(rest, "additionalProperties"))
    }
    if let names = schema["propertyNames"], place.knows(.draft6) {
      let names = try shape(of: place.descendant(names, "propertyNames"))
      let other = try named(try values(of: names).strings)
      object = try intersection(object, other, pointer: place.pointer)
    }
    object = try unevaluated(object, schema, place)
    object.minimum = try Self.minimum("minProperties", schema, place) ?? 0
    object.maximum = try Self.maximum("maxProperties", schema, place)
    for name in schema["required"]?.array ?? [] {
      guard let name = name.string else {
        throw Self.malformed(place, "required", "an array of strings")
      }
      try demand(name, in: &object)
    }
    for keyword in ["dependentRequired", "dependencies"] {
      for (name, value) in schema[keyword]?.object ?? JSONObject() {
        for implied in value.array ?? value.string.map({ [.string($0)] }) ?? [] {
          guard let text = implied.string else {
            throw Self.malformed(place, keyword, "an object of arrays of strings")
          }
          object.implications.append((ExactText(name), ExactText(text)))
        }
      }
    }
    return object
  }

  private mutating func demand(_ name: String, in object: inout ObjectSet) throws(ConstraintError) {
    let name = ExactText(name)
    let shape = try shape(of: name, in: object)
    object.set(.init(name: name, shape: shape, isRequired: true))
  }

  private static func schemas(_ keyword: String, _ schema: JSONObject, _ place: SchemaPlace)
    throws(ConstraintError) -> JSONObject
  {
    guard let value = schema[keyword] else { return JSONObject() }
    guard let schemas = value.object else {
      throw malformed(place, keyword, "an object of schemas")
    }
    return schemas
  }

  /// Objects all of whose names are in a set of strings.
  private mutating func named(_ strings: [StringShape]) throws(ConstraintError) -> ObjectSet {
    var object = ObjectSet()
    object.additional = Self.nothing
    if strings.contains(where: \.isUniversal) { return ObjectSet() }
    var languages: [RegularExpression] = []
    for shape in strings {
      if case .values(let names) = shape {
        for name in names { object.set(.init(name: ExactText(name), shape: Self.anything)) }
      } else {
        languages.append(try shape.language())
      }
    }
    if !languages.isEmpty {
      object.patterns = [.init(names: RegularExpression.union(languages), shape: Self.anything)]
    }
    return object
  }

  /// The values of a set that pass the schemas that hold where a member is present.
  mutating func dependent(_ set: ValueSet, _ schema: JSONObject, _ place: SchemaPlace)
    throws(ConstraintError) -> ValueSet
  {
    var set = set
    for keyword in ["dependentSchemas", "dependencies"] {
      for (name, value) in schema[keyword]?.object ?? JSONObject() {
        guard value.object != nil || value.bool != nil else { continue }
        let shape = try shape(of: place.descendant(value, keyword, name))
        var without = ValueSet.all
        without.objects = [Self.object(without: ExactText(name))]
        let with = ValueSet(objects: [Self.object(with: ExactText(name), Self.anything)])
        let passed = try intersection(with, try values(of: shape), pointer: place.pointer)
        set = try intersection(set, without.union(passed), pointer: place.pointer)
      }
    }
    return set
  }
}

extension StringShape {
  /// The language of the texts that belong.
  func language() throws(ConstraintError) -> RegularExpression {
    switch self {
    case .values(let values): return RegularExpression.union(values.map { .literal($0) })
    case .texts(let language, let minimum, let maximum):
      guard minimum > 0 || maximum != nil || language == nil else {
        return language ?? .anything
      }
      let most = maximum.map { String($0) } ?? ""
      let lengths = try RegularExpression.whole("[\\s\\S]{\(minimum),\(most)}")
      return language.map { RegularExpression.intersection([$0, lengths]) } ?? lengths
    }
  }
}
