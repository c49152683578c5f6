/// Makes new inputs from known ones.
struct Mutator {
  var random: SplitMix
  let target: FuzzTarget
  private static let longest = 1 << 16

  /// An input: now and then a new one, else a known one with one to eight changes.
  mutating func input(from corpus: [[UInt8]]) -> [UInt8] {
    if let generate = target.generate, random.oneIn(4) {
      let made = generate(&random)
      if random.oneIn(2) { return made }
      return mutated(made, corpus)
    }
    return mutated(corpus[random.below(corpus.count)], corpus)
  }

  private mutating func mutated(_ input: [UInt8], _ corpus: [[UInt8]]) -> [UInt8] {
    var bytes = input
    for _ in 0...random.below(8) { change(&bytes, corpus) }
    return Array(bytes.prefix(Self.longest))
  }

  private mutating func change(_ bytes: inout [UInt8], _ corpus: [[UInt8]]) {
    guard !bytes.isEmpty else {
      bytes = corpus[random.below(corpus.count)]
      return
    }
    let place = random.below(bytes.count)
    switch random.below(12) {
    case 0: bytes[place] ^= 1 << random.below(8)
    case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 2, 3: overwrite(&bytes, at: place, random.interesting(), width: 1 << random.below(4))
    case 4: add(&bytes, at: place)
    case 5: bytes.removeSubrange(span(in: bytes, from: place))
    case 6:
      bytes.insert(contentsOf: bytes[span(in: bytes, from: place)], at: random.below(bytes.count))
    case 7:
      bytes.removeLast(
        random.oneIn(4) ? bytes.count - place : min(bytes.count, 1 + random.below(8)))
    case 8: splice(&bytes, at: place, with: corpus[random.below(corpus.count)])
    case 9, 10: insertWord(&bytes, at: place)
    default: replaceNumber(&bytes, near: place)
    }
  }

  private mutating func span(in bytes: [UInt8], from place: Int) -> Range<Int> {
    let most = random.oneIn(4) ? bytes.count - place : min(16, bytes.count - place)
    return place..<place + 1 + random.below(most)
  }

  private func overwrite(_ bytes: inout [UInt8], at place: Int, _ value: UInt64, width: Int) {
    for index in 0..<min(width, bytes.count - place) {
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> (index * 8))
    }
  }

  /// Moves a little-endian integer by a little, as an off-by-one does.
  private mutating func add(_ bytes: inout [UInt8], at place: Int) {
    bytes[place] = bytes[place] &+ UInt8(truncatingIfNeeded: random.below(9) - 4)
  }

  private mutating func splice(_ bytes: inout [UInt8], at place: Int, with other: [UInt8]) {
    guard !other.isEmpty else { return }
    bytes.replaceSubrange(place..., with: other[random.below(other.count)...])
  }

  private mutating func insertWord(_ bytes: inout [UInt8], at place: Int) {
    guard !target.words.isEmpty else { return }
    let word = target.words[random.below(target.words.count)]
    if random.oneIn(2) {
      bytes.insert(contentsOf: word, at: place)
    } else {
      bytes.replaceSubrange(place..<min(bytes.count, place + word.count), with: word)
    }
  }

  /// Replaces the next decimal number of a text.
  private mutating func replaceNumber(_ bytes: inout [UInt8], near place: Int) {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let start = bytes[place...].firstIndex(where: digits.contains) else { return }
    let end = bytes[start...].firstIndex { !digits.contains($0) } ?? bytes.count
    let number = random.interesting()
    let text = random.oneIn(3) ? "-\(number)" : "\(number)"
    bytes.replaceSubrange(start..<end, with: text.utf8)
  }
}
