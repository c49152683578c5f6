import JSON

extension ShapeAlgebra {
  /// The elements that keywords of a schema look at.
  enum EvaluatedItems {
    /// A number of elements from the start.
    case first(Int)
    /// Every element.
    case all
  }

  /// The members that keywords of a schema look at.
  struct EvaluatedNames {
    /// Members by name.
    var names: [String] = []
    /// Members by pattern.
    var patterns: [RegularExpression] = []
    /// Tells whether every member is looked at.
    var isEveryName = false

    /// Tells whether there is none.
    var isEmpty: Bool { names.isEmpty && patterns.isEmpty && !isEveryName }

    /// Adds the members of another schema.
    mutating func add(_ other: EvaluatedNames) {
      names += other.names
      patterns += other.patterns
      isEveryName = isEveryName || other.isEveryName
    }
  }

  /// Objects whose members that no other keyword looks at pass `unevaluatedProperties`.
  mutating func unevaluated(_ object: ObjectSet, _ schema: JSONObject, _ place: SchemaPlace)
    throws(ConstraintError) -> ObjectSet
  {
    guard let rest = schema["unevaluatedProperties"], rest.bool != true, place.knows(.draft2019)
    else { return object }
    guard let seen = try evaluatedNames(place, depth: 0) else {
      throw .unsupported(
        keyword: "unevaluatedProperties", pointer: place.pointer,
        reason: "the members that other keywords look at depend on the object")
    }
    if seen.isEveryName { return object }
    var other = ObjectSet()
    for name in seen.names { other.set(.init(name: ExactText(name), shape: Self.anything)) }
    if !seen.patterns.isEmpty {
      let names = RegularExpression.union(seen.patterns)
      other.patterns = [.init(names: names, shape: Self.anything)]
    }
    other.additional = try shape(of: place.descendant(rest, "unevaluatedProperties"))
    return try intersection(object, other, pointer: place.pointer)
  }

  /// The schemas that always hold in the same place, or `nil` if others may.
  private mutating func companions(_ place: SchemaPlace, depth: Int) throws(ConstraintError)
    -> [SchemaPlace]
  {
    guard depth < 32, case .object(let schema) = place.value else { return [] }
    var places: [SchemaPlace] = []
    if let reference = schema["$ref"]?.string {
      places.append(try document.target(of: reference, from: place))
    }
    if let reference = schema["$dynamicRef"]?.string {
      places.append(try document.dynamicTarget(of: reference, from: place))
    }
    for (index, part) in (schema["allOf"]?.array ?? []).enumerated() {
      places.append(place.descendant(part, "allOf", String(index)))
    }
    return places
  }

  /// The schemas that hold in the same place for some values only.
  private func occasional(_ place: SchemaPlace) -> [SchemaPlace] {
    guard case .object(let schema) = place.value else { return [] }
    var places: [SchemaPlace] = []
    for keyword in ["anyOf", "oneOf"] {
      for (index, part) in (schema[keyword]?.array ?? []).enumerated() {
        places.append(place.descendant(part, keyword, String(index)))
      }
    }
    for keyword in ["if", "then", "else"] {
      if let part = schema[keyword] { places.append(place.descendant(part, keyword)) }
    }
    for (name, part) in schema["dependentSchemas"]?.object ?? JSONObject() {
      places.append(place.descendant(part, "dependentSchemas", name))
    }
    return places
  }

  private mutating func evaluatedNames(_ place: SchemaPlace, depth: Int) throws(ConstraintError)
    -> EvaluatedNames?
  {
    guard case .object(let schema) = place.value else { return EvaluatedNames() }
    guard depth < 32 else { return nil }
    var seen = EvaluatedNames()
    seen.names = schema["properties"]?.object?.keys ?? []
    for pattern in schema["patternProperties"]?.object?.keys ?? [] {
      seen.patterns.append(try Self.expression(pattern, keyword: "patternProperties", place))
    }
    seen.isEveryName =
      schema["additionalProperties"] != nil
      || depth > 0 && schema["unevaluatedProperties"] != nil
    for companion in try companions(place, depth: depth) {
      guard let more = try evaluatedNames(companion, depth: depth + 1) else { return nil }
      seen.add(more)
    }
    if seen.isEveryName { return seen }
    for part in occasional(place) {
      guard try evaluatedNames(part, depth: depth + 1)?.isEmpty ?? false else { return nil }
    }
    return seen
  }

  /// The elements that keywords of a schema other than `unevaluatedItems` look at, or `nil` if that
  /// depends on the array.
  mutating func evaluatedItems(_ place: SchemaPlace, depth: Int = 0) throws(ConstraintError)
    -> EvaluatedItems?
  {
    guard case .object(let schema) = place.value else { return .first(0) }
    guard depth < 32, schema["contains"] == nil || place.dialect < .draft2020 else { return nil }
    var count = (schema["prefixItems"] ?? schema["items"])?.array?.count ?? 0
    let hasTuple = schema["items"]?.array != nil
    if schema[hasTuple ? "additionalItems" : "items"] != nil { return .all }
    if depth > 0 && schema["unevaluatedItems"] != nil { return .all }
    for companion in try companions(place, depth: depth) {
      switch try evaluatedItems(companion, depth: depth + 1) {
      case .all: return .all
      case .first(let more): count = max(count, more)
      case nil: return nil
      }
    }
    for part in occasional(place) {
      guard case .first(0) = try evaluatedItems(part, depth: depth + 1) else { return nil }
    }
    return .first(count)
  }
}
