extension SavedRules {
  /// Tells whether a ruleset of nftables drops what comes in and is not let in, or includes files
  /// that may.
  ///
  /// Distributions ship a table without any rule in it. A chain on what is passed on or sent
  /// protects nothing here; one without a hook counts where one that has it calls it.
  static func filterInput(nftables lines: [String]) -> Bool {
    var ruleset = Ruleset()
    for line in lines {
      var words = words(of: line, marks: "{};", comment: "#")
      // A backslash at the end joins the next line.
      if words.last == "\\" { words.removeLast() } else { words.append(";") }
      for word in words { ruleset.read(word) }
    }
    return ruleset.includesFiles || ruleset.dropsInput()
  }
}

/// The part that is read of a ruleset of nftables, word by word.
private struct Ruleset {
  private static let families: Set<String> = ["ip", "ip6", "inet", "arp", "bridge", "netdev"]
  /// Families that see packets of the internet protocol which are for this machine.
  private static let guarding: Set<String> = ["ip", "ip6", "inet", "netdev"]
  private static let incoming: Set<String> = ["input", "prerouting", "ingress"]

  private(set) var includesFiles = false
  private var chains = FilterChains()
  /// Chains that packets for this machine come to, and whether their policy drops.
  private var bases: [String: Bool] = [:]
  private var table: String?
  private var chain: String?
  private var statement: [String] = []
  /// Open braces of sets and maps, whose words are no statements.
  private var depth = 0

  mutating func dropsInput() -> Bool {
    for (base, isDropPolicy) in bases {
      switch chains.outcome(of: base) {
      case .drop: return true
      case .end where isDropPolicy: return true
      default: continue
      }
    }
    return false
  }

  mutating func read(_ word: String) {
    if depth > 0 {
      depth += word == "{" ? 1 : word == "}" ? -1 : 0
      return
    }
    switch word {
    case "{": open()
    case ";": end()
    case "}":
      end()
      if chain != nil { chain = nil } else { table = nil }
    default: statement.append(word)
    }
  }

  /// The statement without the word that adds what it describes.
  private var described: ArraySlice<String> {
    ["add", "create"].contains(statement.first) ? statement.dropFirst() : statement[...]
  }

  private mutating func open() {
    let words = described
    if table == nil, chain == nil, words.first == "table" {
      table = Self.path(words.dropFirst(), 1)
      statement = []
    } else if chain == nil, words.first == "chain" {
      chain = table.map { "\($0) \(words.last ?? "")" } ?? Self.path(words.dropFirst(), 2)
      statement = []
    } else {
      // The set counts as a condition of its rule.
      statement.append("{")
      depth = 1
    }
  }

  private mutating func end() {
    defer { statement = [] }
    guard let first = statement.first else { return }
    if let chain {
      if first == "type" {
        setHook(of: chain)
      } else if first == "policy" {
        if bases[chain] != nil { bases[chain] = statement.dropFirst().first == "drop" }
      } else if let step = Self.step(statement[...], beside: chain) {
        chains.append(step, to: chain)
      }
    } else if first == "include" {
      includesFiles = true
    } else if table == nil, described.first == "rule" {
      let words = described.dropFirst()
      let names = words.first.map(Self.families.contains) ?? false ? 3 : 2
      guard let chain = Self.path(words.prefix(names), 2),
        let step = Self.step(words.dropFirst(names), beside: chain)
      else { return }
      chains.append(step, to: chain)
    }
  }

  private mutating func setHook(of chain: String) {
    guard let hook = zip(statement, statement.dropFirst()).first(where: { $0.0 == "hook" })?.1,
      let family = chain.split(separator: " ").first,
      Self.incoming.contains(hook), Self.guarding.contains(String(family))
    else { return }
    bases[chain] = false
  }

  /// The family, which is `ip` where none is told, and as many names.
  private static func path(_ words: ArraySlice<String>, _ names: Int) -> String? {
    let hasFamily = words.count > names && words.first.map(families.contains) ?? false
    let path = (hasFamily ? [] : ["ip"]) + words.prefix(names + (hasFamily ? 1 : 0))
    return path.count == names + 1 ? path.joined(separator: " ") : nil
  }

  /// Statements that decide on nothing, and how many words follow them.
  private static let silent = [
    "counter": 0, "packets": 1, "bytes": 1, "name": 1, "log": 0, "prefix": 1, "level": 1,
    "flags": 1, "group": 1, "snaplen": 1, "queue-threshold": 1,
  ]

  /// Effect of a rule on every packet; `nil` if it is for some only, or counts and logs.
  private static func step(
    _ rule: ArraySlice<String>, beside chain: String
  ) -> FilterChains.Step? {
    var rest = rule
    while let count = rest.first.flatMap({ silent[$0] }) { rest = rest.dropFirst(count + 1) }
    func neighbour() -> String? {
      rest.dropFirst().first.map {
        (chain.split(separator: " ").dropLast().map(String.init) + [$0]).joined(separator: " ")
      }
    }
    switch rest.first {
    case "drop", "reject": return .drop
    // What a program decides on is not known to be kept out.
    case "accept", "queue": return .accept
    case "return": return .leave
    case "jump": return neighbour().map { .jump($0) }
    case "goto": return neighbour().map { .goto($0) }
    default: return nil
    }
  }
}
