/// The work buffers of a forward pass: the arithmetic by which they are allocated and predicted.
///
/// Matrices are float32, `[rows, columns]` for the most rows of a pass; one set serves all layers,
/// so each is as wide as the widest layer needs.
public struct WorkspaceSizes: Sendable, Hashable {
  /// Columns of all query heads.
  public private(set) var query = 0
  /// Columns of all key, or value, heads.
  public private(set) var keyValue = 0
  /// Columns between up and down.
  public private(set) var hidden = 0
  /// Experts of a router.
  public private(set) var experts = 0
  /// Experts that a row goes to.
  public private(set) var expertsPerToken = 0
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
        expertsPerToken = max(expertsPerToken, mixture.expertsPerToken)
      }
    }
    widestInput = max(widestInput, query, hidden)
  }

  /// Rows that logits are computed for at once: one for each sequence, or as many as fit into
  /// 16 MiB.
  public func logitRows(plan: MemoryPlan) -> Int {
    max(plan.sequences, min(plan.rows, max(1, 4_194_304 / vocabularySize)))
  }

  /// A group of buffers and its size.
  public struct Line: Sendable, Hashable {
    /// A name for programs, such as `stream`.
    public var id: String
    /// Contents of the buffers.
    public var name: String
    /// Bytes that are allocated.
    public var bytes: Int
    /// The product or sum that the bytes come from, with numbers filled in.
    public var formula: String
  }

  /// Every buffer, in the order of use.
  ///
  /// - Parameters:
  ///   - scratch: What the device's operations work in.
  public func lines(plan: MemoryPlan, scratch: some ScratchSizes) -> [Line] {
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
      lines.append(
        Line("routes", scratch.routes(rows: rows, experts: experts, perToken: expertsPerToken)))
    }
    let logitRows = logitRows(plan: plan)
    let angles = rotaries.map { scratch.rotary(rows: rows, pairs: $0.pairs) }
    return lines + [
      Line(
        id: "logits", name: "logits", bytes: 4 * logitRows * vocabularySize,
        formula: "\(logitRows) rows x \(vocabularySize) x 4 B"),
      Line("projection", scratch.projection(rows: rows, columns: widestInput)),
      Line("attention", scratch.attention(widestAttention, context: plan.context)),
      Line(
        id: "rotary", name: "rotary angles", bytes: angles.reduce(0) { $0 + $1.bytes },
        formula: angles.map(\.formula).joined(separator: " + ")),
    ]
  }

  /// Bytes of all buffers.
  public func byteCount(plan: MemoryPlan, scratch: some ScratchSizes) -> Int {
    lines(plan: plan, scratch: scratch).reduce(0) { $0 + $1.bytes }
  }
}

extension WorkspaceSizes.Line {
  fileprivate init(_ id: String, _ size: ScratchSize) {
    self.init(id: id, name: size.contents, bytes: size.bytes, formula: size.formula)
  }
}
