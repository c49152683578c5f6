/// Chains of a packet filter, with only those rules in them that hold for every packet.
struct FilterChains {
  /// The effect of a rule on every packet that comes to it.
  enum Step {
    case drop
    case accept
    /// Goes back to where the chain was called from.
    case leave
    /// Calls a chain, and goes on behind this rule where that one ends.
    case jump(String)
    /// Goes on in a chain, and does not come back to this one.
    case goto(String)
  }

  /// The fate of a packet that no condition matches.
  enum Outcome {
    case drop
    case accept
    /// It reaches the end of the chain.
    case end
  }

  /// Filters allow no more calls in calls than a few.
  private static let mostCalls = 64

  private var steps: [String: [Step]] = [:]
  private var outcomes: [String: Outcome] = [:]

  mutating func append(_ step: Step, to chain: String) { steps[chain, default: []].append(step) }

  /// Fate of packets in a chain; a chain that is not there ends at once.
  mutating func outcome(of chain: String, calls: Int = 0) -> Outcome {
    if let known = outcomes[chain] { return known }
    guard calls < Self.mostCalls, let rules = steps[chain] else { return .end }
    // What a chain that calls itself sees of itself.
    outcomes[chain] = .end
    var result: Outcome?
    for rule in rules where result == nil {
      switch rule {
      case .drop: result = .drop
      case .accept: result = .accept
      case .leave: result = .end
      case .goto(let other): result = outcome(of: other, calls: calls + 1)
      case .jump(let other):
        let outcome = outcome(of: other, calls: calls + 1)
        if outcome != .end { result = outcome }
      }
    }
    outcomes[chain] = result ?? .end
    return result ?? .end
  }
}
