/// The shortest spelling of texts in JSON strings.
enum JSONSpelling {
  /// The number of bytes of the shortest spelling of a text, without quotes.
  static func length(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 + length($1) }
  }

  /// Tells whether a character of ASCII has to be escaped.
  static func needsEscape(_ byte: UInt8) -> Bool { length(byte) > 1 }

  private static func length(_ byte: UInt8) -> Int {
    switch byte {
    case 0x22, 0x5C, 0x08, 0x09, 0x0A, 0x0C, 0x0D: 2
    case 0..<0x20: 6
    default: 1
    }
  }
}

extension TextSet {
  /// The number of bytes from a place to the end of a text of it, without the closing quote.
  func rest(of text: Int, _ position: TextPosition) -> Int? {
    let bytes = texts[text][Int(position.offset)...]
    guard position.escape != .none else { return JSONSpelling.length(bytes) }
    guard let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first,
      canStand(position.escape, for: scalar)
    else { return nil }
    let after = bytes.dropFirst(UTF8.width(scalar))
    return position.escape.rest(for: scalar.value) + JSONSpelling.length(after)
  }

  /// The number of bytes from a place to the end of the nearest text.
  func shortestRest(_ position: TextPosition) -> Int? {
    (Int(position.low)..<Int(position.high)).compactMap { rest(of: $0, position) }.min()
  }
}

extension ObjectPlan {
  /// Members that have to come because they are required or implied.
  func wanted(_ progress: ObjectProgress) -> [Int] {
    var wanted = shape.properties.indices.filter {
      shape.properties[$0].isRequired || progress.contains($0)
    }
    var known = Set(wanted)
    var next = 0
    while next < wanted.count {
      for implied in shape.properties[wanted[next]].implied where known.insert(implied).inserted {
        wanted.append(implied)
      }
      next += 1
    }
    return wanted.filter { !progress.contains($0) }
  }

  /// The number of bytes of the shortest name that is not a known one.
  var shortestOtherName: Int {
    let known = Set(names.texts)
    if !known.contains([]) { return 0 }
    return (0x61...0x7A).contains { !known.contains([UInt8($0)]) } ? 1 : 2
  }
}
