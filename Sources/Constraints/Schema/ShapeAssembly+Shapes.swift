extension ShapeAssembly {
  /// Numbers of which each has one spelling, none of them with exponent.
  private static let plainNumbers =
    #"(?:-?[1-9][0-9]*(?:\.[0-9]*[1-9])?|-?0\.[0-9]*[1-9]|0)"#

  /// The alternatives of a node, empty ones left out as far as that can be told without others.
  mutating func workedOut(_ node: Node) throws(ConstraintError) -> Alternatives {
    let pointer = algebra.pointer(of: node.shape)
    var values = try algebra.values(of: node.shape)
    var strings: [StringShape] = []
    for shape in values.strings where try !shape.isEmpty(algebra.languages) {
      strings.append(shape)
    }
    values.strings = strings
    var arrays: [CountedArray] = []
    for array in values.arrays { arrays.append(try counted(array, pointer: pointer)) }
    var texts: RegularExpression?
    if !values.numbers.isEmpty {
      let language =
        node.hasPlainNumbers
        ? try plainNumbers(values.numbers, pointer) : try numbers(values.numbers, pointer)
      let isEmpty =
        try values.numbers.contains(where: \.isSurelyInhabited)
        ? false : algebra.languages.isEmpty(language)
      if !isEmpty { texts = language }
    }
    return Alternatives(
      values: values, numbers: texts, arrays: arrays,
      objects: try named(values.objects, pointer: pointer))
  }

  /// The texts of numbers.
  private func numbers(_ ranges: [NumberRange], _ pointer: String) throws(ConstraintError)
    -> RegularExpression
  {
    let root = algebra.document.root
    let isTextual = root.declaresDialect && root.dialect == .draft4
    return try NumberLanguage(isTextual: isTextual, pointer: pointer).texts(of: ranges)
  }

  /// The texts of numbers, one for each number.
  func plainNumbers(_ ranges: [NumberRange], _ pointer: String) throws(ConstraintError)
    -> RegularExpression
  {
    RegularExpression.intersection([
      try numbers(ranges, pointer), try RegularExpression.whole(Self.plainNumbers),
    ])
  }

  /// Tells whether some alternative has a value.
  func hasValue(_ alternatives: Alternatives) -> Bool {
    let values = alternatives.values
    return values.hasNull || values.hasTrue || values.hasFalse || alternatives.numbers != nil
      || !values.strings.isEmpty || alternatives.arrays.contains(where: hasValue)
      || alternatives.objects.contains(where: hasValue)
  }

  /// The shape that the table has for some alternatives.
  mutating func shape(_ alternatives: Alternatives, pointer: String) throws(ConstraintError)
    -> Shape
  {
    var shape = Shape()
    shape.hasNull = alternatives.values.hasNull
    shape.hasTrue = alternatives.values.hasTrue
    shape.hasFalse = alternatives.values.hasFalse
    shape.numbers = alternatives.numbers
    shape.strings = alternatives.values.strings
    for array in alternatives.arrays {
      if let array = try self.shape(array, pointer: pointer) { shape.arrays.append(array) }
    }
    for object in alternatives.objects {
      if let object = self.shape(object) { shape.objects.append(object) }
    }
    return shape
  }
}

extension StringShape {
  /// Tells whether no text belongs.
  func isEmpty(_ languages: TextLanguages) throws(ConstraintError) -> Bool {
    switch self {
    case .values(let values): return values.isEmpty
    case .texts(nil, _, _): return false
    case .texts(let language?, minimumLength: 0, maximumLength: nil):
      return try languages.isEmpty(language)
    case .texts: return try languages.isEmpty(self.language())
    }
  }
}
