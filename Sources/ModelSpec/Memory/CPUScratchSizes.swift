/// The scratch memory of the processor's operations, some of it once for each thread.
public struct CPUScratchSizes: ScratchSizes, Hashable {
  /// Threads that compute.
  public var threads: Int

  /// Outputs that one panel of unpacked weights holds; the kernels' `CK_TILE`.
  public static let panelOutputs = 16
  /// Positions that one thread reads before it hands over, if there are few rows.
  public static let attentionSplit = 1024

  /// The scratch of a device with this many threads.
  public init(threads: Int) { self.threads = threads }

  /// `rows` rows of at most `columns` activations in 8 bits and in BF16, and two panels of weights
  /// on each thread.
  public func projection(rows: Int, columns: Int) -> ScratchSize {
    ScratchSize(
      bytes: Self.activations(rows: rows, columns: columns) + threads
        * Self.panel(columns: columns),
      contents: "rounded activations and unpacked weights",
      formula: "\(rows) rows x \(columns) in 8 bits with scales and sums, and in BF16, and "
        + "\(2 * threads) panels of \(Self.panelOutputs) x \(columns)")
  }

  /// One byte a value, a float for 32, a 16-bit sum for 16; and the same values in BF16.
  public static func activations(rows: Int, columns: Int) -> Int {
    let padded = (columns + 255) / 256 * 256
    return (rows * (padded + padded / 32 * 4 + padded / 16 * 2 + padded * 2) + 63) / 64 * 64
  }

  /// Two panels: a byte a weight, and two scales and two offsets, floats, for 32 of them; or a
  /// stretch in BF16.
  public static func panel(columns: Int) -> Int {
    let padded = (columns + 255) / 256 * 256
    return 2 * panelOutputs * max(padded + padded / 32 * 16, 2 * min(padded, 4096))
  }

  /// A tile's queries and sums on each thread, and the partial sums of all splits of
  /// `context` positions.
  public func attention(_ attention: AttentionSpec, context: Int) -> ScratchSize {
    ScratchSize(
      bytes: 4
        * (threads * Self.attentionThreadFloats(attention)
          + Self.attentionPartialFloats(attention, context: context)),
      contents: "partial attention",
      formula:
        "tiles of \(MemoryPlan.rowsPerTile) rows x \(attention.queryHeads) heads for "
        + "each \(Self.attentionSplit) of \(context) positions, \(threads) threads")
  }

  /// Floats of one thread's tile: for each query itself, the range of positions that it sees, and
  /// twice a maximum, a total and a weighted sum, of the positions since the last multiple of
  /// `attentionSplit` and of all before.
  public static func attentionThreadFloats(_ attention: AttentionSpec) -> Int {
    MemoryPlan.rowsPerTile * (attention.queryHeads / attention.keyValueHeads)
      * (3 * attention.headDimension + 5)
  }

  private static func attentionPartialFloats(_ attention: AttentionSpec, context: Int) -> Int {
    let splits = (context + attentionSplit - 1) / attentionSplit + 1
    return MemoryPlan.rowsPerTile * attention.queryHeads * splits * (attention.headDimension + 2)
  }

  /// A cosine and a sine for each pair of each row.
  public func rotary(rows: Int, pairs: Int) -> ScratchSize {
    ScratchSize(
      bytes: rows * pairs * 8, contents: "rotary angles",
      formula: "\(rows) rows x \(pairs) pairs x 8 B")
  }

  /// Memory for where each expert's rows begin; and for each choice of a row its expert, and the
  /// row and its share grouped by expert.
  public func routes(rows: Int, experts: Int, perToken: Int) -> ScratchSize {
    ScratchSize(
      bytes: 4 * (experts + 1) + 12 * rows * perToken, contents: "rows by expert",
      formula: "\(experts + 1) x 4 B + \(rows) rows x \(perToken) experts x 12 B")
  }
}
