/// An object with the members that it has so far, as far as they bear on what may come.
struct ObjectProgress: Hashable, Sendable {
  /// The place of the object's shape among all object shapes.
  var object: Int32
  /// The members known by name that are there, one bit each.
  var seen: [UInt64]
  /// The number of members, up to the number beyond which it does not matter.
  var count: Int32

  /// Tells whether a member known by name is there.
  func contains(_ property: Int) -> Bool { seen[property >> 6] >> UInt64(property & 63) & 1 == 1 }
}

/// A shape of objects with what its automaton needs.
final class ObjectPlan: Sendable {
  /// The shape.
  let shape: ObjectShape
  /// The names of its known members.
  let names: TextSet
  /// Lexemes of the names of other members, with the shape of their values.
  let others: [(lexeme: Int32, shape: Int32)]
  /// Tells whether any name that is not known is taken, with this shape of its value.
  let additional: Int32?
  /// The number of members beyond which counting ends.
  private let countLimit: Int

  init(_ shape: ObjectShape, others: [(lexeme: Int32, shape: Int32)], additional: Int32?) {
    self.shape = shape
    self.others = others
    self.additional = additional
    names = TextSet(shape.properties.map(\.name))
    let required = shape.properties.count(where: \.isRequired)
    let minimum = shape.minimumCount > required ? shape.minimumCount : 0
    // One beyond the maximum is told from the maximum.
    countLimit = max(minimum, shape.maximumCount.map { $0 &+ 1 } ?? 0)
  }

  /// The object without members.
  func start(_ index: Int32) -> ObjectProgress {
    let words = (shape.properties.count + 63) / 64
    return ObjectProgress(object: index, seen: [UInt64](repeating: 0, count: words), count: 0)
  }

  /// The object with one more member that is known by name.
  func adding(_ property: Int, to progress: ObjectProgress) -> ObjectProgress {
    var progress = addingOther(to: progress)
    progress.seen[property >> 6] |= 1 << UInt64(property & 63)
    return progress
  }

  /// The object with one more member that is not known by name.
  func addingOther(to progress: ObjectProgress) -> ObjectProgress {
    var progress = progress
    if Int(progress.count) < countLimit { progress.count += 1 }
    return progress
  }

  /// Tells whether the object may end.
  func isComplete(_ progress: ObjectProgress) -> Bool {
    wanted(progress).isEmpty && count(progress) >= shape.minimumCount
  }

  /// Tells whether the object can still be brought to an end.
  func canEnd(_ progress: ObjectProgress) -> Bool {
    guard let maximum = shape.maximumCount else { return true }
    return count(progress) + wanted(progress).count <= maximum
  }

  /// Tells whether a member that is known by name may come next.
  func permits(_ property: Int, _ progress: ObjectProgress) -> Bool {
    shape.properties[property].shape != nil && !progress.contains(property)
      && (isUnbound || canEnd(adding(property, to: progress)))
  }

  /// Tells whether a member that is not known by name may come next.
  func permitsOther(_ progress: ObjectProgress) -> Bool {
    (additional != nil || !others.isEmpty) && canEnd(addingOther(to: progress))
  }

  private var isUnbound: Bool { shape.maximumCount == nil }

  /// The number of members; where it is not counted, the least that is known.
  private func count(_ progress: ObjectProgress) -> Int {
    if countLimit > 0 { return Int(progress.count) }
    return progress.seen.reduce(0) { $0 + $1.nonzeroBitCount }
  }
}
