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
    /// Several sequences that read the same `prompt` tokens.
    case shared(sequences: Int, prompt: Int)
    /// Several sequences that generate, `generate` tokens each before a prompt of `prompt` tokens
    /// comes, and on while it is read.
    case beside(sequences: Int, generate: Int, prompt: Int)
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
    // Each computes its last token itself.
    case .shared(let sequences, let prompt): prompt + sequences
    case .beside(let sequences, let generate, let prompt): prompt + sequences * 2 * generate
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
    case .shared(let sequences, let prompt): "\(sequences) sequences that share \(prompt)"
    case .beside(let sequences, _, let prompt): "\(sequences) sequences beside \(prompt)"
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
  /// Seconds between a sequence's tokens, the median.
  case gap
  /// Seconds between a sequence's tokens while a prompt is read beside, the 99th percentile.
  case gapBeside
  /// Bytes that were resident at most.
  case peakMemory

  /// Direction in which it is better.
  var direction: Direction {
    switch self {
    case .prefill, .decode: .higherIsBetter
    case .firstToken, .gap, .gapBeside, .peakMemory: .lowerIsBetter
    }
  }
}
