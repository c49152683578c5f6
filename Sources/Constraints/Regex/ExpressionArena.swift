/// Expressions and what is left of them after scalars, each kept once and named by a number
/// (Brzozowski, Derivatives of regular expressions, 1964).
///
/// Equal expressions have equal numbers: unions and intersections are sets, and what is neutral or
/// absorbing is gone. So a language has a finite number of derivatives, and counted repetitions
/// count down rather than being written out.
final class ExpressionArena {
  enum Kind: Hashable {
    case scalar(ScalarSet)
    /// Texts of a list that agree in their first scalars.
    case texts(list: Int32, range: Range<Int32>, depth: Int32)
    case pair(Int32, Int32)
    case union([Int32])
    case intersection([Int32])
    case complement(Int32)
    case repetition(Int32, minimum: Int32, maximum: Int32)
    /// Digits that, after others with a remainder, make a multiple.
    case multiple(of: UInt32, remainder: UInt32)
  }

  private(set) var kinds: [Kind] = []
  private(set) var isNullable: [Bool] = []
  private var numbers: [Kind: Int32] = [:]
  private var known: [ObjectIdentifier: Int32] = [:]
  private var lists: [[[UInt32]]] = []
  private var derivatives: [UInt64: Int32] = [:]
  private var bounds: [Int32: [UInt32]] = [:]
  /// Emptiness of languages, where it is known.
  var emptiness: [Int32: Bool] = [:]
  /// Most expressions that are kept.
  let limit: Int

  /// No text, the empty text, and every text.
  private(set) var nothing: Int32 = 0
  private(set) var empty: Int32 = 0
  private(set) var anything: Int32 = 0

  /// - Parameter limit: Most expressions that are kept.
  init(limit: Int = 200_000) {
    self.limit = limit
    nothing = add(.scalar(ScalarSet([])), isNullable: false)
    empty = add(.union([]), isNullable: true)
    let scalar = intern(.scalar(.all))
    anything = intern(.repetition(scalar, minimum: 0, maximum: -1))
  }

  /// Depth of the call at hand: a chain of optional parts is gone through part by part.
  private var depth = 0
  private static let deepest = 2_000
  /// Tells whether an expression was too deep to be gone through.
  private var isTooDeep = false

  /// Members of unions and intersections that were gone through, for each expression kept.
  private static let workPerExpression = 30
  private var work = 0

  /// Tells whether there are more expressions than may be kept, deeper or wider ones.
  var isFull: Bool { kinds.count > limit || isTooDeep || work > limit * Self.workPerExpression }

  private func add(_ kind: Kind, isNullable nullable: Bool) -> Int32 {
    let number = Int32(kinds.count)
    kinds.append(kind)
    isNullable.append(nullable)
    numbers[kind] = number
    return number
  }

  private func intern(_ kind: Kind) -> Int32 {
    numbers[kind] ?? add(kind, isNullable: isNullable(kind))
  }

  private func isNullable(_ kind: Kind) -> Bool {
    switch kind {
    case .scalar: false
    case .texts(let list, let range, let depth):
      !range.isEmpty && lists[Int(list)][Int(range.lowerBound)].count == Int(depth)
    case .pair(let first, let second): isNullable[Int(first)] && isNullable[Int(second)]
    case .union(let members): members.contains { isNullable[Int($0)] }
    case .intersection(let members): members.allSatisfy { isNullable[Int($0)] }
    case .complement(let inner): !isNullable[Int(inner)]
    case .repetition(let inner, let minimum, _): minimum == 0 || isNullable[Int(inner)]
    case .multiple(_, let remainder): remainder == 0
    }
  }

  /// The number of an expression.
  func number(of node: RegularExpression.Node) -> Int32 {
    if let known = known[ObjectIdentifier(node)] { return known }
    let number: Int32
    switch node.kind {
    case .scalar(let set): number = scalar(set)
    case .texts(let texts):
      lists.append(texts)
      number = self.texts(Int32(lists.count - 1), 0..<Int32(texts.count), depth: 0)
    case .concatenation(let nodes):
      number = nodes.reversed().reduce(empty) { pair(self.number(of: $1), $0) }
    case .union(let nodes): number = union(nodes.map { self.number(of: $0) })
    case .intersection(let nodes): number = intersection(nodes.map { self.number(of: $0) })
    case .complement(let inner): number = complement(self.number(of: inner))
    case .repetition(let inner, let minimum, let maximum):
      number = repetition(
        self.number(of: inner), Int32(clamping: minimum), maximum.map { Int32(clamping: $0) } ?? -1)
    case .multiple(let divisor): number = intern(.multiple(of: divisor, remainder: 0))
    }
    known[ObjectIdentifier(node)] = number
    return number
  }

  private func scalar(_ set: ScalarSet) -> Int32 {
    set.ranges.isEmpty ? nothing : intern(.scalar(set))
  }

  private func texts(_ list: Int32, _ range: Range<Int32>, depth: Int32) -> Int32 {
    if range.isEmpty { return nothing }
    let isRest = range.count == 1 && lists[Int(list)][Int(range.lowerBound)].count == Int(depth)
    return isRest ? empty : intern(.texts(list: list, range: range, depth: depth))
  }

  /// One language after another.
  func pair(_ first: Int32, _ second: Int32) -> Int32 {
    if first == nothing || second == nothing { return nothing }
    if first == empty { return second }
    if second == empty { return first }
    if first == anything, second == anything { return anything }
    if case .pair(let head, let tail) = kinds[Int(first)] { return pair(head, pair(tail, second)) }
    return intern(.pair(first, second))
  }

  /// The texts of any of them.
  func union(_ members: [Int32]) -> Int32 {
    work += members.count
    var set: Set<Int32> = []
    for member in members where member != nothing {
      if case .union(let own) = kinds[Int(member)], member != empty {
        set.formUnion(own)
      } else {
        set.insert(member)
      }
    }
    if set.contains(anything) { return anything }
    if set.contains(empty), set.count > 1,
      set.contains(where: { $0 != empty && isNullable[Int($0)] })
    {
      set.remove(empty)
    }
    if set.count <= 1 { return set.first ?? nothing }
    work += set.count
    return intern(.union(set.sorted()))
  }

  /// The texts of all of them.
  func intersection(_ members: [Int32]) -> Int32 {
    work += members.count
    var set: Set<Int32> = []
    for member in members where member != anything {
      if case .intersection(let own) = kinds[Int(member)] {
        set.formUnion(own)
      } else {
        set.insert(member)
      }
    }
    if set.contains(nothing) { return nothing }
    if set.contains(empty) { return set.allSatisfy { isNullable[Int($0)] } ? empty : nothing }
    if set.count <= 1 { return set.first ?? anything }
    return intern(.intersection(set.sorted()))
  }

  /// All other texts.
  func complement(_ inner: Int32) -> Int32 {
    if case .complement(let own) = kinds[Int(inner)] { return own }
    if inner == nothing { return anything }
    if inner == anything { return nothing }
    return intern(.complement(inner))
  }

  private func repetition(_ inner: Int32, _ minimum: Int32, _ maximum: Int32) -> Int32 {
    if maximum == 0 || inner == empty { return empty }
    if inner == nothing { return minimum == 0 ? empty : nothing }
    if minimum == 1, maximum == 1 { return inner }
    if maximum >= 0, maximum < minimum { return nothing }
    return intern(.repetition(inner, minimum: minimum, maximum: maximum))
  }

  /// That which is left of a language after a scalar.
  func derivative(_ number: Int32, _ scalar: UInt32) -> Int32 {
    if number == nothing || number == anything { return number }
    let key = UInt64(UInt32(bitPattern: number)) << 32 | UInt64(scalar)
    if let known = derivatives[key] { return known }
    guard depth < Self.deepest else {
      isTooDeep = true
      return nothing
    }
    depth += 1
    defer { depth -= 1 }
    let result: Int32
    switch kinds[Int(number)] {
    case .scalar(let set): result = set.contains(scalar) ? empty : nothing
    case .texts(let list, let range, let depth):
      result = texts(list, narrowed(list, range, Int(depth), scalar), depth: depth + 1)
    case .pair(let first, let second):
      let rest = pair(derivative(first, scalar), second)
      result = isNullable[Int(first)] ? union([rest, derivative(second, scalar)]) : rest
    case .union(let members): result = union(members.map { derivative($0, scalar) })
    case .intersection(let members): result = intersection(members.map { derivative($0, scalar) })
    case .complement(let inner): result = complement(derivative(inner, scalar))
    case .repetition(let inner, let minimum, let maximum):
      let rest = repetition(inner, max(0, minimum - 1), maximum < 0 ? -1 : maximum - 1)
      result = pair(derivative(inner, scalar), rest)
    case .multiple(let divisor, let remainder):
      result = multiple(divisor, remainder, after: scalar)
    }
    derivatives[key] = result
    return result
  }

  private func multiple(_ divisor: UInt32, _ remainder: UInt32, after scalar: UInt32) -> Int32 {
    if scalar == 0x2E { return intern(.multiple(of: divisor, remainder: remainder)) }
    guard (0x30...0x39).contains(scalar), divisor > 0 else { return nothing }
    let next = (UInt64(remainder) * 10 + UInt64(scalar - 0x30)) % UInt64(divisor)
    return intern(.multiple(of: divisor, remainder: UInt32(next)))
  }

  /// The texts that go on with a scalar.
  private func narrowed(
    _ list: Int32, _ range: Range<Int32>, _ depth: Int, _ scalar: UInt32
  ) -> Range<Int32> {
    let texts = lists[Int(list)]
    func first(from low: Int32, where isBeyond: ([UInt32]) -> Bool) -> Int32 {
      var (low, high) = (low, range.upperBound)
      while low < high {
        let middle = (low + high) / 2
        if isBeyond(texts[Int(middle)]) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    let lower = first(from: range.lowerBound) { $0.count > depth && $0[depth] >= scalar }
    return lower..<first(from: lower) { $0.count > depth && $0[depth] > scalar }
  }

  /// Scalars at which a language's derivatives change: between two of them all are the same.
  ///
  /// In order, the first of them 0.
  func boundaries(_ number: Int32) -> [UInt32] {
    if let known = bounds[number] { return known }
    guard depth < Self.deepest else {
      isTooDeep = true
      return [0]
    }
    depth += 1
    defer { depth -= 1 }
    var set: Set<UInt32> = [0]
    switch kinds[Int(number)] {
    case .scalar(let scalars):
      for range in scalars.ranges {
        set.insert(range.lowerBound)
        if range.upperBound < 0x10FFFF { set.insert(range.upperBound + 1) }
      }
    case .texts(let list, let range, let depth):
      for text in lists[Int(list)][Int(range.lowerBound)..<Int(range.upperBound)]
      where text.count > Int(depth) {
        set.formUnion([text[Int(depth)], text[Int(depth)] + 1])
      }
    case .pair(let first, let second):
      set.formUnion(boundaries(first))
      if isNullable[Int(first)] { set.formUnion(boundaries(second)) }
    case .union(let members), .intersection(let members):
      for member in members { set.formUnion(boundaries(member)) }
    case .complement(let inner), .repetition(let inner, _, _): set.formUnion(boundaries(inner))
    case .multiple: set.formUnion([0x2E, 0x2F] + Array(0x30...0x3A))
    }
    // Texts have no surrogates.
    work += set.count
    let sorted = set.filter { $0 <= 0x10FFFF && !(0xD801...0xDFFF).contains($0) }.sorted()
    bounds[number] = sorted
    return sorted
  }
}
