/// The work buffers of a forward pass: the arithmetic by which they are allocated and predicted.
///
/// Matrices are float32, `[rows, columns]` for the most rows of a pass; one set serves all layers, so each is as wide as the widest
/// layer needs.
public struct WorkspaceSizes: Sendable, Hashable {
  /// Columns of all query heads.
  public private(set) var query = 0
  /// Columns of all key, or value, heads.
  public private(set) var keyValue = 0
  /// Columns between up and down.
  public private(set) var hidden = 0
  /// Experts of a router.
  public private(set) var experts = 0
  /// Columns of the widest input of a projection.
  public private(set) var widestInput: Int
  /// The attention with the most query columns.
  public private(set) var widestAttention: AttentionSpec
  /// The different rotary embeddings, in the order of their first layer.
  public private(set) var rotaries: [RotarySpec] = []
  private let modelDimension: Int
  private let vocabularySize: Int

  /// The widest of each kind of row in a model that is valid.
  public init(_ spec: ModelSpec) {
    (modelDimension, vocabularySize) = (spec.modelDimension, spec.vocabularySize)
    widestInput = spec.modelDimension
    widestAttention = spec.layers[0].attention
    for layer in spec.layers {
      let attention = layer.attention
      query = max(query, attention.queryDimension)
      keyValue = max(keyValue, attention.keyValueDimension)
      if attention.queryDimension > widestAttention.queryDimension { widestAttention = attention }
      if let rotary = attention.rotary, !rotaries.contains(rotary) { rotaries.append(rotary) }
      switch layer.feedForward {
      case .dense(let dense): hidden = max(hidden, dense.hiddenDimension)
      case .mixture(let mixture):
        hidden = max(
          hidden, mixture.expert.hiddenDimension, mixture.sharedExpert?.hiddenDimension ?? 0)
        experts = max(experts, mixture.expertCount)
      }
    }
    widestInput = max(widestInput, query, hidden)
  }

  /// Rows that logits are computed for at once: one for each sequence, or as many as fit into 16 MiB.
  public func logitRows(plan: MemoryPlan) -> Int {
    max(plan.sequences, min(plan.rows, max(1, 4_194_304 / vocabularySize)))
  }

  /// A group of buffers and its size.
  public struct Line: Sendable, Hashable {
    /// A name for programs, such as `stream`.
    public var id: String
    /// What the buffers hold.
    public var name: String
    /// Bytes that are allocated.
    public var bytes: Int
    /// The product or sum that the bytes come from, with numbers filled in.
    public var formula: String
  }

  /// Every buffer, in the order of use.
  ///
  /// - Parameters:
  ///   - threads: Threads that compute; some buffers exist once for each.
  public func lines(plan: MemoryPlan, threads: Int) -> [Line] {
    let rows = plan.rows
    func matrices(_ id: String, _ name: String, _ count: Int, _ columns: Int) -> Line {
      Line(
        id: id, name: name, bytes: 4 * count * rows * columns,
        formula: "\(count) x \(rows) rows x \(columns) x 4 B")
    }
    var lines = [
      matrices("stream", "residual stream, its norm, a branch", 3, modelDimension),
      matrices("queries", "queries and attended values", 2, query),
      matrices("keys", "keys and values of the pass", 2, keyValue),
      matrices("feedForward", "gate and up", 2, hidden),
    ]
    if experts > 0 {
      lines.append(matrices("router", "router and gathered rows", 1, experts + modelDimension))
    }
    let attention = widestAttention
    let logitRows = logitRows(plan: plan)
    lines += [
      Line(
        id: "logits", name: "logits", bytes: 4 * logitRows * vocabularySize,
        formula: "\(logitRows) rows x \(vocabularySize) x 4 B"),
      Line(
        id: "projection", name: "rounded activations and unpacked weights",
        bytes: ScratchSizes.projection(rows: rows, columns: widestInput, threads: threads),
        formula: "\(rows) rows x \(widestInput) in 8 bits with scales and sums, and in BF16, and "
          + "\(2 * threads) panels of \(ScratchSizes.panelOutputs) x \(widestInput)"),
      Line(
        id: "attention", name: "partial attention",
        bytes: ScratchSizes.attention(attention, context: plan.context, threads: threads),
        formula:
          "tiles of \(ScratchSizes.attentionTileRows) rows x \(attention.queryHeads) heads for "
          + "each \(ScratchSizes.attentionSplit) of \(plan.context) positions, \(threads) threads"),
      Line(
        id: "rotary", name: "rotary angles",
        bytes: rotaries.reduce(0) { $0 + ScratchSizes.rotary(rows: rows, pairs: $1.pairs) },
        formula: rotaries.map { "\(rows) rows x \($0.pairs) pairs x 8 B" }.joined(separator: " + ")),
    ]
    return lines
  }

  /// Bytes of all buffers.
  public func byteCount(plan: MemoryPlan, threads: Int) -> Int {
    lines(plan: plan, threads: threads).reduce(0) { $0 + $1.bytes }
  }
}

/// Memory that single operations work in.
public enum ScratchSizes {
  /// Outputs that one panel of unpacked weights holds; the kernels' `CK_TILE`.
  public static let panelOutputs = 16
  /// Rows of queries that one tile of attention takes.
  public static let attentionTileRows = 8
  /// Positions that one thread reads before it hands over, if there are few rows.
  public static let attentionSplit = 1024

  /// Bytes for `rows` rows of at most `columns` activations in 8 bits, and for two panels of weights on each thread.
  public static func projection(rows: Int, columns: Int, threads: Int) -> Int {
    activations(rows: rows, columns: columns) + threads * panel(columns: columns)
  }

  /// One byte a value, a float for 32, a 16-bit sum for 16; and the same values in BF16.
  public static func activations(rows: Int, columns: Int) -> Int {
    let padded = (columns + 255) / 256 * 256
    return (rows * (padded + padded / 32 * 4 + padded / 16 * 2 + padded * 2) + 63) / 64 * 64
  }

  /// Two panels: a byte a weight, and two scales and two offsets, floats, for 32 of them; or a stretch in BF16.
  public static func panel(columns: Int) -> Int {
    let padded = (columns + 255) / 256 * 256
    return 2 * panelOutputs * max(padded + padded / 32 * 16, 2 * min(padded, 4096))
  }

  /// Bytes for a tile's queries and sums on each thread, and for the partial sums of all splits of `context` positions.
  public static func attention(_ attention: AttentionSpec, context: Int, threads: Int) -> Int {
    4
      * (threads * attentionThreadFloats(attention)
        + attentionPartialFloats(attention, context: context))
  }

  /// Floats of one thread's tile: for each query itself, the range of positions that it sees, and twice a maximum, a total
  /// and a weighted sum, of the positions since the last multiple of `attentionSplit` and of all before.
  public static func attentionThreadFloats(_ attention: AttentionSpec) -> Int {
    attentionTileRows * (attention.queryHeads / attention.keyValueHeads)
      * (3 * attention.headDimension + 5)
  }

  private static func attentionPartialFloats(_ attention: AttentionSpec, context: Int) -> Int {
    let splits = (context + attentionSplit - 1) / attentionSplit + 1
    return attentionTileRows * attention.queryHeads * splits * (attention.headDimension + 2)
  }

  /// Bytes of cosines and sines for `rows` rows of `pairs` pairs.
  public static func rotary(rows: Int, pairs: Int) -> Int { rows * pairs * 8 }
}
