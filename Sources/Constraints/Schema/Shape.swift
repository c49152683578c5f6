/// A place in a `ShapeTable`.
package typealias ShapeIndex = Int

/// The normal form of a JSON Schema: shapes that name each other by index, so that they may recur.
///
/// Nothing is left to resolve or to combine: references, `allOf`, `oneOf`, `not`, conditions and
/// name patterns are multiplied out. Every shape that is reachable from the root has at least one
/// value, and every alternative in it too.
package struct ShapeTable: Sendable {
  /// Every shape that is reachable from the root.
  package var shapes: [Shape]
  /// The shape of the whole document.
  package var root: ShapeIndex

  /// A table of these shapes.
  package init(shapes: [Shape], root: ShapeIndex) {
    self.shapes = shapes
    self.root = root
  }
}

/// A set of JSON values: the union of its alternatives, of which each belongs to one type.
///
/// Alternatives of one type may overlap (`anyOf`); a value belongs if any of them takes it.
package struct Shape: Sendable {
  /// Tells whether `null` belongs.
  package var hasNull = false
  /// Tells whether `true` belongs.
  package var hasTrue = false
  /// Tells whether `false` belongs.
  package var hasFalse = false
  /// The JSON texts of the numbers that belong, or `nil` for no number.
  ///
  /// All of them are numbers by the grammar of RFC 8259.
  package var numbers: RegularExpression?
  /// Alternatives of strings.
  package var strings: [StringShape] = []
  /// Alternatives of arrays.
  package var arrays: [ArrayShape] = []
  /// Alternatives of objects.
  package var objects: [ObjectShape] = []

  /// A shape without values.
  package init() {}
}

/// A set of strings, told by their decoded text.
package enum StringShape: Sendable {
  /// These texts, without repetition, compared scalar by scalar. There may be 100,000 of them.
  case values([String])
  /// The texts of a language (any text for `nil`) whose number of code points lies in a range (no
  /// upper bound for `nil`).
  case texts(RegularExpression?, minimumLength: Int, maximumLength: Int?)
}

/// A set of arrays.
package struct ArrayShape: Sendable {
  /// Shapes of the first elements.
  ///
  /// An array may end before all of them are there.
  package var prefix: [ShapeIndex] = []
  /// The shape of every element after the prefix, or `nil` if there can be none.
  package var rest: ShapeIndex?
  /// The least number of elements.
  package var minimumCount = 0
  /// The greatest number of elements, if there is one; at most the prefix's where `rest` is `nil`.
  package var maximumCount: Int?
  /// Tells whether no two elements may be equal.
  ///
  /// Elements are then strings, truth values, `null`, and numbers of which each has one spelling
  /// only, so that equal values have equal texts once escapes are undone.
  package var hasUniqueElements = false
  /// Shapes of the values that an element can have, one each, where unique elements have few; made
  /// with the program of an automaton.
  var distinct: [ShapeIndex] = []
  /// The elements that have to be counted, if any.
  package var counted: CountedElements?

  /// Arrays of any length without elements to speak of: only the empty one.
  package init() {}
}

/// The demand of an array that a number of its elements belongs to a narrower shape (`contains`).
///
/// An element is taken either by the array's own shape for its position, which leaves the count, or
/// by the one given here, which raises it by one. Where the count has a maximum, the two shapes of
/// a position have no value in common; without a maximum they may, and any reading counts. A
/// reading that can no longer reach the least count is none.
package struct CountedElements: Sendable {
  /// Shapes of counted elements at the positions of the prefix; `nil` where none can be counted.
  package var prefix: [ShapeIndex?]
  /// The shape of counted elements after the prefix.
  package var rest: ShapeIndex?
  /// The least number of elements that are counted.
  package var minimumCount: Int
  /// The greatest number of elements that are counted.
  package var maximumCount: Int?
}

/// A set of objects.
///
/// Members come in any order, none twice.
package struct ObjectShape: Sendable {
  /// Members that are known by name.
  ///
  /// Their names come before `patterns` and `additional`.
  package var properties: [PropertyShape] = []
  /// Other members, by languages of names that have no text in common.
  package var patterns: [PatternShape] = []
  /// The shape of every member whose name is neither a property's nor in a pattern, or `nil` if
  /// there can be none.
  package var additional: ShapeIndex?
  /// The least number of members.
  package var minimumCount = 0
  /// The greatest number of members, if there is one.
  package var maximumCount: Int?

  /// Objects without members to speak of: only the empty one.
  package init() {}
}

/// A member that is known by name.
package struct PropertyShape: Sendable {
  /// The decoded name.
  package var name: String
  /// The shape of its value, or `nil` if the member must not be there (then its name is taken
  /// neither by a pattern nor as an additional member).
  package var shape: ShapeIndex?
  /// Tells whether the member must be there.
  package var isRequired = false
  /// Places in `properties` of members that must be there if this one is.
  package var implied: [Int] = []
}

/// Members whose names belong to a language.
package struct PatternShape: Sendable {
  /// The language of the decoded names.
  package var names: RegularExpression
  /// The shape of the values, or `nil` if there must be no such member (then its name is no
  /// additional member's either).
  package var shape: ShapeIndex?
}
