/// The objects and arrays of a program as the automaton needs them, worked out as they are met.
struct ShapePlans {
  /// Shapes of arrays, in the order in which they were met.
  private(set) var arrays: [ArrayShape] = []
  /// Plans of objects, in the order in which they were met.
  private(set) var objects: [ObjectPlan] = []
  /// Sets of texts of strings.
  private(set) var textSets: [TextSet] = []
  /// Objects with their members so far.
  private(set) var objectProgress: [ObjectState] = []
  private var objectIndices: [ObjectProgress: Int32] = [:]
  /// Arrays with their elements so far.
  private(set) var arrayProgress: [ArrayProgress] = []
  private var arrayIndices: [ArrayProgress: Int32] = [:]
  /// Ways to begin a value of each shape, for shapes that have been met.
  var openings: [ShapeOpenings?]

  init(_ shapes: [Shape]) { openings = [ShapeOpenings?](repeating: nil, count: shapes.count) }

  mutating func add(_ array: ArrayShape) -> Int32 {
    arrays.append(array)
    return index(of: ArrayProgress(array: Int32(arrays.count - 1)))
  }

  mutating func add(_ object: ObjectPlan) -> Int32 {
    objects.append(object)
    return index(of: object.start(Int32(objects.count - 1)))
  }

  mutating func add(_ texts: [String]) -> Int32 {
    textSets.append(TextSet(texts))
    return Int32(textSets.count - 1)
  }

  /// The place of an object with its members so far.
  mutating func index(of progress: ObjectProgress) -> Int32 {
    if let known = objectIndices[progress] { return known }
    let index = Int32(objectProgress.count)
    objectProgress.append(ObjectState(progress, objects[Int(progress.object)]))
    objectIndices[progress] = index
    return index
  }

  /// The place of an array with its elements so far.
  mutating func index(of progress: ArrayProgress) -> Int32 {
    if let known = arrayIndices[progress] { return known }
    let index = Int32(arrayProgress.count)
    arrayProgress.append(progress)
    arrayIndices[progress] = index
    return index
  }

  /// The plan of an object with its members so far.
  func plan(_ index: Int32) -> ObjectPlan {
    objects[Int(objectProgress[Int(index)].progress.object)]
  }
}

/// An object with its members so far, and what may come.
final class ObjectState: Sendable {
  let progress: ObjectProgress
  let isComplete: Bool
  /// Tells whether a member may come that is not known by name.
  let takesOthers: Bool
  /// The names that lead to a value, or away from that of any other member.
  let names: TextSet
  /// Tells which of the names may come next.
  let isPermitted: [Bool]

  init(_ progress: ObjectProgress, _ plan: ObjectPlan) {
    self.progress = progress
    isComplete = plan.isComplete(progress)
    takesOthers = plan.permitsOther(progress)
    let permitted = plan.shape.properties.indices.map { plan.permits($0, progress) }
    // Where any other name is taken, known ones that may not come have to be told from those.
    let isOpen = takesOthers && plan.additional != nil
    names = isOpen ? plan.names : TextSet(plan.names) { permitted[$0] }
    isPermitted = names.order.map { permitted[$0] }
  }

  /// Tells whether another member may come.
  var takesMembers: Bool { takesOthers || isPermitted.contains(true) }
}

/// The ways to begin a value of a shape.
struct ShapeOpenings: Sendable {
  /// Lexemes and texts, which begin with their first byte.
  var scalars: [AutomatonNode] = []
  /// The frames after a quote.
  var strings: [AutomatonNode] = []
  /// Arrays, by their place without elements.
  var arrays: [Int32] = []
  /// Objects, by their place without members.
  var objects: [Int32] = []
}
