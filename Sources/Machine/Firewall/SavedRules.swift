/// Whether rules that a file saves keep packets out.
enum SavedRules {
  /// Whether the output of `iptables-save` drops what comes in: by the policy of `INPUT`, or by a
  /// rule that `INPUT` leads to.
  ///
  /// Rules of other tables, and for what is only passed on, as containers' services add, protect
  /// nothing here.
  static func filterInput(iptables lines: [String]) -> Bool {
    var isFilterTable = true
    var targets: [Substring: Set<Substring>] = [:]
    for line in lines {
      let words = line.split(whereSeparator: { " \t\r".contains($0) })
      guard let first = words.first else { continue }
      if first.hasPrefix("*") { isFilterTable = first == "*filter" }
      guard isFilterTable, words.count >= 2 else { continue }
      if first.hasPrefix(":") {
        // :INPUT DROP [0:0]; chains of one's own have no policy.
        targets[first.dropFirst(), default: []].insert(words[1])
      } else if first == "-A" || first == "-P" {
        let leads: [Substring] =
          first == "-P"
          ? Array(words.dropFirst(2).prefix(1))
          : zip(words, words.dropFirst()).filter { ["-j", "-g"].contains($0.0) }.map(\.1)
        targets[words[1], default: []].formUnion(leads)
      }
    }
    var reached: Set<Substring> = ["INPUT"]
    var next: [Substring] = ["INPUT"]
    while let chain = next.popLast() {
      for target in targets[chain] ?? [] where reached.insert(target).inserted {
        next.append(target)
      }
    }
    return !reached.isDisjoint(with: ["DROP", "REJECT"])
  }

  /// Whether a ruleset of nftables drops what comes in, or includes files that may.
  ///
  /// Distributions ship a table without any rule in it. A chain on what is passed on or sent
  /// protects nothing here; one without a hook may be led to from one that has it.
  static func filterInput(nftables lines: [String]) -> Bool {
    let others: Set<Substring> = ["forward", "output", "postrouting"]
    var hook: Substring?
    for line in lines {
      let code = line.prefix { $0 != "#" }
      var previous: Substring = ""
      for word in code.split(whereSeparator: { " \t\r;{}\"".contains($0) }) {
        if previous == "chain" { hook = nil }
        if previous == "hook" { hook = word }
        if word == "include", previous.isEmpty { return true }
        if ["drop", "reject"].contains(word), !(hook.map(others.contains) ?? false) { return true }
        previous = word
      }
    }
    return false
  }
}
