/// The cost of a token, by two runs of `carat bench`.
///
/// What both runs share, such as loading, warming up and measuring the bandwidth, drops out.
struct TokenFigure: CountedFigure, Hashable {
  /// The kind of token that is counted for.
  enum Phase: String, Sendable, Hashable {
    /// A token that is read.
    case prefill
    /// A token that is generated.
    case decode
  }

  /// Quantity that is counted.
  let kind: CountedRun.Kind
  /// Storage format of the weights.
  let format: String
  /// Kind of token that is counted for.
  let phase: Phase
  /// Tokens in the cache before.
  let depth: Int

  /// Name of the figure among the thresholds.
  var name: String {
    "\(kind.rawValue) a token, \(format), \(phase.rawValue)"
      + (depth > 0 ? " at depth \(depth)" : "")
  }

  /// Tokens of the shorter run.
  ///
  /// Warming up reads 16 tokens and generates 2, so that both runs warm up alike.
  var shorterLengths: Lengths { Lengths(prompt: 32, generate: 4, depth: depth) }

  /// Tokens of the longer run.
  var longerLengths: Lengths {
    switch phase {
    case .prefill: Lengths(prompt: shorterLengths.prompt + moreTokens, generate: 4, depth: depth)
    case .decode: Lengths(prompt: 32, generate: shorterLengths.generate + moreTokens, depth: depth)
    }
  }

  var shorter: CountedRun { .tokens(kind, format: format, shorterLengths) }
  var longer: CountedRun { .tokens(kind, format: format, longerLengths) }

  /// Number of tokens by which the runs differ.
  var moreTokens: Int {
    switch (kind, phase) {
    case (.instructions, .prefill): 32
    case (.instructions, .decode): 8
    case (.allocations, _): 256
    }
  }

  func units(_ shorter: Cost, _ longer: Cost) -> Double { Double(moreTokens) }

  /// All of them.
  ///
  /// Q4_K_S also has a head in Q6_K.
  static let all: [TokenFigure] =
    ["Q8_0", "Q4_K_S", "Q4_1", "BF16"].flatMap { format in
      [Phase.prefill, .decode].map {
        TokenFigure(kind: .instructions, format: format, phase: $0, depth: 0)
      }
    }
    + [Phase.prefill, .decode].flatMap { phase in
      [
        TokenFigure(kind: .instructions, format: "Q8_0", phase: phase, depth: 256),
        TokenFigure(kind: .allocations, format: "Q8_0", phase: phase, depth: 0),
        TokenFigure(kind: .allocations, format: "BF16", phase: phase, depth: 0),
      ]
    }
}

/// The amount of work of a run of `carat bench`.
struct Lengths: Sendable, Hashable {
  /// Tokens to read.
  let prompt: Int
  /// Tokens to generate.
  let generate: Int
  /// Tokens that are in the cache before either.
  let depth: Int

  /// The flags for it.
  var flags: [String] {
    ["--prompt", "\(prompt)", "--generate", "\(generate)", "--depth", "\(depth)"]
  }
}
