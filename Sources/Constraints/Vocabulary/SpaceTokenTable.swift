/// Tokens that begin with JSON white space, by what comes after it.
struct SpaceTokenTable: Sendable {
  /// The tokens by the text after the white space.
  ///
  /// The count of an entry is the number of characters of white space; entries of the empty text
  /// are white space throughout.
  let groups: TokenTextGroups

  init(_ tokens: [TokenText]) {
    var entries: [TokenText] = []
    for entry in tokens {
      let count = entry.bytes.prefix { $0 == 0x20 || (0x09...0x0A).contains($0) || $0 == 0x0D }
        .count
      guard count > 0 else { continue }
      let rest = Array(entry.bytes[count...])
      entries.append(TokenText(bytes: rest, token: entry.token, count: Int32(count)))
    }
    groups = TokenTextGroups(entries)
  }
}
