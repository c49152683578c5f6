import JSON

/// An edition of JSON Schema, as far as editions read the same keyword differently.
enum SchemaDialect: Int, Comparable, Sendable {
  case draft4
  case draft6
  case draft7
  case draft2019
  case draft2020

  static func < (left: SchemaDialect, right: SchemaDialect) -> Bool {
    left.rawValue < right.rawValue
  }

  /// The edition that a `$schema` names, or `nil` for one that is not of json-schema.org.
  init?(schema: String) {
    guard schema.contains("json-schema.org/") else { return nil }
    let known: [(String, SchemaDialect)] = [
      ("draft-03", .draft4), ("draft-04", .draft4), ("draft-05", .draft4), ("draft-06", .draft6),
      ("draft-07", .draft7), ("2019-09", .draft2019),
    ]
    self = known.first { schema.contains($0.0) }?.1 ?? .draft2020
  }

  /// The keyword that names a schema.
  var identifierKeyword: String { self == .draft4 ? "id" : "$id" }

  /// Tells whether `$ref` stands alone, and what is written beside it means nothing.
  var referenceStandsAlone: Bool { self <= .draft7 }
}

/// A schema in a document, with all that its keywords depend on.
struct SchemaPlace: Sendable {
  /// The schema itself.
  var value: JSONValue
  /// The JSON pointer to it from the document's root.
  var pointer: String
  /// The address that references in it are relative to, without a fragment.
  var base: String
  /// The edition that it is written in.
  var dialect: SchemaDialect
  /// Tells whether the document names its edition.
  var declaresDialect: Bool

  /// Tells whether keywords of an edition mean something here.
  ///
  /// Where no edition is declared, all do.
  func knows(_ edition: SchemaDialect) -> Bool { !declaresDialect || dialect >= edition }

  /// The place of a member or an element in this one.
  func descendant(_ value: JSONValue, _ tokens: String...) -> SchemaPlace {
    var place = self
    place.value = value
    for token in tokens { place.pointer += "/" + SchemaPlace.escaped(token) }
    return place.entered
  }

  /// The place itself, with the base that it declares.
  var entered: SchemaPlace {
    guard case .object(let members) = value else { return self }
    var place = self
    if let schema = members["$schema"]?.string, let dialect = SchemaDialect(schema: schema) {
      place.dialect = dialect
      place.declaresDialect = true
    }
    if place.dialect.referenceStandsAlone, members["$ref"] != nil { return place }
    guard let identifier = members[place.dialect.identifierKeyword]?.string,
      !identifier.hasPrefix("#")
    else { return place }
    place.base = URIReference(identifier).resolved(against: URIReference(base)).withoutFragment
    return place
  }

  /// A token as it stands in a JSON pointer (RFC 6901).
  static func escaped(_ token: String) -> String {
    guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
      return token
    }
    var text = ""
    for scalar in token.unicodeScalars {
      switch scalar {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// A token of a JSON pointer as the name that it stands for.
  static func unescaped(_ token: some StringProtocol) -> String {
    var text = ""
    var isEscaped = false
    for scalar in token.unicodeScalars {
      if isEscaped {
        text.unicodeScalars.append(scalar == "1" ? "/" : scalar == "0" ? "~" : scalar)
        isEscaped = false
      } else if scalar == "~" {
        isEscaped = true
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
