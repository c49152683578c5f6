/// Tokens that begin with JSON white space, by what comes after it.
struct SpaceTokenTable: Sendable {
  /// The tokens by the text after the white space.
  ///
  /// The count of an entry is the place of its white space in `runs`; entries of the empty text are
  /// white space throughout.
  let groups: TokenTextGroups
  /// The different white spaces that tokens begin with.
  private let runs: [[UInt8]]

  init(_ tokens: [TokenText]) {
    var entries: [TokenText] = []
    var places: [[UInt8]: Int32] = [:]
    var runs: [[UInt8]] = []
    for entry in tokens {
      let run = Array(entry.bytes.prefix { JSONSpace.contains($0) })
      guard !run.isEmpty else { continue }
      let place = places[run] ?? Int32(runs.count)
      if places.updateValue(place, forKey: run) == nil { runs.append(run) }
      let rest = Array(entry.bytes[run.count...])
      entries.append(TokenText(bytes: rest, token: entry.token, count: place))
    }
    groups = TokenTextGroups(entries)
    self.runs = runs
  }

  /// Tells of each white space whether it may come after so many characters of it.
  func permitted(after count: Int, _ limits: ConstraintLimits) -> [Bool] {
    runs.map { run in
      var count: Int? = count
      for byte in run { count = count.flatMap { limits.spaces($0, after: byte) } }
      return count != nil
    }
  }
}
