import JSON

extension ShapeAlgebra {
  /// The values that a schema allows.
  mutating func values(of place: SchemaPlace) throws(ConstraintError) -> ValueSet {
    guard case .object(let schema) = place.value else {
      guard case .bool(let holds) = place.value else {
        throw Self.malformed(place, "schema", "an object or a truth value")
      }
      return holds ? .all : .none
    }
    try Self.checkForms(schema, place)
    if place.dialect.referenceStandsAlone, let reference = schema["$ref"]?.string {
      return try values(of: try shape(of: try document.target(of: reference, from: place)))
    }
    var set = try ownValues(schema, place)
    for part in try constantParts(schema, place) {
      set = try intersection(set, part, pointer: place.pointer)
    }
    for shape in try applied(schema, place) {
      set = try intersection(set, try values(of: shape), pointer: place.pointer)
    }
    set = try conditional(set, schema, place)
    return try dependent(set, schema, place)
  }

  /// Refuses keywords whose values say nothing, rather than pass over them.
  static func checkForms(_ schema: JSONObject, _ place: SchemaPlace) throws(ConstraintError) {
    for keyword in ["$ref", "$dynamicRef", "$recursiveRef", "format"] {
      if let value = schema[keyword], value.string == nil {
        throw malformed(place, keyword, "a string")
      }
    }
    if let value = schema["required"], value.array == nil {
      throw malformed(place, "required", "an array of strings")
    }
    if let value = schema["uniqueItems"], value.bool == nil {
      throw malformed(place, "uniqueItems", "true or false")
    }
  }

  /// The values that the keywords for types, numbers, strings, elements and members allow.
  private mutating func ownValues(_ schema: JSONObject, _ place: SchemaPlace)
    throws(ConstraintError) -> ValueSet
  {
    let types = try Self.types(schema, place)
    var set = ValueSet.none
    set.hasNull = types.contains("null")
    set.hasTrue = types.contains("boolean")
    set.hasFalse = set.hasTrue
    if types.contains("number") || types.contains("integer") {
      set.numbers = [try Self.numbers(schema, place, isIntegral: !types.contains("number"))]
      set.numbers.removeAll(where: \.isKnownEmpty)
    }
    if types.contains("string") { set.strings = try strings(schema, place) }
    if types.contains("array") {
      let array = try array(schema, place)
      if !isKnownEmpty(array) { set.arrays = [array] }
    }
    if types.contains("object") {
      let object = try object(schema, place)
      if !isKnownEmpty(object) { set.objects = [object] }
    }
    return set
  }

  private static let everyType = ["null", "boolean", "number", "string", "array", "object"]

  private static func types(_ schema: JSONObject, _ place: SchemaPlace) throws(ConstraintError)
    -> [String]
  {
    guard let value = schema["type"] else { return everyType }
    var types: [String] = []
    for type in value.array ?? [value] {
      guard let name = type.string, everyType.contains(name) || name == "integer" else {
        if type.string == "any", !(place.declaresDialect && place.knows(.draft6)) {
          return everyType
        }
        throw malformed(place, "type", "the name of a type of JSON, or a list of them")
      }
      types.append(name)
    }
    return types
  }

  /// Sets of values that `enum` and `const` list.
  private mutating func constantParts(_ schema: JSONObject, _ place: SchemaPlace)
    throws(ConstraintError) -> [ValueSet]
  {
    var parts: [ValueSet] = []
    if let value = schema["enum"] {
      guard let values = value.array else { throw Self.malformed(place, "enum", "an array") }
      parts.append(try constants(values, pointer: place.pointer))
    }
    if let value = schema["const"], place.knows(.draft6) {
      parts.append(try constants([value], pointer: place.pointer))
    }
    return parts
  }

  /// Shapes that hold in the same place: references and combinations.
  private mutating func applied(_ schema: JSONObject, _ place: SchemaPlace) throws(ConstraintError)
    -> [ShapeIndex]
  {
    var shapes: [ShapeIndex] = []
    if let reference = schema["$ref"]?.string {
      shapes.append(try shape(of: try document.target(of: reference, from: place)))
    }
    if let reference = (schema["$dynamicRef"] ?? schema["$recursiveRef"])?.string {
      shapes.append(try shape(of: try document.dynamicTarget(of: reference, from: place)))
    }
    shapes += try subschemas("allOf", schema, place)
    let choices = try subschemas("anyOf", schema, place)
    if schema["anyOf"] != nil { shapes.append(try union(choices)) }
    if schema["oneOf"] != nil {
      let cases = try subschemas("oneOf", schema, place)
      let pointer = place.pointer + "/oneOf"
      shapes.append(
        try shape(of: try exactlyOne(of: cases, pointer: pointer), pointer: pointer))
    }
    if let excluded = schema["not"] {
      shapes.append(try complement(try shape(of: place.descendant(excluded, "not"))))
    }
    return shapes
  }

  private mutating func subschemas(_ keyword: String, _ schema: JSONObject, _ place: SchemaPlace)
    throws(ConstraintError) -> [ShapeIndex]
  {
    guard let value = schema[keyword] else { return [] }
    guard let schemas = value.array, !schemas.isEmpty else {
      throw Self.malformed(place, keyword, "an array of at least one schema")
    }
    var shapes: [ShapeIndex] = []
    for (index, schema) in schemas.enumerated() {
      shapes.append(try shape(of: place.descendant(schema, keyword, String(index))))
    }
    return shapes
  }

  /// The values of a set that pass `if`, `then` and `else`.
  private mutating func conditional(
    _ set: ValueSet, _ schema: JSONObject, _ place: SchemaPlace
  ) throws(ConstraintError) -> ValueSet {
    guard let condition = schema["if"], schema["then"] != nil || schema["else"] != nil,
      place.knows(.draft7)
    else { return set }
    let (test, pointer) = (try shape(of: place.descendant(condition, "if")), place.pointer)
    var passed = try values(of: test)
    if let consequence = schema["then"] {
      let then = try shape(of: place.descendant(consequence, "then"))
      passed = try intersection(passed, try values(of: then), pointer: pointer)
    }
    var failed = try values(of: try complement(test))
    if let alternative = schema["else"] {
      let other = try shape(of: place.descendant(alternative, "else"))
      failed = try intersection(failed, try values(of: other), pointer: pointer)
    }
    return try intersection(set, passed, pointer: pointer)
      .union(try intersection(set, failed, pointer: pointer))
  }

  /// The error for a keyword whose value is of no use.
  static func malformed(_ place: SchemaPlace, _ keyword: String, _ expected: String)
    -> ConstraintError
  {
    .unsupported(
      keyword: keyword, pointer: place.pointer, reason: "its value should be \(expected)")
  }
}
