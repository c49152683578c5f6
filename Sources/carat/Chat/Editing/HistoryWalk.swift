/// A walk through earlier messages while a new one is being written, which is kept meanwhile.
struct HistoryWalk {
  private let entries: [String]
  /// The entry that is shown; one past the last is the message that is being written.
  private var place: Int
  private var draft = ""
  /// Text that is searched for.
  private var query: String?

  init(_ entries: [String]) {
    self.entries = entries
    place = entries.count
  }

  mutating func older(_ buffer: inout LineBuffer) {
    guard place > 0 else { return }
    if place == entries.count { draft = buffer.text }
    place -= 1
    buffer.replace(with: entries[place])
  }

  mutating func newer(_ buffer: inout LineBuffer) {
    guard place < entries.count else { return }
    place += 1
    buffer.replace(with: place == entries.count ? draft : entries[place])
  }

  // MARK: Search

  var isSearching: Bool { query != nil }

  /// Prompt before the message while it is searched.
  var prompt: String? { query.map { "(search: \($0)) " } }

  mutating func startSearch() { query = "" }

  mutating func leaveSearch() { query = nil }

  mutating func search(adding text: String, _ buffer: inout LineBuffer) {
    query = (query ?? "") + text
    find(from: entries.count, &buffer)
  }

  mutating func searchShorter(_ buffer: inout LineBuffer) {
    query = query.map { String($0.dropLast()) }
    find(from: entries.count, &buffer)
  }

  mutating func searchOlder(_ buffer: inout LineBuffer) { find(from: place, &buffer) }

  /// Shows the last entry before a place that contains the query, if there is one.
  private mutating func find(from end: Int, _ buffer: inout LineBuffer) {
    guard let query, !query.isEmpty,
      let found = entries[..<end].lastIndex(where: { $0.contains(query) })
    else { return }
    place = found
    buffer.replace(with: entries[found])
  }
}
