/// A set of JSON values while a schema is worked out: a union of alternatives of one type each.
///
/// Unlike a `Shape`, it may still turn out to be empty, its numbers are ranges instead of texts,
/// and its members and elements are places in a `ShapeAlgebra` that may not be worked out yet.
struct ValueSet: Sendable {
  /// Tells whether `null` belongs.
  var hasNull = false
  /// Tells whether `true` belongs.
  var hasTrue = false
  /// Tells whether `false` belongs.
  var hasFalse = false
  /// Ranges of numbers that belong.
  var numbers: [NumberRange] = []
  /// Alternatives of strings.
  var strings: [StringShape] = []
  /// Alternatives of arrays.
  var arrays: [ArraySet] = []
  /// Alternatives of objects.
  var objects: [ObjectSet] = []

  /// No value.
  static let none = ValueSet()
  /// Every value.
  static let all = ValueSet(
    hasNull: true, hasTrue: true, hasFalse: true, numbers: [.all], strings: [.any],
    arrays: [ArraySet()], objects: [ObjectSet()])

  /// Tells whether there is no alternative left.
  var isEmpty: Bool {
    !hasNull && !hasTrue && !hasFalse && numbers.isEmpty && strings.isEmpty && arrays.isEmpty
      && objects.isEmpty
  }

  /// Tells whether every value belongs, as far as the alternatives say so one by one.
  var isUniversal: Bool {
    hasNull && hasTrue && hasFalse && numbers == [.all] && strings.count == 1
      && strings[0].isUniversal && arrays.count == 1 && arrays[0].isUniversal
      && objects.count == 1 && objects[0].isUniversal
  }

  /// The number of alternatives.
  var count: Int { numbers.count + strings.count + arrays.count + objects.count }

  /// The values of either set.
  ///
  /// Alternatives that take every value of their type leave no others.
  func union(_ other: ValueSet) -> ValueSet {
    var result = self
    result.hasNull = hasNull || other.hasNull
    result.hasTrue = hasTrue || other.hasTrue
    result.hasFalse = hasFalse || other.hasFalse
    result.numbers = Self.union(numbers, other.numbers) { $0 == .all }
    result.strings = StringShape.merged(Self.union(strings, other.strings) { $0.isUniversal })
    result.arrays = Self.union(arrays, other.arrays) { $0.isUniversal }
    result.objects = Self.union(objects, other.objects) { $0.isUniversal }
    return result
  }

  private static func union<Element>(
    _ left: [Element], _ right: [Element], isUniversal: (Element) -> Bool
  ) -> [Element] {
    if let whole = left.first(where: isUniversal) ?? right.first(where: isUniversal) {
      return [whole]
    }
    return left + right
  }
}

/// A set of arrays while a schema is worked out.
struct ArraySet: Hashable, Sendable {
  /// A demand on the number of elements of a shape.
  struct Count: Hashable, Sendable {
    /// The shape of the elements that are counted.
    var shape: ShapeIndex
    /// The least number of them.
    var minimum: Int
    /// The greatest number of them, if there is one.
    var maximum: Int?
  }

  /// Shapes of the first elements.
  var prefix: [ShapeIndex] = []
  /// The shape of the elements after them.
  var rest = ShapeAlgebra.anything
  /// The least number of elements.
  var minimum = 0
  /// The greatest number of elements, if there is one.
  var maximum: Int?
  /// Tells whether no two elements may be equal.
  var hasUniqueElements = false
  /// Demands on the number of elements of some shapes.
  var counts: [Count] = []

  /// Tells whether every array belongs.
  var isUniversal: Bool {
    prefix.isEmpty && rest == ShapeAlgebra.anything && minimum == 0 && maximum == nil
      && !hasUniqueElements && counts.isEmpty
  }

  /// The shape of the element at a position.
  func shape(at position: Int) -> ShapeIndex { position < prefix.count ? prefix[position] : rest }
}

/// A set of objects while a schema is worked out.
struct ObjectSet: Sendable {
  /// A member that is known by name.
  struct Member: Sendable {
    /// The member's name.
    var name: ExactText
    /// The shape of its value.
    var shape: ShapeIndex
    /// Tells whether it must be there.
    var isRequired = false
  }

  /// A language of names with the shape of their values.
  struct Pattern: Sendable {
    /// The language.
    var names: RegularExpression
    /// The shape.
    var shape: ShapeIndex
  }

  /// A demand that some member has a name outside of a list and a value of a shape.
  struct Witness: Sendable {
    /// Names that do not count.
    var excluded: Set<ExactText> = []
    /// The language of names that count; all for `nil`.
    var names: RegularExpression?
    /// The shape of the value.
    var shape: ShapeIndex
  }

  /// Members that are known by name, in the schema's order.
  private(set) var members: [Member] = []
  private var places: [ExactText: Int] = [:]
  /// Other members, by disjoint languages of names.
  var patterns: [Pattern] = []
  /// The shape of all other members.
  var additional = ShapeAlgebra.anything
  /// The least number of members.
  var minimum = 0
  /// The greatest number of members, if there is one.
  var maximum: Int?
  /// Names that ask for others: where the first is there, the second must be.
  var implications: [(name: ExactText, implied: ExactText)] = []
  /// Members that must be there without being known by name.
  var witnesses: [Witness] = []

  /// Tells whether every object belongs.
  var isUniversal: Bool {
    members.allSatisfy { $0.shape == ShapeAlgebra.anything && !$0.isRequired }
      && patterns.allSatisfy { $0.shape == ShapeAlgebra.anything }
      && additional == ShapeAlgebra.anything && minimum == 0 && maximum == nil
      && implications.isEmpty && witnesses.isEmpty
  }

  /// The member with a name, if it is known.
  func member(_ name: ExactText) -> Member? { place(of: name).map { members[$0] } }

  private func place(of name: ExactText) -> Int? {
    members.count <= 8 ? members.firstIndex { $0.name == name } : places[name]
  }

  /// Sets the member with this name.
  mutating func set(_ member: Member) {
    if let place = place(of: member.name) {
      members[place] = member
      return
    }
    members.append(member)
    if members.count == 9 {
      for (place, member) in members.enumerated() { places[member.name] = place }
    } else if members.count > 9 {
      places[member.name] = members.count - 1
    }
  }
}
