extension ShapeAlgebra {
  /// The greatest number of alternatives that are compared with each other.
  private static let comparisonLimit = 128

  /// Tells whether a shape is known to lie within another.
  func isKnownSubset(_ shape: ShapeIndex, of other: ShapeIndex) -> Bool {
    if shape == other || shape == Self.nothing || other == Self.anything { return true }
    if case .all(let parts)? = origin[shape] {
      if case .all(let others)? = origin[other] { return Set(others).isSubset(of: parts) }
      return parts.contains(other)
    }
    if case .any(let parts)? = origin[other] { return parts.contains(shape) }
    return false
  }

  /// Objects without alternatives that others include.
  func withoutSubsets(_ objects: [ObjectSet]) -> [ObjectSet] {
    Self.maximal(objects) { isKnownSubset($0, of: $1) }
  }

  /// Arrays without alternatives that others include.
  func withoutSubsets(_ arrays: [ArraySet]) -> [ArraySet] {
    Self.maximal(arrays) { isKnownSubset($0, of: $1) }
  }

  private static func maximal<Element>(
    _ elements: [Element], isSubset: (Element, Element) -> Bool
  ) -> [Element] {
    guard elements.count > 1, elements.count <= comparisonLimit else { return elements }
    var kept: [Element] = []
    for element in elements where !kept.contains(where: { isSubset(element, $0) }) {
      kept.removeAll { isSubset($0, element) }
      kept.append(element)
    }
    return kept
  }

  private func isKnownSubset(_ array: ArraySet, of other: ArraySet) -> Bool {
    guard array.minimum >= other.minimum, other.hasUniqueElements ? array.hasUniqueElements : true,
      other.counts.allSatisfy(array.counts.contains)
    else { return false }
    if let maximum = other.maximum, array.maximum.map({ $0 > maximum }) ?? true { return false }
    for position in 0..<max(array.prefix.count, other.prefix.count)
    where !isKnownSubset(array.shape(at: position), of: other.shape(at: position)) {
      return false
    }
    return isKnownSubset(array.rest, of: other.rest)
  }

  private func isKnownSubset(_ object: ObjectSet, of other: ObjectSet) -> Bool {
    guard other.witnesses.isEmpty, other.implications.isEmpty, other.patterns.isEmpty,
      object.minimum >= other.minimum, isKnownSubset(object.additional, of: other.additional),
      object.patterns.allSatisfy({ isKnownSubset($0.shape, of: other.additional) })
    else { return false }
    if let maximum = other.maximum, object.maximum.map({ $0 > maximum }) ?? true { return false }
    for member in other.members {
      let own = object.member(member.name)
      if member.isRequired && !(own?.isRequired ?? false) { return false }
      let shapes = own.map { [$0.shape] } ?? [object.additional] + object.patterns.map(\.shape)
      guard shapes.allSatisfy({ isKnownSubset($0, of: member.shape) }) else { return false }
    }
    return object.members.allSatisfy {
      other.member($0.name) != nil || isKnownSubset($0.shape, of: other.additional)
    }
  }
}

extension ShapeAlgebra {
  /// An object's alternatives once its witnesses are looked for among the known members: those that
  /// a required member is already are dropped, and where there are no other members, one of the
  /// known ones must be the witness.
  mutating func witnessed(_ object: ObjectSet) throws(ConstraintError) -> [ObjectSet] {
    var object = object
    var open: [ObjectSet.Witness] = []
    for witness in object.witnesses {
      var isFound = false
      for member in object.members where member.isRequired && !isFound {
        guard isKnownSubset(member.shape, of: witness.shape) else { continue }
        isFound = try witness.counts(member.name, languages)
      }
      if !isFound { open.append(witness) }
    }
    object.witnesses = open
    let isClosed = object.additional == Self.nothing && object.patterns.isEmpty
    guard isClosed, let witness = object.witnesses.popLast() else { return [object] }
    var sets: [ObjectSet] = []
    for member in object.members where try witness.counts(member.name, languages) {
      let shape = try intersection([member.shape, witness.shape])
      if isKnownEmpty(shape) { continue }
      var set = object
      set.set(.init(name: member.name, shape: shape, isRequired: true))
      sets += try witnessed(set)
    }
    return sets
  }
}

extension ObjectSet.Witness {
  /// Tells whether a member of this name may be the witness.
  func counts(_ name: ExactText, _ languages: TextLanguages) throws(ConstraintError) -> Bool {
    if excluded.contains(name) { return false }
    guard let names else { return true }
    return try languages.contains(name.text, in: names)
  }
}
