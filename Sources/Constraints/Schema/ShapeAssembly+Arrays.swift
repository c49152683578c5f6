extension ShapeAssembly {
  /// A set of arrays of which some elements are counted.
  struct CountedArray {
    /// The arrays; their own demands for counts are empty.
    var array: ArraySet
    /// The shapes of counted elements at the positions of the prefix, and after it.
    var counted: (prefix: [ShapeIndex], rest: ShapeIndex, minimum: Int, maximum: Int?)?

    /// Nodes of the elements.
    var children: [Node] {
      let shapes = array.prefix + [array.rest] + (counted.map { $0.prefix + [$0.rest] } ?? [])
      return shapes.map { Node(shape: $0, hasPlainNumbers: array.hasUniqueElements) }
    }
  }

  /// Arrays with at most one demand for a count.
  mutating func counted(_ array: ArraySet, pointer: String) throws(ConstraintError) -> CountedArray
  {
    var array = array
    var demands: [ArraySet.Count] = []
    for demand in array.counts {
      if demand.shape == ShapeAlgebra.anything {
        array.minimum = max(array.minimum, demand.minimum)
        array.maximum = [array.maximum, demand.maximum].compactMap { $0 }.min()
      } else if demand.maximum == 0 {
        let others = try algebra.complement(demand.shape)
        array = try elements(of: array, within: others)
        if demand.minimum > 0 { array.maximum = -1 }
      } else if demand.minimum > 0 || demand.maximum != nil {
        demands.append(demand)
      }
    }
    array.counts = []
    if array.hasUniqueElements { try checkUnique(&array, pointer: pointer) }
    guard let demand = demands.first else { return CountedArray(array: array) }
    guard demands.count == 1 else {
      throw .unsupported(
        keyword: "contains", pointer: pointer, reason: "elements are counted by one schema only")
    }
    let counted = try elements(of: array, within: demand.shape)
    if demand.maximum != nil {
      array = try elements(of: array, within: try algebra.complement(demand.shape))
    }
    return CountedArray(
      array: array, counted: (counted.prefix, counted.rest, demand.minimum, demand.maximum))
  }

  private mutating func elements(of array: ArraySet, within shape: ShapeIndex)
    throws(ConstraintError) -> ArraySet
  {
    var array = array
    for place in array.prefix.indices {
      array.prefix[place] = try algebra.intersection([array.prefix[place], shape])
    }
    array.rest = try algebra.intersection([array.rest, shape])
    return array
  }

  /// Tells whether an array of the set has elements of known shapes.
  func hasValue(_ counted: CountedArray) -> Bool {
    let array = counted.array
    func isInhabited(_ shape: ShapeIndex) -> Bool {
      inhabited.contains(Node(shape: shape, hasPlainNumbers: array.hasUniqueElements))
    }
    let most = array.maximum ?? Int.max
    guard array.minimum <= most else { return false }
    let demand = counted.counted
    var (taken, missing) = (0, demand?.minimum ?? 0)
    var uncounted = 0
    // As few elements as will do; those that can be counted are, as far as the count may go.
    while taken < array.minimum || missing > 0 {
      guard taken < most else { return false }
      let isPrefix = taken < array.prefix.count
      let canCount = demand.map { isInhabited(isPrefix ? $0.prefix[taken] : $0.rest) } ?? false
      let canPass = isInhabited(array.shape(at: taken))
      guard canCount || canPass else { return false }
      if !isPrefix {
        return finishes(taken, missing, most, array.minimum, canCount, canPass, demand?.maximum)
      }
      if canCount { missing -= 1 } else { uncounted += 1 }
      taken += 1
    }
    return true
  }

  /// Tells whether elements after the prefix can make up what is missing.
  private func finishes(
    _ taken: Int, _ missing: Int, _ most: Int, _ minimum: Int, _ canCount: Bool, _ canPass: Bool,
    _ countMaximum: Int?
  ) -> Bool {
    if missing > 0 && (!canCount || missing > most - taken) { return false }
    if !canPass, let countMaximum, minimum - taken > countMaximum { return false }
    return true
  }

  /// The arrays as the table has them.
  mutating func shape(_ counted: CountedArray, pointer: String) throws(ConstraintError)
    -> ArrayShape?
  {
    guard hasValue(counted) else { return nil }
    let array = counted.array
    let plain = array.hasUniqueElements
    var shape = ArrayShape()
    shape.minimumCount = array.minimum
    shape.maximumCount = array.maximum
    shape.hasUniqueElements = array.hasUniqueElements
    let isOpen = try addPrefix(of: counted, to: &shape, pointer: pointer)
    if isOpen { shape.rest = index(of: Node(shape: array.rest, hasPlainNumbers: plain)) }
    if let demand = counted.counted {
      var elements = CountedElements(
        prefix: [], rest: nil, minimumCount: demand.minimum, maximumCount: demand.maximum)
      for element in demand.prefix.prefix(shape.prefix.count) {
        elements.prefix.append(index(of: Node(shape: element, hasPlainNumbers: plain)))
      }
      if isOpen { elements.rest = index(of: Node(shape: demand.rest, hasPlainNumbers: plain)) }
      shape.counted = elements
    }
    if shape.rest == nil && shape.counted?.rest == nil {
      shape.maximumCount = min(array.maximum ?? shape.prefix.count, shape.prefix.count)
    }
    return shape
  }

  /// Adds the first elements up to one that cannot be there, and tells whether there is none.
  private mutating func addPrefix(
    of counted: CountedArray, to shape: inout ArrayShape, pointer: String
  ) throws(ConstraintError) -> Bool {
    let plain = counted.array.hasUniqueElements
    for (position, element) in counted.array.prefix.enumerated() {
      guard let index = index(of: Node(shape: element, hasPlainNumbers: plain)) else {
        if let demand = counted.counted,
          inhabited.contains(Node(shape: demand.prefix[position], hasPlainNumbers: plain))
        {
          throw .unsupported(
            keyword: "contains", pointer: pointer,
            reason: "the element at position \(position) has to be counted")
        }
        return false
      }
      shape.prefix.append(index)
    }
    return true
  }
}
