extension ShapeAssembly {
  /// The greatest number of values of an element that are counted one by one.
  private static let valueLimit = 1_000

  /// Sees that unique elements can be told apart by their texts, and that there are enough of them.
  mutating func checkUnique(_ array: inout ArraySet, pointer: String) throws(ConstraintError) {
    if let maximum = array.maximum, maximum <= 1 {
      array.hasUniqueElements = false
      return
    }
    for (position, shape) in (array.prefix + [array.rest]).enumerated() {
      let values = try algebra.values(of: shape)
      guard values.arrays.isEmpty && values.objects.isEmpty else {
        throw .unsupported(
          keyword: "uniqueItems", pointer: pointer,
          reason: "elements may be arrays or objects, whose equality shows only at their ends")
      }
      guard let count = try finiteCount(values, pointer) else { continue }
      let isRest = position == array.prefix.count
      if array.prefix.isEmpty {
        array.maximum = min(array.maximum ?? count, count)
      } else if isRest ? count < array.maximum ?? Int.max : count <= position {
        // What is left for an element would depend on which values those before it took.
        throw .unsupported(
          keyword: "uniqueItems", pointer: pointer,
          reason: "the first elements have shapes of their own, with few values each")
      }
    }
  }

  /// The number of values other than arrays and objects, or `nil` if there are many.
  private func finiteCount(_ values: ValueSet, _ pointer: String) throws(ConstraintError) -> Int? {
    var count = (values.hasNull ? 1 : 0) + (values.hasTrue ? 1 : 0) + (values.hasFalse ? 1 : 0)
    if values.numbers.contains(where: { $0.lower == nil || $0.upper == nil }) { return nil }
    if !values.numbers.isEmpty {
      let numbers = try plainNumbers(values.numbers, pointer)
      guard let texts = try numbers.texts(upTo: Self.valueLimit) else { return nil }
      count += texts.count
    }
    guard let texts = try Self.finiteCount(values.strings) else { return nil }
    return count + texts
  }

  private static func finiteCount(_ strings: [StringShape]) throws(ConstraintError) -> Int? {
    if strings.isEmpty { return 0 }
    if strings.count == 1, case .values(let values) = strings[0] { return values.count }
    var languages: [RegularExpression] = []
    for shape in strings {
      if case .texts(nil, _, let maximum) = shape, maximum != 0 { return nil }
      languages.append(try shape.language())
    }
    return try RegularExpression.union(languages).texts(upTo: valueLimit)?.count
  }
}
