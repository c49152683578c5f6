extension ShapeAssembly {
  /// The greatest number of optional members over whose presence a demand is spread out.
  private static let spreadLimit = 6
  /// The greatest number of names that a pattern is replaced by.
  private static let nameLimit = 1_000

  /// Objects as the table can have them: without demands for members that have no name.
  mutating func named(_ objects: [ObjectSet], pointer: String) throws(ConstraintError)
    -> [ObjectSet]
  {
    var open = objects
    var named: [ObjectSet] = []
    while var object = open.popLast() {
      try algebra.count(1, pointer: pointer)
      if algebra.isKnownEmpty(object) { continue }
      guard let witness = object.witnesses.popLast() else {
        named.append(try closed(object, pointer: pointer))
        continue
      }
      open += try spread(object, witness, pointer: pointer)
    }
    return named.reversed()
  }

  /// The objects in which a witness is one of the known members, or one of the others.
  private mutating func spread(
    _ object: ObjectSet, _ witness: ObjectSet.Witness, pointer: String
  ) throws(ConstraintError) -> [ObjectSet] {
    var object = object
    for name in witness.excluded.sorted() where object.member(name) == nil {
      object.set(.init(name: name, shape: try algebra.shape(of: name, in: object)))
    }
    var sets: [ObjectSet] = []
    for member in object.members where try witness.counts(member.name, algebra.languages) {
      let shape = try algebra.intersection([member.shape, witness.shape])
      guard shape != ShapeAlgebra.nothing else { continue }
      var set = object
      set.set(.init(name: member.name, shape: shape, isRequired: true))
      sets.append(set)
    }
    return sets + (try others(object, witness, pointer: pointer))
  }

  /// The objects in which a member that is not known by name is the witness.
  private mutating func others(
    _ object: ObjectSet, _ witness: ObjectSet.Witness, pointer: String
  ) throws(ConstraintError) -> [ObjectSet] {
    var classes = object.patterns.filter { !algebra.isKnownEmpty($0.shape) }
    if !algebra.isKnownEmpty(object.additional) {
      let names = RegularExpression.intersection(
        [.anything] + object.patterns.map { $0.names.complement })
      classes.append(.init(names: names, shape: object.additional))
    }
    var fitting = 0
    for other in classes {
      if let names = witness.names,
        try algebra.languages.isEmpty(RegularExpression.intersection([names, other.names]))
      {
        continue
      }
      let both = try algebra.intersection([other.shape, witness.shape])
      if algebra.isKnownEmpty(both) { continue }
      guard both == other.shape, witness.names == nil else { throw Self.unnamed(pointer) }
      fitting += 1
    }
    if fitting == 0 { return [] }
    guard fitting == classes.count else { throw Self.unnamed(pointer) }
    return try spread(object, pointer: pointer)
  }

  /// The objects with more members than are known, one set for each choice of those that are there.
  private func spread(_ object: ObjectSet, pointer: String) throws(ConstraintError) -> [ObjectSet] {
    let optional = object.members.filter { !$0.isRequired && $0.shape != ShapeAlgebra.nothing }
    let required = object.members.count(where: \.isRequired)
    guard optional.count <= Self.spreadLimit else { throw Self.unnamed(pointer) }
    return (0..<(1 << optional.count)).map { choice in
      var set = object
      for (place, member) in optional.enumerated() {
        let isThere = choice >> place & 1 == 1
        set.set(
          .init(
            name: member.name, shape: isThere ? member.shape : ShapeAlgebra.nothing,
            isRequired: isThere))
      }
      set.minimum = max(set.minimum, required + choice.nonzeroBitCount + 1)
      return set
    }
  }

  private static func unnamed(_ pointer: String) -> ConstraintError {
    .unsupported(
      keyword: "not", pointer: pointer,
      reason: "it asks for some member of any name with a certain value")
  }

  /// Objects whose implied members are known by name, and patterns clear of known names.
  private mutating func closed(_ object: ObjectSet, pointer: String) throws(ConstraintError)
    -> ObjectSet
  {
    var object = object
    for (name, implied) in object.implications {
      for name in [name, implied] where object.member(name) == nil {
        object.set(.init(name: name, shape: try algebra.shape(of: name, in: object)))
      }
    }
    try nameFewMembers(of: &object)
    try closeAdditional(of: &object)
    var patterns: [ObjectSet.Pattern] = []
    for var pattern in object.patterns {
      var taken: [RegularExpression] = []
      for member in object.members
      where try algebra.languages.contains(member.name.text, in: pattern.names) {
        taken.append(.literal(member.name.text))
      }
      if !taken.isEmpty {
        pattern.names = RegularExpression.intersection([
          pattern.names, RegularExpression.union(taken).complement,
        ])
        if try algebra.languages.isEmpty(pattern.names) { continue }
      }
      patterns.append(pattern)
    }
    object.patterns = patterns
    return object
  }

  /// Leaves no rule for other members where patterns take every name.
  private mutating func closeAdditional(of object: inout ObjectSet) throws(ConstraintError) {
    guard object.additional != ShapeAlgebra.nothing, !object.patterns.isEmpty else { return }
    var taken = object.patterns.map(\.names)
    taken += object.members.map { .literal($0.name.text) }
    let others = RegularExpression.union(taken).complement
    if try algebra.languages.isEmpty(others) { object.additional = ShapeAlgebra.nothing }
  }

  /// Makes known members of those of which there are too few names to make up the least number.
  private func nameFewMembers(of object: inout ObjectSet) throws(ConstraintError) {
    guard object.minimum > 0, !object.patterns.isEmpty else { return }
    let most = min(object.minimum, Self.nameLimit)
    let others = RegularExpression.intersection(object.patterns.map { $0.names.complement })
    if object.additional != ShapeAlgebra.nothing, let names = try others.texts(upTo: most) {
      for name in names.map(ExactText.init) where object.member(name) == nil {
        object.set(.init(name: name, shape: object.additional))
      }
      object.additional = ShapeAlgebra.nothing
    }
    for pattern in object.patterns where pattern.shape != ShapeAlgebra.nothing {
      guard let names = try pattern.names.texts(upTo: most) else { continue }
      for name in names.map(ExactText.init) where object.member(name) == nil {
        object.set(.init(name: name, shape: pattern.shape))
      }
    }
  }

  /// Tells whether an object of the set has members of known shapes.
  func hasValue(_ object: ObjectSet) -> Bool {
    func isInhabited(_ shape: ShapeIndex) -> Bool { inhabited.contains(Node(shape: shape)) }
    var possible = 0
    for member in object.members {
      if isInhabited(member.shape) { possible += 1 } else if member.isRequired { return false }
    }
    let required = demanded(object)
    guard required.allSatisfy({ object.member($0).map { isInhabited($0.shape) } ?? false }) else {
      return false
    }
    if let maximum = object.maximum, maximum < max(required.count, object.minimum) { return false }
    if possible >= object.minimum { return true }
    return isInhabited(object.additional) || object.patterns.contains { isInhabited($0.shape) }
  }

  /// Names of members that must be there, implied ones included.
  private func demanded(_ object: ObjectSet, with first: ExactText? = nil) -> Set<ExactText> {
    var names = Set(object.members.filter(\.isRequired).map(\.name))
    if let first { names.insert(first) }
    if object.implications.isEmpty { return names }
    var count = -1
    while count != names.count {
      count = names.count
      for (name, implied) in object.implications where names.contains(name) {
        names.insert(implied)
      }
    }
    return names
  }

  /// The objects as the table has them.
  mutating func shape(_ object: ObjectSet) -> ObjectShape? {
    guard hasValue(object) else { return nil }
    var shape = ObjectShape()
    shape.minimumCount = object.minimum
    shape.maximumCount = object.maximum
    var places: [ExactText: Int] = [:]
    let required = demanded(object)
    for member in object.members {
      places[member.name] = shape.properties.count
      var property = PropertyShape(name: member.name.text, shape: nil)
      property.isRequired = required.contains(member.name)
      if canBeThere(member, in: object) { property.shape = index(of: Node(shape: member.shape)) }
      shape.properties.append(property)
    }
    for (name, implied) in object.implications {
      guard let place = places[name], let other = places[implied], place != other,
        shape.properties[place].shape != nil, !shape.properties[other].isRequired
      else { continue }
      shape.properties[place].implied.append(other)
    }
    for pattern in object.patterns {
      let index = index(of: Node(shape: pattern.shape))
      shape.patterns.append(PatternShape(names: pattern.names, shape: index))
    }
    shape.additional = index(of: Node(shape: object.additional))
    return shape
  }

  /// Tells whether all that a member asks for can be there with it.
  private func canBeThere(_ member: ObjectSet.Member, in object: ObjectSet) -> Bool {
    if object.implications.isEmpty { return true }
    let names = demanded(object, with: member.name)
    if let maximum = object.maximum, names.count > maximum { return false }
    return names.allSatisfy { name in
      object.member(name).map { inhabited.contains(Node(shape: $0.shape)) } ?? false
    }
  }
}
