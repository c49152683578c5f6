/// Replaces a string in the one text; the beginning of a match is held back until it is one or
/// is none.
struct TextReplacement: DecodingStage {
  let old: [UInt8]
  let new: [UInt8]
  private var held: [UInt8] = []

  init(old: [UInt8], new: [UInt8]) {
    self.old = old
    self.new = new
  }

  mutating func take(_ text: [UInt8]) -> [[UInt8]] {
    held += text
    var output: [UInt8] = []
    var position = 0
    while let match = Splitter.find(old, in: held, position..<held.count) {
      output += held[position..<match.lowerBound]
      output += new
      position = match.upperBound
    }
    let kept = (0..<old.count).last { length in
      length <= held.count - position && held.suffix(length).elementsEqual(old.prefix(length))
    }
    let end = held.count - (kept ?? 0)
    output += held[position..<end]
    held.removeSubrange(..<end)
    return [output]
  }

  mutating func finish() -> [[UInt8]] {
    defer { held = [] }
    return [held]
  }
}

/// Removes a character at both ends of the one text; as many as may go at the end are held back.
struct TextStripping: DecodingStage {
  let unit: [UInt8]
  let start: Int
  let stop: Int
  private var begun = 0
  private var isInside = false
  private var held: [UInt8] = []

  init(unit: [UInt8], start: Int, stop: Int) {
    self.unit = unit
    self.start = start
    self.stop = stop
  }

  mutating func take(_ text: [UInt8]) -> [[UInt8]] {
    held += text
    while !isInside, begun < start, !unit.isEmpty, held.starts(with: unit) {
      held.removeFirst(unit.count)
      begun += 1
    }
    // Whole characters arrive, so a text that does not begin with this one never will.
    if begun == start || !held.isEmpty { isInside = true }
    let end = held.count - bytes(of: unit, endingMost: stop, of: held[...])
    defer { held.removeSubrange(..<end) }
    return [Array(held[..<end])]
  }

  mutating func finish() -> [[UInt8]] {
    let end = held.count - bytes(of: unit, endingMost: stop, of: held[...])
    defer { held = [] }
    return [Array(held[..<end])]
  }
}

/// Number of bytes at the end of a text that are repetitions of a unit, at most `most` of them; a
/// file may name any number.
func bytes(of unit: [UInt8], endingMost most: Int, of text: ArraySlice<UInt8>) -> Int {
  guard !unit.isEmpty else { return 0 }
  var (rest, count) = (text, 0)
  while count < most, rest.suffix(unit.count).elementsEqual(unit) {
    rest = rest.dropLast(unit.count)
    count += 1
  }
  return count * unit.count
}
