/// A search for one mark in a stream (Knuth, Morris, Pratt 1977).
struct TriggerMatcher: Sendable {
  /// The mark; an empty one is never found.
  let mark: [UInt8]
  /// The number of bytes of the mark that have come.
  private(set) var matched = 0
  private let fallbacks: [Int]

  init(_ mark: [UInt8]) {
    self.mark = mark
    var fallbacks = [Int](repeating: 0, count: mark.count + 1)
    var length = 0
    for index in mark.indices.dropFirst() {
      while length > 0, mark[index] != mark[length] { length = fallbacks[length] }
      if mark[index] == mark[length] { length += 1 }
      fallbacks[index + 1] = length
    }
    self.fallbacks = fallbacks
  }

  /// Takes a byte, gives bytes that are surely text to `text`, and tells whether the mark is
  /// complete.
  mutating func read(_ byte: UInt8, _ text: inout TextDecoder) -> Bool {
    guard !mark.isEmpty else {
      text.append(byte)
      return false
    }
    while matched > 0, mark[matched] != byte {
      text.append(mark[..<(matched - fallbacks[matched])])
      matched = fallbacks[matched]
    }
    if mark[matched] == byte { matched += 1 } else { text.append(byte) }
    guard matched == mark.count else { return false }
    matched = 0
    return true
  }

  /// Gives what has come of the mark to `text`.
  mutating func release(to text: inout TextDecoder) {
    text.append(mark[..<matched])
    matched = 0
  }
}
