public import ModelSpec
public import Tensors

/// Options of an engine; `nil` lets it choose.
public struct EngineOptions: Sendable {
  /// Threads; `nil` takes the processors that this process may really use.
  public var threads: Int?
  /// Positions of a sequence; `nil` takes the smallest of the model's, 8,192, and what fits in memory.
  public var context: Int?
  /// Numbers that keys and values are stored in; `nil` takes F32 for models stored in F32, else F16.
  public var cacheFormat: StorageFormat?
  /// Sequences that are generated at once.
  public var sequences: Int
  /// Rows of a pass, so the longest chunk of a prompt.
  public var rows: Int
  /// Kernels; `nil` takes the best of this machine.
  public var instructionSet: InstructionSet?
  /// Bytes that the engine may take; `nil` takes what the system says is available.
  public var memoryLimit: Int?
  /// Speculative decoding; `nil` leaves it out.
  public var speculation: Speculation?

  /// Options for an engine.
  public init(
    threads: Int? = nil, context: Int? = nil, cacheFormat: StorageFormat? = nil, sequences: Int = 1,
    rows: Int = 512, instructionSet: InstructionSet? = nil, memoryLimit: Int? = nil,
    speculation: Speculation? = nil
  ) {
    self.threads = threads
    self.context = context
    self.cacheFormat = cacheFormat
    self.sequences = sequences
    self.rows = rows
    self.instructionSet = instructionSet
    self.memoryLimit = memoryLimit
    self.speculation = speculation
  }
}

/// Reasons why an engine cannot be set up.
public enum EngineError: Error, Sendable, CustomStringConvertible {
  /// An option is out of its range.
  case option(String)
  /// The memory does not suffice.
  case memory(needed: Int, available: Int, advice: String)

  /// What, expected, got, what to do.
  public var description: String {
    switch self {
    case .option(let problem): return problem
    case .memory(let needed, let available, let advice):
      return
        "not enough memory: \(Self.text(needed)) needed, \(Self.text(available)) available; \(advice)"
    }
  }

  static func text(_ bytes: Int) -> String {
    let mebibytes = max(0, bytes) >> 20
    let tenths = (mebibytes * 10 + 512) >> 10
    if tenths >= 10 { return "\(tenths / 10).\(tenths % 10) GiB" }
    return "\(mebibytes + (bytes > mebibytes << 20 ? 1 : 0)) MiB"
  }
}
