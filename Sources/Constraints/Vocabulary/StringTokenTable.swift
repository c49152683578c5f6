/// The tokens that can come between two characters of a JSON string of any text.
///
/// Most tokens stay in the string, and which do does not depend on the schema: a mask for all
/// of them is made once. The others close the string, and are grouped by what comes after the
/// quote, so that each distinct rest is run once through the automaton of the schema.
struct StringTokenTable: Sendable {
  /// Tokens that stay in the string and have at most so many characters, by number; the last one
  /// has all that stay.
  let staying: [TokenMask]
  /// Tokens that close the string, by the text after the quote.
  ///
  /// The count of an entry is the number of characters before the quote.
  let closing: TokenTextGroups

  /// The text of `closing` after the quote of each token: -1 for the empty one, -2 where the token
  /// does not close a string.
  let rests: [Int32]

  /// The number of characters beyond which tokens are not told apart.
  private static let countLimit = 40

  /// - Parameter start: The state between two characters.
  init(_ tokens: [TokenText], tokenCount: Int, from start: StringTextStep) {
    var counts: [(token: Int, count: Int)] = []
    var closing: [TokenText] = []
    for entry in tokens {
      var state = start
      var count = 0
      var place = 0
      while place < entry.bytes.count {
        if state == start {
          if entry.bytes[place] == 0x22 { break }
          count += 1
        }
        state = state.next(entry.bytes[place])
        if state == .dead { break }
        place += 1
      }
      if state == .dead { continue }
      if place == entry.bytes.count {
        counts.append((Int(entry.token), count))
      } else {
        let rest = Array(entry.bytes[(place + 1)...])
        closing.append(TokenText(bytes: rest, token: entry.token, count: Int32(count)))
      }
    }
    self.closing = TokenTextGroups(closing)
    var rests = [Int32](repeating: -2, count: tokenCount)
    for entry in self.closing.entries[..<self.closing.emptyCount] { rests[Int(entry.token)] = -1 }
    for (text, start) in self.closing.starts.dropLast().enumerated() {
      let end = Int(self.closing.starts[text + 1])
      for entry in self.closing.entries[Int(start)..<end] { rests[Int(entry.token)] = Int32(text) }
    }
    self.rests = rests
    let longest = counts.reduce(0) { max($0, $1.count) }
    var masks: [TokenMask] = []
    var mask = TokenMask(tokenCount: tokenCount)
    var byCount: [Int: [Int]] = [:]
    for (token, count) in counts { byCount[count, default: []].append(token) }
    for count in 0...min(longest, Self.countLimit) {
      for token in byCount[count] ?? [] { mask.insert(token) }
      masks.append(mask)
    }
    longTokens = counts.filter { $0.count > Self.countLimit }.map {
      (Int32($0.token), Int32($0.count))
    }
    .sorted { $0.count < $1.count }
    staying = masks
  }

  /// Tokens that stay and have more characters than any mask tells apart, by number of characters.
  private let longTokens: [(token: Int32, count: Int32)]

  /// Adds the tokens that stay in a string that may have so many more characters.
  func addStaying(maximum: Int?, to mask: inout TokenMask) {
    guard let last = staying.last else { return }
    let maximum = maximum ?? Int.max
    mask.formUnion(maximum < staying.count ? staying[max(maximum, 0)] : last)
    for (token, count) in longTokens {
      if Int(count) > maximum { break }
      mask.insert(Int(token))
    }
  }
}
