import Figures

/// A measurement on a file, and the targets to be reached.
struct BenchmarkCase: Sendable, Hashable {
  /// The work of the engines.
  enum Work: Sendable, Hashable {
    /// One sequence: reading `prompt` tokens, and generating `generate` tokens after
    /// `depth` others.
    case single(prompt: Int, generate: Int, depth: Int)
    /// Several sequences at once, each reading `prompt` and then generating `generate` tokens.
    case batch(sequences: Int, prompt: Int, generate: Int)
    /// From the start of the process to the first token after this text.
    case startUp(prompt: String)
  }

  /// Name for `--only`.
  let id: String
  /// The file.
  let file: BenchmarkFile
  /// Work of the engines.
  let work: Work
  /// Targets for each figure.
  let targets: [Figure: Target]

  /// The most positions that the cache holds at once, of all sequences.
  var positions: Int {
    switch work {
    case .single(let prompt, let generate, let depth): max(prompt, depth + generate)
    case .batch(let sequences, let prompt, let generate): sequences * (prompt + generate)
    case .startUp: 0
    }
  }

  /// The most memory that may be resident: file and cache with 15 % more, and 64 MiB.
  var memoryLimit: Int {
    let data = file.byteCount + positions * file.shape.cacheBytesPerPosition
    return data + data * 15 / 100 + 64 << 20
  }

  /// Work that was done, in words.
  var workTitle: String {
    switch work {
    case .single(let prompt, let generate, 0): "\(prompt) / \(generate)"
    case .single(let prompt, let generate, let depth):
      "\(prompt) / \(generate) at depth \(depth)"
    case .batch(let sequences, let prompt, let generate):
      "\(sequences) sequences of \(prompt) + \(generate)"
    case .startUp: "16 tokens / 1"
    }
  }
}

/// The figures that a sample tells.
enum Figure: String, Sendable, Hashable, CaseIterable {
  /// Tokens read a second.
  case prefill
  /// Tokens generated a second.
  case decode
  /// Seconds from the start of the process to the first token.
  case firstToken
  /// Bytes that were resident at most.
  case peakMemory

  /// Direction in which it is better.
  var direction: Direction {
    switch self {
    case .prefill, .decode: .higherIsBetter
    case .firstToken, .peakMemory: .lowerIsBetter
    }
  }
}
