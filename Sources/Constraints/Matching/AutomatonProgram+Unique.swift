extension AutomatonProgram {
  /// The greatest number of values of elements that have to differ.
  private static let distinctLimit = 64

  /// Gives arrays whose elements have to differ a shape for each value that one can have.
  ///
  /// - Throws: `ConstraintError.unsupported` where there are many, since states do not remember
  ///   elements.
  mutating func tellUniqueElements() throws(ConstraintError) {
    for place in shapes.indices {
      for index in shapes[place].arrays.indices {
        let array = shapes[place].arrays[index]
        guard array.hasUniqueElements, array.maximumCount ?? .max > 1 else { continue }
        guard array.prefix.isEmpty, array.counted == nil, let rest = array.rest,
          let values = try shapes[rest].values(upTo: Self.distinctLimit)
        else {
          throw .unsupported(
            keyword: "uniqueItems", pointer: "",
            reason: "elements that came before are told from new ones only where all have the same "
              + "schema with at most \(Self.distinctLimit) values")
        }
        shapes[place].arrays[index].distinct = Array(shapes.count..<shapes.count + values.count)
        shapes += values
      }
    }
  }
}

extension Shape {
  /// A shape for each value, `nil` where there are more than so many.
  fileprivate func values(upTo limit: Int) throws(ConstraintError) -> [Shape]? {
    guard arrays.isEmpty, objects.isEmpty else { return nil }
    var values: [Shape] = []
    for (isThere, member) in [
      (hasNull, \Shape.hasNull), (hasTrue, \Shape.hasTrue), (hasFalse, \Shape.hasFalse),
    ] where isThere {
      var value = Shape()
      value[keyPath: member] = true
      values.append(value)
    }
    if let numbers {
      guard let texts = try numbers.texts(upTo: limit) else { return nil }
      for text in texts {
        var value = Shape()
        value.numbers = .literal(text)
        values.append(value)
      }
    }
    var texts: Set<String> = []
    for alternative in strings {
      if case .texts(nil, _, let maximum) = alternative, maximum != 0 { return nil }
      guard let some = try alternative.language().texts(upTo: limit) else { return nil }
      for text in some where texts.insert(text).inserted {
        var value = Shape()
        value.strings = [.values([text])]
        values.append(value)
      }
    }
    return values.count <= limit ? values : nil
  }
}
