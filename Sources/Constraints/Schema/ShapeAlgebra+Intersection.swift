extension ShapeAlgebra {
  /// The values that belong to both sets.
  mutating func intersection(_ left: ValueSet, _ right: ValueSet, pointer: String)
    throws(ConstraintError) -> ValueSet
  {
    if left.isUniversal { return right }
    if right.isUniversal { return left }
    var result = ValueSet.none
    result.hasNull = left.hasNull && right.hasNull
    result.hasTrue = left.hasTrue && right.hasTrue
    result.hasFalse = left.hasFalse && right.hasFalse
    try count(left.numbers.count * right.numbers.count, pointer: pointer)
    result.numbers = Self.intersection(left.numbers, right.numbers)
    result.strings = try intersection(left.strings, right.strings, pointer: pointer)
    result.arrays = try intersection(left.arrays, right.arrays, pointer: pointer)
    result.objects = try intersection(left.objects, right.objects, pointer: pointer)
    return result
  }

  private static func intersection(_ left: [NumberRange], _ right: [NumberRange]) -> [NumberRange] {
    if left == [.all] { return right }
    if right == [.all] { return left }
    var seen: Set<NumberRange> = []
    var ranges: [NumberRange] = []
    for first in left {
      for second in right {
        let both = first.intersection(second)
        if !both.isKnownEmpty, seen.insert(both).inserted { ranges.append(both) }
      }
    }
    return ranges
  }

  private mutating func intersection(
    _ left: [StringShape], _ right: [StringShape], pointer: String
  ) throws(ConstraintError) -> [StringShape] {
    if left.count == 1, left[0].isUniversal { return right }
    if right.count == 1, right[0].isUniversal { return left }
    try count(left.count * right.count, pointer: pointer)
    var shapes: [StringShape] = []
    for first in left {
      for second in right {
        if let both = try first.intersection(second, languages) { shapes.append(both) }
      }
    }
    return StringShape.merged(shapes)
  }

  private mutating func intersection(_ left: [ArraySet], _ right: [ArraySet], pointer: String)
    throws(ConstraintError) -> [ArraySet]
  {
    if left.count == 1, left[0].isUniversal { return right }
    if right.count == 1, right[0].isUniversal { return left }
    try count(left.count * right.count, pointer: pointer)
    var sets: [ArraySet] = []
    for first in left {
      for second in right {
        let both = try intersection(first, second)
        if !isKnownEmpty(both) { sets.append(both) }
      }
    }
    return withoutSubsets(sets)
  }

  private mutating func intersection(_ left: ArraySet, _ right: ArraySet) throws(ConstraintError)
    -> ArraySet
  {
    var both = ArraySet()
    for position in 0..<max(left.prefix.count, right.prefix.count) {
      both.prefix.append(
        try intersection([left.shape(at: position), right.shape(at: position)]))
    }
    both.rest = try intersection([left.rest, right.rest])
    both.minimum = max(left.minimum, right.minimum)
    both.maximum = [left.maximum, right.maximum].compactMap { $0 }.min()
    both.hasUniqueElements = left.hasUniqueElements || right.hasUniqueElements
    both.counts = left.counts + right.counts.filter { !left.counts.contains($0) }
    return both
  }

  /// Tells whether a set of arrays is known to have none.
  mutating func isKnownEmpty(_ array: ArraySet) -> Bool {
    if let maximum = array.maximum, maximum < array.minimum { return true }
    for position in 0..<min(array.minimum, array.prefix.count + 1)
    where isKnownEmpty(array.shape(at: position)) {
      return true
    }
    for demand in array.counts where demand.minimum > 0 {
      let shapes = array.prefix + [array.rest]
      if shapes.allSatisfy({ areKnownDisjoint($0, demand.shape) }) { return true }
    }
    return false
  }

  private mutating func areKnownDisjoint(_ left: ShapeIndex, _ right: ShapeIndex) -> Bool {
    (try? intersection([left, right])).map { isKnownEmpty($0) } ?? false
  }

  private mutating func intersection(_ left: [ObjectSet], _ right: [ObjectSet], pointer: String)
    throws(ConstraintError) -> [ObjectSet]
  {
    if left.count == 1, left[0].isUniversal { return right }
    if right.count == 1, right[0].isUniversal { return left }
    try count(left.count * right.count, pointer: pointer)
    var sets: [ObjectSet] = []
    for first in left {
      for second in right {
        if try areEvidentlyDisjoint(first, second) { continue }
        // Objects of many members are more work.
        try count((first.members.count + second.members.count) / 8, pointer: pointer)
        let both = try intersection(first, second, pointer: pointer)
        for set in both.witnesses.isEmpty ? [both] : try witnessed(both) where !isKnownEmpty(set) {
          sets.append(set)
        }
      }
    }
    return withoutSubsets(sets)
  }

  /// Tells whether some member that one side demands is one that the other forbids.
  private func areEvidentlyDisjoint(_ left: ObjectSet, _ right: ObjectSet) throws(ConstraintError)
    -> Bool
  {
    for (demanding, other) in [(left, right), (right, left)] {
      for member in demanding.members where member.isRequired {
        if try shape(of: member.name, in: other) == Self.nothing { return true }
      }
    }
    return false
  }

  /// The shape of the values that an object may have under a name.
  func shape(of name: ExactText, in object: ObjectSet) throws(ConstraintError) -> ShapeIndex {
    if let member = object.member(name) { return member.shape }
    for pattern in object.patterns where try languages.contains(name.text, in: pattern.names) {
      return pattern.shape
    }
    return object.additional
  }

  /// The objects that belong to both sets.
  mutating func intersection(_ left: ObjectSet, _ right: ObjectSet, pointer: String)
    throws(ConstraintError) -> ObjectSet
  {
    var both = ObjectSet()
    for member in left.members {
      let other = right.member(member.name)
      let shape = try intersection([
        member.shape, try shape(of: member.name, in: right),
      ])
      let isRequired = member.isRequired || other?.isRequired ?? false
      both.set(.init(name: member.name, shape: shape, isRequired: isRequired))
    }
    for member in right.members where left.member(member.name) == nil {
      let shape = try intersection([member.shape, try shape(of: member.name, in: left)])
      both.set(.init(name: member.name, shape: shape, isRequired: member.isRequired))
    }
    both.patterns = try patterns(left, right, pointer: pointer)
    both.additional = try intersection([left.additional, right.additional])
    both.minimum = max(left.minimum, right.minimum)
    both.maximum = [left.maximum, right.maximum].compactMap { $0 }.min()
    both.implications = left.implications + right.implications
    both.witnesses = left.witnesses + right.witnesses
    return both
  }

  /// The patterns of both sides cut into pieces that have no name in common.
  private mutating func patterns(_ left: ObjectSet, _ right: ObjectSet, pointer: String)
    throws(ConstraintError) -> [ObjectSet.Pattern]
  {
    if left.patterns.isEmpty && right.patterns.isEmpty { return [] }
    try count((left.patterns.count + 1) * (right.patterns.count + 1), pointer: pointer)
    var pieces: [ObjectSet.Pattern] = []
    for first in left.patterns {
      for second in right.patterns {
        let names = RegularExpression.intersection([first.names, second.names])
        if try languages.isEmpty(names) { continue }
        pieces.append(.init(names: names, shape: try intersection([first.shape, second.shape])))
      }
    }
    for (patterns, others, shape) in [
      (left.patterns, right.patterns, right.additional),
      (right.patterns, left.patterns, left.additional),
    ] {
      for pattern in patterns {
        let names = RegularExpression.intersection(
          [pattern.names] + others.map { $0.names.complement })
        let isEmpty = try languages.isEmpty(names)
        if isEmpty { continue }
        pieces.append(.init(names: names, shape: try intersection([pattern.shape, shape])))
      }
    }
    return pieces
  }

  /// Tells whether a set of objects is known to have none.
  mutating func isKnownEmpty(_ object: ObjectSet) -> Bool {
    var required = 0
    for member in object.members where member.isRequired {
      required += 1
      if isKnownEmpty(member.shape) { return true }
    }
    if let maximum = object.maximum, maximum < max(required, object.minimum) { return true }
    if object.additional == Self.nothing && object.patterns.isEmpty {
      let possible = object.members.filter { $0.shape != Self.nothing }
      if possible.count < object.minimum { return true }
    }
    return false
  }
}
