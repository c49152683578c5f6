public import ModelSpec

/// The physical memory that a process occupies at its peak while it runs a model: only what is
/// touched counts.
///
/// Allocated but untouched pages are no physical memory: a cache fills as positions are used,
/// logits by the rows that are wanted.
public struct ResidentEstimate: Sendable, Hashable {
  /// Pages of the program and its libraries, code and data, as a run touches them: they depend on
  /// the build, not on the model.
  public var programBytes: Int
  /// The tokenizer's tables and the description of the file.
  public var tokenizerBytes: Int
  /// Pages of the weight file.
  public var fileBytes: Int
  /// Float32 copies of norms and biases.
  public var vectorBytes: Int
  /// Pages of keys and values.
  public var cacheBytes: Int
  /// Pages of work buffers.
  public var workspaceBytes: Int

  /// All of it.
  public var totalBytes: Int {
    programBytes + tokenizerBytes + fileBytes + vectorBytes + cacheBytes + workspaceBytes
  }

  /// Estimates the memory that a run of so many tokens touches.
  ///
  /// - Parameters:
  ///   - programBytes: Resident of the program and its libraries when the model has run.
  ///   - fileBytes: All of the mapped files.
  ///   - vocabulary: Entries of the tokenizer, and its merges; 0 without one.
  ///   - promptTokens: Tokens that are read at most at once and in all.
  ///   - positions: Positions that the cache holds in the end.
  public init(
    _ spec: ModelSpec, _ request: InferenceRequest, programBytes: Int, fileBytes: Int,
    vocabulary: (entries: Int, merges: Int), promptTokens: Int, positions: Int, lookedUp: Int
  ) {
    self.programBytes = programBytes
    tokenizerBytes = Self.tokenizerBytes(entries: vocabulary.entries, merges: vocabulary.merges)
    let weights = request.weights
    // The kernel maps sixteen pages around each one that is read.
    let touched = min(weights.lookedUpBytes, lookedUp * Self.faultAround)
    self.fileBytes = fileBytes - weights.lookedUpBytes + touched
    vectorBytes = 4 * weights.vectorElements
    cacheBytes =
      request.sequences
      * (spec.minimumCacheBytes(positions: positions, format: request.cacheFormat) ?? 0)
    workspaceBytes = Self.touchedWorkspace(
      spec, request, rows: min(request.memory.rows, promptTokens * request.sequences))
  }

  /// Bytes of a file that the kernel maps when one of them is read: sixteen pages.
  static let faultAround = 65_536

  /// Bytes that a run allocates beside what the engine counts: the file's description, stacks, a
  /// tokenizer and a template.
  ///
  /// Measured without a tokenizer and with vocabularies of 49,152 and 262,144 entries, with and
  /// without merges.
  static func tokenizerBytes(entries: Int, merges: Int) -> Int {
    entries == 0 ? 1_200_000 : 1_500_000 + 36 * entries + 39 * merges
  }

  /// Work buffers of a pass of `rows` rows, with logits of one row for each sequence.
  static func touchedWorkspace(_ spec: ModelSpec, _ request: InferenceRequest, rows: Int) -> Int {
    let plan = MemoryPlan(
      context: min(request.context, CPUScratchSizes.attentionSplit), sequences: request.sequences,
      rows: max(1, rows), cacheFormat: request.cacheFormat)
    let sizes = WorkspaceSizes(spec)
    let all = sizes.byteCount(plan: plan, scratch: request.scratch)
    let logits = 4 * (sizes.logitRows(plan: plan) - request.sequences) * spec.vocabularySize
    return all - logits
  }
}
