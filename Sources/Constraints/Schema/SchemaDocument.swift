import JSON

/// A schema document, with the places that references in it lead to.
struct SchemaDocument: Sendable {
  /// The whole schema.
  let root: SchemaPlace
  /// Schemas by the address that they declare; made when a reference needs it.
  private var resources: [String: SchemaPlace]?
  /// Schemas by address and anchor.
  private var anchors: [String: SchemaPlace] = [:]
  /// Places of each dynamic anchor.
  private var dynamicAnchors: [String: [SchemaPlace]] = [:]

  /// A document.
  ///
  /// - Throws: `ConstraintError` for an edition that is not of json-schema.org.
  init(_ schema: JSONValue) throws(ConstraintError) {
    if let declared = schema["$schema"]?.string, SchemaDialect(schema: declared) == nil {
      throw .unsupported(
        keyword: "$schema", pointer: "",
        reason: "\(declared) is no edition of json-schema.org, and may read keywords differently")
    }
    root =
      SchemaPlace(
        value: schema, pointer: "", base: "", dialect: .draft2020, declaresDialect: false
      ).entered
  }

  /// The schema that a reference leads to.
  mutating func target(of reference: String, from place: SchemaPlace, keyword: String = "$ref")
    throws(ConstraintError) -> SchemaPlace
  {
    let target = URIReference(reference).resolved(against: URIReference(place.base))
    let address = target.withoutFragment
    let fragment = target.decodedFragment
    guard let resource = resource(address) else {
      throw .unsupported(
        keyword: keyword, pointer: place.pointer,
        reason: "\(reference) is not in this document, and nothing is fetched")
    }
    if fragment.isEmpty { return resource }
    if fragment.hasPrefix("/") {
      if let found = Self.descend(from: resource, fragment) { return found }
    } else {
      index()
      if let found = anchors[address + "#" + fragment] { return found }
    }
    throw .unsupported(
      keyword: keyword, pointer: place.pointer, reason: "\(reference) leads to nothing here")
  }

  /// The schema that a dynamic reference leads to from everywhere.
  mutating func dynamicTarget(of reference: String, from place: SchemaPlace)
    throws(ConstraintError) -> SchemaPlace
  {
    let first = try target(of: reference, from: place, keyword: "$dynamicRef")
    let name = URIReference(reference).decodedFragment
    guard first.value["$dynamicAnchor"]?.string == name else { return first }
    index()
    guard dynamicAnchors[name, default: []].count == 1 else {
      throw .unsupported(
        keyword: "$dynamicRef", pointer: place.pointer,
        reason: "\(reference) may lead to different schemas by the way it is reached")
    }
    return first
  }

  private mutating func resource(_ address: String) -> SchemaPlace? {
    if address == root.base { return root }
    index()
    return resources?[address]
  }

  private static func descend(from place: SchemaPlace, _ pointer: String) -> SchemaPlace? {
    var place = place
    for token in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      let name = SchemaPlace.unescaped(token)
      if let index = Int(name), case .array(let elements) = place.value {
        guard elements.indices.contains(index) else { return nil }
        place = place.descendant(elements[index], name)
      } else {
        guard let member = place.value[name] else { return nil }
        place = place.descendant(member, name)
      }
    }
    return place
  }

  private mutating func index() {
    guard resources == nil else { return }
    resources = [root.base: root]
    var open = [root]
    while let place = open.popLast() {
      guard case .object(let members) = place.value else { continue }
      register(place, members)
      open += Self.subschemas(of: place, members)
    }
  }

  private mutating func register(_ place: SchemaPlace, _ members: JSONObject) {
    if place.dialect.referenceStandsAlone, members["$ref"] != nil { return }
    if let name = members[place.dialect.identifierKeyword]?.string {
      if name.hasPrefix("#") {
        anchors[place.base + name] = place
      } else if resources?[place.base] == nil {
        resources?[place.base] = place
      }
    }
    if let anchor = members["$anchor"]?.string { anchors[place.base + "#" + anchor] = place }
    if let anchor = members["$dynamicAnchor"]?.string {
      anchors[place.base + "#" + anchor] = place
      dynamicAnchors[anchor, default: []].append(place)
    }
  }

  private static let single = [
    "additionalProperties", "unevaluatedProperties", "propertyNames", "additionalItems", "items",
    "unevaluatedItems", "contains", "not", "if", "then", "else",
  ]
  private static let several = ["allOf", "anyOf", "oneOf", "prefixItems", "items"]
  private static let named = [
    "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies",
  ]

  private static func subschemas(of place: SchemaPlace, _ members: JSONObject) -> [SchemaPlace] {
    var found: [SchemaPlace] = []
    for keyword in single {
      if let value = members[keyword], value.object != nil {
        found.append(place.descendant(value, keyword))
      }
    }
    for keyword in several {
      for (index, value) in (members[keyword]?.array ?? []).enumerated() {
        found.append(place.descendant(value, keyword, String(index)))
      }
    }
    for keyword in named {
      guard let schemas = members[keyword]?.object else { continue }
      for (name, value) in schemas where value.object != nil {
        found.append(place.descendant(value, keyword, name))
      }
    }
    return found
  }
}
