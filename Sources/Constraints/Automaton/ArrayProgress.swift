/// An array with the elements that it has so far, as far as they bear on what may come.
struct ArrayProgress: Hashable, Sendable {
  /// The place of the array's shape among all array shapes.
  var array: Int32
  /// The number of elements, up to the number beyond which it does not matter.
  var count: Int32 = 0
  /// The number of counted elements (`contains`), up to the number beyond which it does not matter.
  var counted: Int32 = 0
  /// The values of `distinct` that are there, one bit each.
  var seen: UInt64 = 0
}

extension ArrayShape {
  /// An element that may come next: its shape, and the array with it.
  struct Step {
    var shape: ShapeIndex
    var progress: ArrayProgress
  }

  /// The elements that may come next.
  func steps(after progress: ArrayProgress) -> [Step] {
    let place = Int(progress.count)
    if let maximumCount, place >= maximumCount { return [] }
    var next = progress
    if place < countLimit { next.count += 1 }
    if !distinct.isEmpty {
      return distinct.indices.filter { progress.seen >> UInt64($0) & 1 == 0 }.map { value in
        next.seen = progress.seen | 1 << UInt64(value)
        return Step(shape: distinct[value], progress: next)
      }
    }
    var steps: [Step] = []
    if let shape = place < prefix.count ? prefix[place] : rest {
      steps.append(Step(shape: shape, progress: next))
    }
    if let counted {
      let shape = place < counted.prefix.count ? counted.prefix[place] : counted.rest
      let limit = max(counted.minimumCount, counted.maximumCount ?? 0)
      if let shape, Int(next.counted) < counted.maximumCount ?? Int.max {
        if Int(next.counted) < limit { next.counted += 1 }
        steps.append(Step(shape: shape, progress: next))
      }
    }
    return counted == nil ? steps : steps.filter { canEnd($0.progress) }
  }

  /// Tells whether the array may end.
  func isComplete(_ progress: ArrayProgress) -> Bool {
    Int(progress.count) >= minimumCount && Int(progress.counted) >= counted?.minimumCount ?? 0
  }

  /// The number of elements beyond which counting ends.
  private var countLimit: Int {
    max(prefix.count, minimumCount, maximumCount ?? 0, counted?.prefix.count ?? 0)
  }

  /// Tells whether the array can still get as many elements, and counted ones, as it has to have.
  private func canEnd(_ progress: ArrayProgress) -> Bool {
    guard let counted else { return true }
    var missing = max(0, counted.minimumCount - Int(progress.counted))
    var place = Int(progress.count)
    let end = maximumCount ?? Int.max
    // A place takes a counted element if it can, since those serve both demands.
    var room = counted.maximumCount.map { $0 - Int(progress.counted) } ?? Int.max
    while missing > 0 || place < minimumCount {
      guard place < end else { return false }
      let isCountable =
        place < counted.prefix.count
        ? counted.prefix[place] != nil : counted.rest != nil
      let isPlain = (place < prefix.count ? prefix[place] : rest) != nil
      if isCountable, missing > 0 || (!isPlain && room > 0) {
        missing -= 1
        room -= 1
      } else if !isPlain {
        return false
      }
      place += 1
      if place >= countLimit, missing > 0, counted.rest == nil { return false }
    }
    return true
  }
}
