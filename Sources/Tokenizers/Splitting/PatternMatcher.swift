/// Searches one text for one pattern.
struct PatternMatcher {
  private struct Choice {
    var instruction: Int
    var position: Int
    /// Below `position`, a span may still give characters back down to here.
    var lowest: Int
  }

  private let pattern: Pattern
  private var choices: [Choice] = []
  private var budget: Int

  /// A matcher whose searches may take in all a number of steps proportional to `length`.
  init(_ pattern: Pattern, length: Int) {
    self.pattern = pattern
    budget = 10_000 + 128 * length
  }

  /// The first match at or after `start`; empty matches do not count.
  mutating func next(in text: [UInt8], _ range: Range<Int>, from start: Int) -> Range<Int>? {
    var position = start
    while position < range.upperBound {
      if let end = run(0, text, range, at: position), end > position { return position..<end }
      guard budget > 0 else { return nil }
      position += UTF8Scalar.read(text, at: position, end: range.upperBound).length
    }
    return nil
  }

  /// The first match at or after `start`, be it empty, unless an empty one stands at `last`, where
  /// the match before it ended.
  mutating func nextOrEmpty(in text: [UInt8], from start: Int, last: Int?) -> Range<Int>? {
    var position = start
    while position <= text.count {
      if let end = run(0, text, 0..<text.count, at: position), end > position || position != last {
        return position..<end
      }
      guard budget > 0, position < text.count else { return nil }
      position += UTF8Scalar.read(text, at: position, end: text.count).length
    }
    return nil
  }

  /// End of the first match from this instruction and position on.
  private mutating func run(
    _ first: Int, _ text: [UInt8], _ range: Range<Int>, at start: Int
  ) -> Int? {
    let base = choices.count
    defer { choices.removeSubrange(base...) }
    var instruction = first
    var position = start
    while true {
      budget -= 1
      guard budget > 0 else { return nil }
      var isMatching = true
      switch pattern.program[instruction] {
      case .accept: return position
      case .set(let index):
        isMatching = take(index, text, range.upperBound, &position)
        instruction += 1
      case .span(let index, let minimum, let maximum, let givesBack):
        isMatching = span(
          index, minimum, maximum, givesBack ? instruction + 1 : nil, text, range, &position)
        instruction += 1
      case .branch(let otherwise, let filter):
        if position < range.upperBound, text[position] < 0x80, !filter.contains(text[position]) {
          instruction = otherwise
        } else {
          choices.append(Choice(instruction: otherwise, position: position, lowest: position))
          instruction += 1
        }
      case .branchLazily(let target):
        choices.append(
          Choice(instruction: instruction + 1, position: position, lowest: position))
        instruction = target
      case .jump(let target): instruction = target
      case .look(let isNegative, let after):
        isMatching = (run(instruction + 1, text, range, at: position) != nil) != isNegative
        instruction = after
      case .atomic(let after):
        if let end = run(instruction + 1, text, range, at: position) {
          position = end
        } else {
          isMatching = false
        }
        instruction = after
      case .textStart:
        isMatching = position == range.lowerBound
        instruction += 1
      case .textEnd:
        isMatching = position == range.upperBound
        instruction += 1
      case .lineStart:
        isMatching = position == range.lowerBound || text[position - 1] == 0x0A
        instruction += 1
      case .lineEnd:
        isMatching = position == range.upperBound || text[position] == 0x0A
        instruction += 1
      }
      if !isMatching {
        guard let (resumed, place) = giveBack(base, text) else { return nil }
        instruction = resumed
        position = place
      }
    }
  }

  @inline(__always)
  private func take(_ index: Int, _ text: [UInt8], _ end: Int, _ position: inout Int) -> Bool {
    guard position < end else { return false }
    let scalar = UTF8Scalar.read(text, at: position, end: end)
    guard pattern.sets[index].contains(scalar.value) else { return false }
    position += scalar.length
    return true
  }

  private mutating func span(
    _ index: Int, _ minimum: Int, _ maximum: Int, _ resume: Int?, _ text: [UInt8],
    _ range: Range<Int>, _ position: inout Int
  ) -> Bool {
    let set = pattern.sets[index]
    let end = range.upperBound
    var count = 0
    var lowest = position
    while count < maximum, position < end {
      let byte = text[position]
      if byte < 0x80 {
        guard set.ascii.contains(byte) else { break }
        position += 1
      } else {
        let scalar = UTF8Scalar.read(text, at: position, end: end)
        guard set.rule.contains(scalar.value) else { break }
        position += scalar.length
      }
      count += 1
      if count == minimum { lowest = position }
    }
    budget -= count
    guard count >= minimum else { return false }
    if let resume, lowest < position {
      choices.append(Choice(instruction: resume, position: position, lowest: lowest))
    }
    return true
  }

  /// Takes back the last choice that is left.
  private mutating func giveBack(_ base: Int, _ text: [UInt8]) -> (Int, Int)? {
    guard choices.count > base, var choice = choices.popLast() else { return nil }
    guard choice.lowest < choice.position else { return (choice.instruction, choice.position) }
    choice.position = Self.before(choice.position, choice.lowest, text)
    if choice.lowest < choice.position { choices.append(choice) }
    return (choice.instruction, choice.position)
  }

  /// The start of the character that ends at `position`, in the same steps in which the span
  /// went forward.
  private static func before(_ position: Int, _ lowest: Int, _ text: [UInt8]) -> Int {
    for length in 1...4 where position - length >= lowest {
      let scalar = UTF8Scalar.read(text, at: position - length, end: position)
      if scalar.length == length, length > 1 || scalar.isValid { return position - length }
    }
    return position - 1
  }
}
