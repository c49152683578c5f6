extension StringShape {
  /// Every string.
  static let any = StringShape.texts(nil, minimumLength: 0, maximumLength: nil)

  /// Tells whether every string belongs.
  var isUniversal: Bool {
    if case .texts(nil, minimumLength: 0, maximumLength: nil) = self { return true }
    return false
  }

  /// Alternatives with those that are lists of values made one.
  static func merged(_ shapes: [StringShape]) -> [StringShape] {
    var lists = 0
    for case .values in shapes { lists += 1 }
    guard lists > 1 else { return shapes }
    var seen: Set<ExactText> = []
    var values: [String] = []
    var others: [StringShape] = []
    for shape in shapes {
      switch shape {
      case .values(let texts):
        for text in texts where seen.insert(ExactText(text)).inserted { values.append(text) }
      case .texts: others.append(shape)
      }
    }
    return [.values(values)] + others
  }

  /// Tells whether a text belongs.
  func contains(_ text: String, _ languages: TextLanguages = TextLanguages())
    throws(ConstraintError) -> Bool
  {
    switch self {
    case .values(let values): return values.contains { ExactText($0) == ExactText(text) }
    case .texts(let language, let minimum, let maximum):
      let length = minimum > 0 || maximum != nil ? text.unicodeScalars.count : 0
      guard length >= minimum, maximum.map({ length <= $0 }) ?? true else { return false }
      guard let language else { return true }
      return try languages.contains(text, in: language)
    }
  }

  /// The texts that belong to both, or `nil` if there are none.
  func intersection(_ other: StringShape, _ languages: TextLanguages) throws(ConstraintError)
    -> StringShape?
  {
    switch (self, other) {
    case (.values(let left), .values(let right)):
      let kept = Set(right.map(ExactText.init))
      return Self.list(left.filter { kept.contains(ExactText($0)) })
    case (.values(let values), .texts): return Self.list(try other.kept(of: values, languages))
    case (.texts, .values(let values)): return Self.list(try kept(of: values, languages))
    case (
      .texts(let left, let leftMinimum, let leftMaximum),
      .texts(let right, let rightMinimum, let rightMaximum)
    ):
      let minimum = max(leftMinimum, rightMinimum)
      let maximum = [leftMaximum, rightMaximum].compactMap { $0 }.min()
      if let maximum, maximum < minimum { return nil }
      guard let left, let right else {
        return .texts(left ?? right, minimumLength: minimum, maximumLength: maximum)
      }
      let both = left.intersection(right)
      if try languages.isEmpty(both) { return nil }
      return .texts(both, minimumLength: minimum, maximumLength: maximum)
    }
  }

  private static func list(_ values: [String]) -> StringShape? {
    values.isEmpty ? nil : .values(values)
  }

  private func kept(of values: [String], _ languages: TextLanguages) throws(ConstraintError)
    -> [String]
  {
    var kept: [String] = []
    for value in values where try contains(value, languages) { kept.append(value) }
    return kept
  }

  /// The texts that do not belong, as alternatives.
  var complement: [StringShape] {
    switch self {
    case .values(let values):
      let literals = RegularExpression.union(values.map { .literal($0) })
      return [.texts(literals.complement, minimumLength: 0, maximumLength: nil)]
    case .texts(let language, let minimum, let maximum):
      var shapes: [StringShape] = []
      if let language {
        shapes.append(.texts(language.complement, minimumLength: 0, maximumLength: nil))
      }
      if minimum > 0 {
        shapes.append(.texts(nil, minimumLength: 0, maximumLength: minimum - 1))
      }
      if let maximum {
        shapes.append(.texts(nil, minimumLength: maximum + 1, maximumLength: nil))
      }
      return shapes
    }
  }
}
