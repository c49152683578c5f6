/// The distance of names from each other.
package enum NameDistance {
  /// Names that a mistyped one may have meant, the nearest first.
  ///
  /// A candidate counts if it takes few changes (a third of the shorter length at most, and always
  /// one), or if one name contains the other, which must then have three letters to mean anything.
  package static func nearest(to name: String, among candidates: [String], limit: Int = 5)
    -> [String]
  {
    let lowered = name.lowercased()
    let wanted = Array(lowered.utf8.prefix(200))
    guard !wanted.isEmpty else { return [] }
    var found: [(distance: Int, name: String)] = []
    for candidate in Set(candidates) {
      let other = candidate.lowercased()
      let distance = edits(wanted, Array(other.utf8.prefix(200)))
      let shorter = min(wanted.count, other.utf8.count)
      let contains = shorter >= 3 && (other.contains(lowered) || lowered.contains(other))
      if distance <= max(1, shorter / 3) || contains {
        found.append((distance, candidate))
      }
    }
    found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return found.prefix(limit).map(\.name)
  }

  /// The least number of insertions, deletions, replacements and exchanges of neighbours that make
  /// one text of the other (Damerau 1964, no letter moved twice).
  package static func edits(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var earlier: [Int] = []
    var previous = Array(0...b.count)
    for (row, left) in a.enumerated() {
      var current = [row + 1]
      current.reserveCapacity(b.count + 1)
      for (column, right) in b.enumerated() {
        let replace = previous[column] + (left == right ? 0 : 1)
        var least = min(replace, previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left == b[column - 1], a[row - 1] == right {
          least = min(least, earlier[column - 1] + 1)
        }
        current.append(least)
      }
      (earlier, previous) = (previous, current)
    }
    return previous[b.count]
  }
}
