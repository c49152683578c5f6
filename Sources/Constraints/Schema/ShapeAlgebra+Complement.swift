extension ShapeAlgebra {
  /// The values that do not belong to a set.
  ///
  /// - Throws: `ConstraintError` where the rest cannot be written as a set, such as arrays with
  ///   some elements equal.
  mutating func complement(_ set: ValueSet, pointer: String) throws(ConstraintError) -> ValueSet {
    var result = ValueSet.all
    result.hasNull = !set.hasNull
    result.hasTrue = !set.hasTrue
    result.hasFalse = !set.hasFalse
    for range in set.numbers {
      let rest = ValueSet(numbers: range.complement)
      result.numbers =
        try intersection(ValueSet(numbers: result.numbers), rest, pointer: pointer).numbers
    }
    for strings in set.strings {
      let rest = ValueSet(strings: strings.complement)
      result.strings =
        try intersection(ValueSet(strings: result.strings), rest, pointer: pointer).strings
    }
    for array in set.arrays {
      let rest = ValueSet(arrays: try complement(array, pointer: pointer))
      result.arrays =
        try intersection(ValueSet(arrays: result.arrays), rest, pointer: pointer).arrays
    }
    for object in set.objects {
      let rest = ValueSet(objects: try complement(object, pointer: pointer))
      result.objects =
        try intersection(ValueSet(objects: result.objects), rest, pointer: pointer).objects
    }
    return result
  }

  private mutating func complement(_ array: ArraySet, pointer: String) throws(ConstraintError)
    -> [ArraySet]
  {
    guard !array.hasUniqueElements else {
      throw .unsupported(
        keyword: "uniqueItems", pointer: pointer,
        reason: "arrays of which two elements are equal cannot be told while they are written")
    }
    var sets: [ArraySet] = []
    if array.minimum > 0 { sets.append(ArraySet(maximum: array.minimum - 1)) }
    if let maximum = array.maximum { sets.append(ArraySet(minimum: maximum + 1)) }
    for (position, shape) in array.prefix.enumerated() where shape != Self.anything {
      var prefix = [ShapeIndex](repeating: Self.anything, count: position)
      prefix.append(try complement(shape))
      sets.append(ArraySet(prefix: prefix, minimum: position + 1))
    }
    for demand in array.counts {
      if demand.minimum > 0 {
        let count = ArraySet.Count(shape: demand.shape, minimum: 0, maximum: demand.minimum - 1)
        sets.append(ArraySet(counts: [count]))
      }
      if let maximum = demand.maximum {
        let count = ArraySet.Count(shape: demand.shape, minimum: maximum + 1)
        sets.append(ArraySet(minimum: maximum + 1, counts: [count]))
      }
    }
    if array.rest == Self.nothing {
      sets.append(ArraySet(minimum: array.prefix.count + 1))
    } else if array.rest != Self.anything {
      guard array.prefix.isEmpty else {
        throw .unsupported(
          keyword: "items", pointer: pointer,
          reason: "arrays of which an element after the first ones is wrong cannot be counted")
      }
      let wrong = ArraySet.Count(shape: try complement(array.rest), minimum: 1)
      sets.append(ArraySet(minimum: 1, counts: [wrong]))
    }
    return sets
  }

  private mutating func complement(_ object: ObjectSet, pointer: String) throws(ConstraintError)
    -> [ObjectSet]
  {
    var sets: [ObjectSet] = []
    for member in object.members {
      let wrong = try complement(member.shape)
      // Where a member is required, its absence is as wrong as a value of another shape.
      var set = ObjectSet()
      set.set(.init(name: member.name, shape: wrong, isRequired: !member.isRequired))
      if member.isRequired || wrong != Self.nothing { sets.append(set) }
    }
    for witness in object.witnesses { sets.append(try complement(witness)) }
    for (name, implied) in object.implications {
      var set = Self.object(with: name, Self.anything)
      set.set(.init(name: implied, shape: Self.nothing))
      if name != implied { sets.append(set) }
    }
    if object.minimum > 0 {
      var set = ObjectSet()
      set.maximum = object.minimum - 1
      sets.append(set)
    }
    if let maximum = object.maximum {
      var set = ObjectSet()
      set.minimum = maximum + 1
      sets.append(set)
    }
    return sets + (try witnesses(against: object))
  }

  /// Objects all of whose members that could be a witness are none.
  private mutating func complement(_ witness: ObjectSet.Witness) throws(ConstraintError)
    -> ObjectSet
  {
    var set = ObjectSet()
    for name in witness.excluded.sorted() {
      set.set(.init(name: name, shape: Self.anything))
    }
    let others = try complement(witness.shape)
    if let names = witness.names {
      set.patterns = [.init(names: names, shape: others)]
    } else {
      set.additional = others
    }
    return set
  }

  /// Objects with a member that is not known by name and has a wrong value.
  private mutating func witnesses(against object: ObjectSet) throws(ConstraintError) -> [ObjectSet]
  {
    let known = Set(object.members.map(\.name))
    var sets: [ObjectSet] = []
    for pattern in object.patterns where pattern.shape != Self.anything {
      var set = ObjectSet()
      set.witnesses = [
        .init(excluded: known, names: pattern.names, shape: try complement(pattern.shape))
      ]
      sets.append(set)
    }
    if object.additional != Self.anything {
      var set = ObjectSet()
      let names =
        object.patterns.isEmpty
        ? nil : RegularExpression.intersection(object.patterns.map { $0.names.complement })
      set.witnesses = [
        .init(excluded: known, names: names, shape: try complement(object.additional))
      ]
      sets.append(set)
    }
    return sets
  }

  /// Objects without a member of this name.
  static func object(without name: ExactText) -> ObjectSet {
    var set = ObjectSet()
    set.set(.init(name: name, shape: nothing))
    return set
  }

  /// Objects with a member of this name and shape.
  static func object(with name: ExactText, _ shape: ShapeIndex) -> ObjectSet {
    var set = ObjectSet()
    set.set(.init(name: name, shape: shape, isRequired: true))
    return set
  }
}

extension ShapeAlgebra {
  /// The values that belong to exactly one of some shapes.
  ///
  /// Where two shapes have nothing in common, neither has to be taken from the other; for most
  /// schemas that is all.
  mutating func exactlyOne(of shapes: [ShapeIndex], pointer: String) throws(ConstraintError)
    -> ValueSet
  {
    var result = ValueSet.none
    for (place, shape) in shapes.enumerated() {
      var values = try values(of: shape)
      for (otherPlace, other) in shapes.enumerated() where otherPlace != place {
        if values.isEmpty { break }
        if try areDisjoint(shape, other, pointer: pointer) { continue }
        let rest = try self.values(of: try complement(other))
        values = try intersection(values, rest, pointer: pointer)
      }
      result = result.union(values)
    }
    return result
  }

  private mutating func areDisjoint(_ left: ShapeIndex, _ right: ShapeIndex, pointer: String)
    throws(ConstraintError) -> Bool
  {
    let pair = [min(left, right), max(left, right)]
    if let known = disjointness[pair] { return known }
    let both = try intersection(
      try values(of: left), try values(of: right), pointer: pointer)
    disjointness[pair] = both.isEmpty
    return both.isEmpty
  }
}
