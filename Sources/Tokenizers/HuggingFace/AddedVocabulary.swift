/// Tokens that are added to a vocabulary, by the rules of the tokenizers package.
///
/// A token whose text is a piece takes that piece's id; any other takes the next id after the
/// vocabulary, whatever id its file states. A token that is added again keeps its id and takes the
/// newer rules.
struct AddedVocabulary {
  private var tokens: [Int: NamedToken] = [:]
  private var ids: [String: Int] = [:]
  /// Tokens that have been special once, and so stay.
  private var special: Set<Int> = []
  private var beside: Set<Int> = []
  private var greatest = -1
  private let pieces: PieceList
  private let table: PieceTable
  private let count: Int

  /// Starts without tokens beside these pieces; empty pieces are ids that nobody names.
  init(pieces: PieceList) throws(TokenizerError) {
    self.pieces = pieces
    table = try PieceTable(pieces, ids: 0..<pieces.count) { !pieces.range(of: $0).isEmpty }
    count = pieces.count { !$0.isEmpty }
  }

  /// The id of a token or piece.
  func id(of content: String) -> Int? {
    let bytes = Array(content.utf8)
    return ids[content] ?? table.find(bytes, 0..<bytes.count)
  }

  /// Tells whether a token of this text has been added.
  func contains(_ content: String) -> Bool { ids[content] != nil }

  /// Adds a token; one without text is left out.
  mutating func add(_ token: NamedToken) {
    guard !token.content.isEmpty else { return }
    let known = id(of: token.content)
    let id = known ?? nextID
    if known == nil { beside.insert(id) }
    if token.isSpecial { special.insert(id) }
    tokens[id] = token
    ids[token.content] = id
    greatest = max(greatest, id)
  }

  private var nextID: Int {
    var next = greatest >= count ? greatest + 1 : count
    while next < pieces.count, !pieces[next].isEmpty { next += 1 }
    return next
  }

  /// Adds what the files beside a vocabulary name.
  mutating func add(_ names: TokenNames) {
    let roles = Set(names.roles.map(\.token.content))
    let known = Set(names.placed.map(\.token.content)).union(ids.keys)
    let named = (names.roles.map(\.token) + names.further).filter { !known.contains($0.content) }
    for var token in names.placed.map(\.token) + named {
      if roles.contains(token.content) { token.isSpecial = true }
      add(token)
    }
  }

  /// Puts the tokens into a description whose pieces are those of `init`.
  func fill(_ description: inout TokenizerDescription) {
    var pieces = pieces
    let total = max(pieces.count, (tokens.keys.max() ?? -1) + 1)
    if !beside.isEmpty {
      pieces = PieceList()
      for id in 0..<total {
        if beside.contains(id), let token = tokens[id] {
          pieces.append(token.content.utf8)
        } else {
          pieces.append(id < self.pieces.count ? self.pieces[id] : [])
        }
      }
    }
    description.pieces = pieces
    let missing = total - description.kinds.count
    description.kinds += [PieceKind](repeating: .control, count: missing)
    if !description.scores.isEmpty {
      description.scores += [Float](repeating: 0, count: total - description.scores.count)
    }
    description.addedTokens = []
    for (id, token) in tokens.sorted(by: { $0.key < $1.key }) {
      description.kinds[id] = special.contains(id) ? .control : .userDefined
      var rule = token.rule(id: id)
      rule.isBesideVocabulary = beside.contains(id)
      description.addedTokens.append(rule)
    }
    description.recognizesAddedTokensOnly = true
    if let unknown = description.unknown, description.kinds[unknown] == .control {
      description.kinds[unknown] = .unknown
    }
  }
}
