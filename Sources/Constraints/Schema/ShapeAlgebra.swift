import JSON

/// The shapes of one schema, each worked out when it is needed.
///
/// A shape is first a recipe: a place in the schema, or a combination of other shapes. Recipes are
/// kept, so that a combination that comes up again, as recursion makes them, is the same shape.
struct ShapeAlgebra {
  /// The source of a shape.
  enum Recipe: Hashable {
    /// Schemas that all have to hold, or one of which has to, or that must not hold.
    case all([ShapeIndex])
    case any([ShapeIndex])
    case except(ShapeIndex)
  }

  private enum State {
    case known(ValueSet)
    case schema(SchemaPlace)
    case recipe(Recipe)
    case open
  }

  /// The shape of every value.
  static let anything: ShapeIndex = 0
  /// The shape of no value.
  static let nothing: ShapeIndex = 1

  private var states: [State] = [.known(.all), .known(.none)]
  private var pointers: [String] = ["", ""]
  private var places: [ExactText: ShapeIndex] = [:]
  /// Shapes of small schemas by what they say, since many members are told in the same words.
  private var signatures: [ExactText: ShapeIndex] = [:]
  private var recipes: [Recipe: ShapeIndex] = [:]
  private var depth = 0
  private var steps = 0
  private var aliasDepth = 0
  /// Pairs of shapes whose intersection is known to be empty or not.
  var disjointness: [[ShapeIndex]: Bool] = [:]

  /// The schema's document.
  var document: SchemaDocument
  let limits: SchemaLimits
  /// Answers about the patterns, kept.
  let languages = TextLanguages()

  /// An algebra of the shapes of a document.
  init(_ document: SchemaDocument, limits: SchemaLimits) {
    self.document = document
    self.limits = limits
  }

  /// The pointer of the schema that a shape comes from.
  func pointer(of shape: ShapeIndex) -> String { pointers[shape] }

  /// The shape of a schema.
  mutating func shape(of place: SchemaPlace) throws(ConstraintError) -> ShapeIndex {
    switch place.value {
    case .bool(let holds): return holds ? Self.anything : Self.nothing
    case .object(let members) where members.count == 0: return Self.anything
    default: break
    }
    if let known = places[ExactText(place.pointer)] { return known }
    let signature = place.signature.map(ExactText.init)
    if let signature, let known = signatures[signature] { return known }
    let alias = try aliased(place)
    let shape: ShapeIndex
    if let alias { shape = alias } else { shape = try add(.schema(place), pointer: place.pointer) }
    places[ExactText(place.pointer)] = shape
    if let signature { signatures[signature] = shape }
    return shape
  }

  /// The shape that a schema of a single keyword is another name for.
  private mutating func aliased(_ place: SchemaPlace) throws(ConstraintError) -> ShapeIndex? {
    guard aliasDepth < 32, case .object(let members) = place.value, members.count == 1 else {
      return nil
    }
    aliasDepth += 1
    defer { aliasDepth -= 1 }
    if let reference = members["$ref"]?.string {
      return try shape(of: try document.target(of: reference, from: place))
    }
    if let excluded = members["not"] {
      return try complement(try shape(of: place.descendant(excluded, "not")))
    }
    return nil
  }

  /// The shape of some values that are known already.
  mutating func shape(of values: ValueSet, pointer: String) throws(ConstraintError) -> ShapeIndex {
    try add(.known(values), pointer: pointer)
  }

  /// The shape of the values that belong to all of some shapes.
  mutating func intersection(_ shapes: [ShapeIndex]) throws(ConstraintError) -> ShapeIndex {
    if shapes.contains(Self.nothing) { return Self.nothing }
    // What is itself an intersection is spread out: recursion must come back to the same shape.
    var parts: Set<ShapeIndex> = []
    for shape in shapes where shape != Self.anything {
      if case .all(let inner)? = origin[shape] {
        parts.formUnion(inner)
      } else {
        parts.insert(shape)
      }
    }
    guard let first = parts.min() else { return Self.anything }
    for part in parts {
      if case .except(let excluded)? = origin[part], parts.contains(excluded) {
        return Self.nothing
      }
    }
    return parts.count == 1
      ? first : try combination(.all(parts.sorted()), pointer: pointers[first])
  }

  /// The shape of the values that belong to any of some shapes.
  mutating func union(_ shapes: [ShapeIndex]) throws(ConstraintError) -> ShapeIndex {
    if shapes.contains(Self.anything) { return Self.anything }
    let parts = Set(shapes).subtracting([Self.nothing])
    guard let first = parts.min() else { return Self.nothing }
    return parts.count == 1
      ? first : try combination(.any(parts.sorted()), pointer: pointers[first])
  }

  /// The shape of the values that do not belong to a shape.
  mutating func complement(_ shape: ShapeIndex) throws(ConstraintError) -> ShapeIndex {
    if shape == Self.anything { return Self.nothing }
    if shape == Self.nothing { return Self.anything }
    if case .except(let inner)? = origin[shape] { return inner }
    return try combination(.except(shape), pointer: pointers[shape])
  }

  private(set) var origin: [ShapeIndex: Recipe] = [:]

  private mutating func combination(_ recipe: Recipe, pointer: String) throws(ConstraintError)
    -> ShapeIndex
  {
    if let known = recipes[recipe] { return known }
    let shape = try add(.recipe(recipe), pointer: pointer)
    recipes[recipe] = shape
    origin[shape] = recipe
    return shape
  }

  private mutating func add(_ state: State, pointer: String) throws(ConstraintError) -> ShapeIndex {
    guard states.count < limits.shapes else {
      throw .tooLarge(pointer: pointer, reason: "more than \(limits.shapes) shapes")
    }
    states.append(state)
    pointers.append(pointer)
    return states.count - 1
  }

  /// Counts work, and refuses too much of it.
  mutating func count(_ work: Int, pointer: String) throws(ConstraintError) {
    steps += work
    guard steps <= limits.steps else {
      throw .tooLarge(
        pointer: pointer, reason: "more than \(limits.steps) combinations of alternatives")
    }
  }
}

extension ShapeAlgebra {
  /// The values of a shape, worked out now if they were not before.
  mutating func values(of shape: ShapeIndex) throws(ConstraintError) -> ValueSet {
    let state = states[shape]
    if case .known(let values) = state { return values }
    if case .open = state {
      throw .unsupported(
        keyword: "$ref", pointer: pointers[shape],
        reason: "the schema refers to itself without a member or element between")
    }
    guard depth < limits.depth else {
      throw .tooLarge(pointer: pointers[shape], reason: "nested deeper than \(limits.depth) levels")
    }
    depth += 1
    states[shape] = .open
    defer { depth -= 1 }
    do throws(ConstraintError) {
      let values = try worked(out: state, shape)
      guard values.count <= limits.alternatives else {
        throw ConstraintError.tooLarge(
          pointer: pointers[shape], reason: "more than \(limits.alternatives) alternatives")
      }
      states[shape] = .known(values)
      return values
    } catch {
      states[shape] = state
      throw error
    }
  }

  private mutating func worked(out state: State, _ shape: ShapeIndex) throws(ConstraintError)
    -> ValueSet
  {
    switch state {
    case .known(let values): return values
    case .open: return .none
    case .schema(let place): return try values(of: place)
    case .recipe(.all(let parts)):
      var result = ValueSet.all
      for part in parts {
        result = try intersection(result, try values(of: part), pointer: pointers[shape])
      }
      return result
    case .recipe(.any(let parts)):
      var result = ValueSet.none
      for part in parts { result = result.union(try values(of: part)) }
      return result
    case .recipe(.except(let part)):
      return try complement(try values(of: part), pointer: pointers[shape])
    }
  }

  /// Tells whether a shape is known to have no value.
  ///
  /// One that is still being worked out, or that cannot be, is not known to be empty.
  mutating func isKnownEmpty(_ shape: ShapeIndex) -> Bool {
    if shape == Self.nothing { return true }
    if shape == Self.anything { return false }
    switch states[shape] {
    case .known(let values): return values.isEmpty
    case .open: return false
    case .schema, .recipe:
      guard depth < limits.depth / 2 else { return false }
      return (try? values(of: shape))?.isEmpty ?? false
    }
  }
}
