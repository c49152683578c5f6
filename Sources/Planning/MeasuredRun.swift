/// The figures of a run of one model on this machine: how the engine was set up, its memory, and
/// how long it read and generated.
///
/// `bench` and `measure` both make it from an engine; `measure` prints it, and a plan that started
/// `measure` decodes it. What the system does not tell is missing, and `null` in JSON.
public struct MeasuredRun: Codable, Sendable, Hashable {
  /// Threads that computed.
  public var threads: Int
  /// The kernels' instruction set.
  public var instructionSet: String
  /// Positions of a sequence.
  public var context: Int
  /// Sequences at once.
  public var sequences: Int
  /// Tokens of each sequence that were read.
  public var promptTokens: Int
  /// Tokens of each sequence that were generated.
  public var generatedTokens: Int
  /// Bytes of the model's files.
  public var fileBytes: Int
  /// Bytes of weight matrices.
  public var matrixBytes: Int
  /// Bytes of norms and biases.
  public var vectorBytes: Int
  /// Bytes of keys and values.
  public var cacheBytes: Int
  /// Bytes of keys and values of one position.
  public var cacheBytesPerToken: Int
  /// Bytes of work buffers.
  public var workspaceBytes: Int
  /// Resident bytes before the model was opened.
  public var startResidentBytes: Int?
  /// Resident bytes of the program and its libraries after the run.
  public var programResidentBytes: Int?
  /// Resident bytes after the model was opened.
  public var openedResidentBytes: Int?
  /// The most bytes that were resident at any time.
  public var peakResidentBytes: Int?
  /// Seconds of reading the prompts of all sequences.
  public var promptSeconds: Double?
  /// Seconds of generating the tokens of all sequences.
  public var generateSeconds: Double?

  enum CodingKeys: String, CodingKey {
    case threads
    case instructionSet = "isa"
    case context, sequences, promptTokens, generatedTokens, fileBytes, matrixBytes, vectorBytes
    case cacheBytes, cacheBytesPerToken, workspaceBytes, startResidentBytes, programResidentBytes
    case openedResidentBytes, peakResidentBytes, promptSeconds, generateSeconds
  }

  /// A run of which neither memory nor times are known.
  public init(
    threads: Int, instructionSet: String, context: Int, sequences: Int, promptTokens: Int,
    generatedTokens: Int, fileBytes: Int, matrixBytes: Int, vectorBytes: Int, cacheBytes: Int,
    cacheBytesPerToken: Int, workspaceBytes: Int
  ) {
    (self.threads, self.instructionSet) = (threads, instructionSet)
    (self.context, self.sequences) = (context, sequences)
    (self.promptTokens, self.generatedTokens) = (promptTokens, generatedTokens)
    (self.fileBytes, self.matrixBytes, self.vectorBytes) = (fileBytes, matrixBytes, vectorBytes)
    (self.cacheBytes, self.cacheBytesPerToken) = (cacheBytes, cacheBytesPerToken)
    self.workspaceBytes = workspaceBytes
  }
}

extension MeasuredRun {
  /// Tokens that were read, of all sequences.
  public var allPromptTokens: Int { promptTokens * sequences }
  /// Tokens that were generated, of all sequences.
  public var allGeneratedTokens: Int { generatedTokens * sequences }

  /// Tokens of all sequences that were read in a second.
  public var promptTokensPerSecond: Double? {
    promptSeconds.map { Double(allPromptTokens) / $0 }
  }

  /// Tokens of all sequences that were generated in a second.
  public var generatedTokensPerSecond: Double? {
    generateSeconds.map { Double(allGeneratedTokens) / $0 }
  }

  /// Resident bytes of the program as it ran, or as it started where the system does not tell.
  var programBytes: Int? { programResidentBytes ?? startResidentBytes }
}
