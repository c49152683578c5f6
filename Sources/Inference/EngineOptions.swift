public import Constraints
public import ModelSpec
import PlainText
public import Tensors

/// Options of an engine; `nil` lets it choose.
public struct EngineOptions: Sendable {
  /// Threads; `nil` takes the processors that this process may really use.
  public var threads: Int?
  /// Positions of a sequence; `nil` takes the smallest of the model's, 8,192, and what fits
  /// in memory.
  public var context: Int?
  /// Numbers that keys and values are stored in; `nil` takes F32 for models stored in F32,
  /// else F16.
  public var cacheFormat: StorageFormat?
  /// Sequences that are in work at once.
  public var sequences: Int
  /// Most bytes of keys and values, which all sequences share; `nil` has each find room for its
  /// whole context.
  ///
  /// With less, the newest sequences wait or are computed again when it is short.
  public var cacheBytes: Int?
  /// Requests that may wait for a place before further ones are refused.
  public var queueRequests: Int
  /// Tokens of all requests that may wait; `nil` for any number.
  public var queueTokens: Int?
  /// Precedence that requests may ask for; what is beyond is taken as the nearest.
  public var priorities: ClosedRange<Int>
  /// Called on the computing thread after each pass.
  public var onStep: (@Sendable (StepReport) -> Void)?
  /// Rows of a pass, so the longest chunk of a prompt.
  public var rows: Int
  /// Kernels; `nil` takes the best of this machine.
  public var instructionSet: InstructionSet?
  /// Bytes that the engine may take; `nil` takes what the system says is available.
  public var memoryLimit: Int?
  /// Speculative decoding; `nil` leaves it out.
  public var speculation: Speculation?
  /// Tokens that are taken without a pass of their own where a constraint leaves no choice.
  public var forcedTokens: ForcedTokens
  /// Bounds on what one compiled constraint may cost.
  public var constraintLimits = ConstraintLimits()

  /// Options for an engine.
  public init(
    threads: Int? = nil, context: Int? = nil, cacheFormat: StorageFormat? = nil, sequences: Int = 1,
    cacheBytes: Int? = nil, queueRequests: Int = 1024, queueTokens: Int? = nil,
    priorities: ClosedRange<Int> = 0...0, rows: Int = 512, instructionSet: InstructionSet? = nil,
    memoryLimit: Int? = nil, speculation: Speculation? = nil, forcedTokens: ForcedTokens = .text,
    onStep: (@Sendable (StepReport) -> Void)? = nil
  ) {
    self.threads = threads
    self.context = context
    self.cacheFormat = cacheFormat
    self.sequences = sequences
    self.cacheBytes = cacheBytes
    self.queueRequests = queueRequests
    self.queueTokens = queueTokens
    self.priorities = priorities
    self.onStep = onStep
    self.rows = rows
    self.instructionSet = instructionSet
    self.memoryLimit = memoryLimit
    self.speculation = speculation
    self.forcedTokens = forcedTokens
  }
}

/// Reasons why an engine cannot be set up.
public enum EngineError: Error, Sendable, CustomStringConvertible {
  /// An option is out of its range.
  case option(EngineOption, String)
  /// The draft model does not suit its target.
  case draft(String)
  /// The memory does not suffice.
  case memory(needed: Int, available: Int, remedy: MemoryRemedy)

  /// The problem, the thing expected, the thing got, and what to do.
  public var description: String {
    switch self {
    case .option(let option, let problem): return "\(option.rawValue) \(problem)"
    case .draft(let problem): return problem
    case .memory(let needed, let available, let remedy):
      return Self.memoryText(needed: needed, available: available) + remedy.description
    }
  }

  /// Text on what is needed and what there is, up to what to do about it.
  package static func memoryText(needed: Int, available: Int) -> String {
    "not enough memory: \(text(needed)) needed, \(text(available)) available; "
  }

  static func text(_ bytes: Int) -> String {
    let mebibytes = max(0, bytes) >> 20
    let tenths = (mebibytes * 10 + 512) >> 10
    if tenths >= 10 { return "\(NumberText.fixed(Double(tenths) / 10, 1)) GiB" }
    return "\(mebibytes + (bytes > mebibytes << 20 ? 1 : 0)) MiB"
  }
}

/// An option of an engine that can be out of its range; its raw value is its name for people.
public enum EngineOption: String, Sendable, Hashable {
  /// Positions of a sequence.
  case context
  /// Numbers that keys and values are stored in.
  case cacheFormat = "cache format"
  /// Sequences at once.
  case sequences
  /// Bytes of keys and values.
  case cacheBytes = "bytes of the cache"
  /// Requests that may wait.
  case queueRequests = "waiting requests"
  /// Rows of a pass.
  case rows
  /// Tokens of a draft.
  case draftTokens = "tokens of a draft"
}

/// The remedy where memory does not suffice for an engine.
public enum MemoryRemedy: Sendable, Hashable, CustomStringConvertible {
  /// A context of so many positions would fit.
  case context(Int)
  /// The context is not what takes the memory: not even one of so many positions fits, or where
  /// that is `nil` none at all.
  case less(smallestContext: Int?, hasSequences: Bool, drafts: Bool)

  /// The advice, as it follows what is missing.
  public var description: String {
    switch self {
    case .context(let positions): "a context of \(positions) would fit"
    case .less(let smallest, let hasSequences, let drafts):
      (smallest.map { "not even a context of \($0) fits" } ?? "no context fits")
        + "; free memory, take a smaller model" + (hasSequences ? " or fewer sequences" : "")
        + (drafts ? ", or leave out speculative decoding" : "")
    }
  }
}
