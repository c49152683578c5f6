/// The requests that wait for a place; clients take turns.
///
/// Of the greatest priority, that client's request comes next whose sequences took the fewest rows
/// so far, and of its requests the first (arXiv 2401.00588, algorithm 2: a client that was away
/// begins with the least of those that are there, so that nobody saves up turns).
struct WaitingQueue {
  /// A request: one sequence, or several that begin together.
  struct Entry {
    let sequences: [TokenSequence]

    var client: String { sequences.first?.client ?? "" }
    var priority: Int { sequences.first?.priority ?? 0 }
    var isCancelled: Bool { sequences.first?.cancellation.isCancelled ?? true }
    /// Tells whether it is computed with nobody else.
    var isAlone: Bool { sequences.first?.work.isAlone ?? false }
  }

  private(set) var entries: [Entry] = []
  /// Rows that were computed for each client that waits or is in work.
  private var served: [String: Double] = [:]
  /// Sequences of each client that wait or are in work.
  private var present: [String: Int] = [:]

  var count: Int { entries.count }

  /// Takes a request.
  mutating func append(_ entry: Entry) {
    if present[entry.client] == nil {
      served[entry.client] = served.values.min() ?? 0
    }
    present[entry.client, default: 0] += entry.sequences.count
    entries.append(entry)
  }

  /// The index of the request that comes next.
  var next: Int? {
    entries.indices.min { one, other in
      let (a, b) = (entries[one], entries[other])
      if a.priority != b.priority { return a.priority > b.priority }
      let (first, second) = (rows(of: a.client), rows(of: b.client))
      return first != second ? first < second : one < other
    }
  }

  /// Takes a request out, to be put to work.
  mutating func remove(at index: Int) -> Entry { entries.remove(at: index) }

  /// Takes out the requests that nobody waits for any more.
  mutating func removeCancelled() -> [Entry] {
    guard entries.contains(where: \.isCancelled) else { return [] }
    let gone = entries.filter(\.isCancelled)
    entries.removeAll(where: \.isCancelled)
    for entry in gone { for sequence in entry.sequences { leave(sequence.client) } }
    return gone
  }

  /// Takes note that a sequence of a client is done.
  mutating func leave(_ client: String) {
    guard let count = present[client] else { return }
    present[client] = count > 1 ? count - 1 : nil
    if count == 1 { served[client] = nil }
  }

  /// Rows that were computed for a client.
  func rows(of client: String) -> Double { served[client] ?? 0 }

  /// Takes note of rows that were computed for a client.
  mutating func charge(_ client: String, rows: Int) {
    if let old = served[client] { served[client] = old + Double(rows) }
  }
}
