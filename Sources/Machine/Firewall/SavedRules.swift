/// Reads from the rules that a file saves whether they keep packets out.
///
/// A filter is one that drops what none of its rules lets in: by its policy, or by a last rule for
/// every packet. Rules that drop some senders or malformed packets only protect nothing else.
enum SavedRules {
  /// Tells whether the output of `iptables-save` drops what comes in and is not let in.
  ///
  /// Rules of other tables, and for what is only passed on, as containers' services add, protect
  /// nothing here.
  static func filterInput(iptables lines: [String]) -> Bool {
    var isFilterTable = true
    var chains = FilterChains()
    var isDropPolicy = false
    for line in lines {
      // Counters stand in front where they are saved too.
      let words = Array(words(of: line).drop { $0.hasPrefix("[") })
      guard let first = words.first else { continue }
      if first.hasPrefix("*") { isFilterTable = first == "*filter" }
      guard isFilterTable, words.count >= 2 else { continue }
      if first == ":INPUT" || first == "-P" && words[1] == "INPUT" && words.count >= 3 {
        // :INPUT DROP [0:0]; chains of one's own have no policy.
        isDropPolicy = drops.contains(words[first == "-P" ? 2 : 1])
      } else if first == "-A", let step = step(words.dropFirst(2)) {
        chains.append(step, to: words[1])
      }
    }
    switch chains.outcome(of: "INPUT") {
    case .drop: return true
    case .accept: return false
    case .end: return isDropPolicy
    }
  }

  private static let drops: Set<String> = ["DROP", "REJECT"]

  /// Options before a target that hold for every packet, or that take nothing out of a rule which
  /// keeps others off: what the machine sends to itself.
  private static let open = [
    ["-m", "comment"], ["-s", "0.0.0.0/0"], ["-s", "::/0"], ["-d", "0.0.0.0/0"], ["-d", "::/0"],
    ["-p", "all"], ["!", "-i", "lo"],
  ]

  /// Effect of an iptables rule on every packet; `nil` if it is for some only.
  private static func step(_ rule: ArraySlice<String>) -> FilterChains.Step? {
    var rest = rule
    while let first = rest.first, !["-j", "-g"].contains(first) {
      if let option = open.first(where: { rest.starts(with: $0) }) {
        rest = rest.dropFirst(option.count)
      } else if first == "--comment" {
        rest = rest.dropFirst(2)
      } else {
        return nil
      }
    }
    guard let how = rest.popFirst(), let target = rest.first else { return nil }
    switch target {
    case "DROP", "REJECT": return .drop
    // What a program decides on is not known to be kept out.
    case "ACCEPT", "QUEUE", "NFQUEUE": return .accept
    case "RETURN": return .leave
    default: return how == "-g" ? .goto(target) : .jump(target)
    }
  }

  /// The words of a line, with `{`, `}` and `;` as words of their own where they are asked for;
  /// quoted text is one word that keeps its first quote, so that it is taken for no other.
  static func words(of line: String, marks: String = "", comment: Character? = nil) -> [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    var isEscaped = false
    func end() {
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    for character in line {
      if isQuoted {
        if !isEscaped, character == "\"" {
          isQuoted = false
          end()
        } else {
          word.append(character)
        }
        isEscaped = !isEscaped && character == "\\"
      } else if character == comment {
        break
      } else if character.isWhitespace || marks.contains(character) {
        end()
        if marks.contains(character) { words.append(String(character)) }
      } else {
        if character == "\"" {
          end()
          isQuoted = true
        }
        word.append(character)
      }
    }
    end()
    return words
  }
}
