import JSON

extension ShapeAlgebra {
  /// The numbers that the keywords for numbers allow.
  static func numbers(_ schema: JSONObject, _ place: SchemaPlace, isIntegral: Bool)
    throws(ConstraintError) -> NumberRange
  {
    var range = isIntegral ? NumberRange.integers : .all
    if let value = try number("minimum", schema, place) {
      let isExcluded = schema["exclusiveMinimum"]?.bool ?? false
      range.lower = NumberBound(value: value, isIncluded: !isExcluded)
    }
    if let value = try number("maximum", schema, place) {
      let isExcluded = schema["exclusiveMaximum"]?.bool ?? false
      range.upper = NumberBound(value: value, isIncluded: !isExcluded)
    }
    // Draft 4 has truth values here, which belong to the bounds above.
    if schema["exclusiveMinimum"]?.bool == nil,
      let value = try number("exclusiveMinimum", schema, place)
    {
      let bound = NumberBound(value: value, isIncluded: false)
      range = range.intersection(NumberRange(lower: bound))
    }
    if schema["exclusiveMaximum"]?.bool == nil,
      let value = try number("exclusiveMaximum", schema, place)
    {
      let bound = NumberBound(value: value, isIncluded: false)
      range = range.intersection(NumberRange(upper: bound))
    }
    if let divisor = try number("multipleOf", schema, place) {
      guard DecimalNumber.zero < divisor else {
        throw malformed(place, "multipleOf", "a number above zero")
      }
      // A multiple of 2 is integral by itself.
      if divisor.isIntegral { range.divisors = [] }
      range.divisors.insert(divisor)
    }
    return range
  }

  private static func number(_ keyword: String, _ schema: JSONObject, _ place: SchemaPlace)
    throws(ConstraintError) -> DecimalNumber?
  {
    guard let value = schema[keyword] else { return nil }
    if let number = DecimalNumber(value) { return number }
    guard value.number != nil else { throw malformed(place, keyword, "a number") }
    throw .unsupported(
      keyword: keyword, pointer: place.pointer,
      reason: "its value has more digits than are compared")
  }

  /// The greatest count that is told from others: no text in memory has more of anything.
  private static let greatestCount = 1 << 31

  /// The least length or count that a keyword asks for.
  static func minimum(_ keyword: String, _ schema: JSONObject, _ place: SchemaPlace)
    throws(ConstraintError) -> Int?
  {
    let count = try count(keyword, schema, place)
    if let count, count > greatestCount {
      throw .tooLarge(
        pointer: place.pointer, reason: "\(keyword) is \(count), more than \(greatestCount)")
    }
    return count
  }

  /// The greatest length or count that a keyword allows, if it excludes anything.
  static func maximum(_ keyword: String, _ schema: JSONObject, _ place: SchemaPlace)
    throws(ConstraintError) -> Int?
  {
    try count(keyword, schema, place).flatMap { $0 > greatestCount ? nil : $0 }
  }

  private static func count(_ keyword: String, _ schema: JSONObject, _ place: SchemaPlace)
    throws(ConstraintError) -> Int?
  {
    guard let value = schema[keyword] else { return nil }
    guard let count = value.integer, count >= 0 else {
      throw malformed(place, keyword, "an integer that is not negative")
    }
    return count
  }

  /// The strings that the keywords for strings allow.
  func strings(_ schema: JSONObject, _ place: SchemaPlace) throws(ConstraintError)
    -> [StringShape]
  {
    let minimum = try Self.minimum("minLength", schema, place) ?? 0
    let maximum = try Self.maximum("maxLength", schema, place)
    if let maximum, maximum < minimum { return [] }
    var languages: [RegularExpression] = []
    if let value = schema["pattern"] {
      guard let pattern = value.string else { throw Self.malformed(place, "pattern", "a string") }
      languages.append(try Self.expression(pattern, keyword: "pattern", place))
    }
    if let format = Self.enforcedFormat(schema, place) {
      languages.append(try format.language())
    }
    var shape = StringShape.texts(nil, minimumLength: minimum, maximumLength: maximum)
    for language in languages {
      let texts = StringShape.texts(language, minimumLength: 0, maximumLength: nil)
      guard let both = try shape.intersection(texts, self.languages) else { return [] }
      shape = both
    }
    return [shape]
  }

  /// The format that strings have to have.
  ///
  /// The editions of 2019 and 2020 make formats annotations. Schemas mean them all the same where
  /// they also say that there is a string, so only a format that stands alone is passed over.
  private static func enforcedFormat(_ schema: JSONObject, _ place: SchemaPlace) -> TextFormat? {
    guard let name = schema["format"]?.string, let format = TextFormat(rawValue: name) else {
      return nil
    }
    let isAnnotation = place.declaresDialect && place.dialect >= .draft2019
    return isAnnotation && schema["type"] == nil ? nil : format
  }

  /// The language of the texts in which a pattern of a schema is found.
  static func expression(_ pattern: String, keyword: String, _ place: SchemaPlace)
    throws(ConstraintError) -> RegularExpression
  {
    do {
      return try RegularExpression.search(pattern)
    } catch {
      throw .unsupported(
        keyword: keyword, pointer: place.pointer, reason: "\(pattern): \(error.description)")
    }
  }
}

extension ShapeAlgebra {
  /// The arrays that the keywords for elements allow.
  mutating func array(_ schema: JSONObject, _ place: SchemaPlace) throws(ConstraintError)
    -> ArraySet
  {
    var array = ArraySet()
    array.minimum = try Self.minimum("minItems", schema, place) ?? 0
    array.maximum = try Self.maximum("maxItems", schema, place)
    array.hasUniqueElements = schema["uniqueItems"]?.bool ?? false
    let restKeyword = try prefix(schema, place, &array)
    if let rest = schema[restKeyword] {
      array.rest = try shape(of: place.descendant(rest, restKeyword))
    }
    if let wanted = schema["contains"], place.knows(.draft6) {
      let minimum = try Self.minimum("minContains", schema, place) ?? 1
      let maximum = try Self.maximum("maxContains", schema, place)
      if minimum > 0 || maximum != nil {
        let shape = try shape(of: place.descendant(wanted, "contains"))
        array.counts = [.init(shape: shape, minimum: minimum, maximum: maximum)]
        array.minimum = max(array.minimum, minimum)
      }
    }
    if let rest = schema["unevaluatedItems"], place.knows(.draft2019) {
      guard let seen = try evaluatedItems(place) else {
        throw .unsupported(
          keyword: "unevaluatedItems", pointer: place.pointer,
          reason: "the elements that other keywords look at depend on the array")
      }
      if case .first(let count) = seen {
        let shape = try shape(of: place.descendant(rest, "unevaluatedItems"))
        while array.prefix.count < count { array.prefix.append(array.rest) }
        array.rest = try intersection([array.rest, shape])
      }
    }
    return array
  }

  /// Sets the shapes of the first elements, and tells the keyword for those after them.
  private mutating func prefix(
    _ schema: JSONObject, _ place: SchemaPlace, _ array: inout ArraySet
  ) throws(ConstraintError) -> String {
    let keyword = schema["prefixItems"] != nil ? "prefixItems" : "items"
    guard let elements = schema[keyword]?.array else { return "items" }
    for (index, element) in elements.enumerated() {
      array.prefix.append(
        try shape(of: place.descendant(element, keyword, String(index))))
    }
    return keyword == "items" ? "additionalItems" : "items"
  }
}
