import ModelSpec
import Tensors

/// Memory that a forward pass works in, allocated once.
///
/// One instance belongs to one transformer; matrices are `[rows, columns]` for the most rows of
/// a pass.
struct Workspace {
  /// The residual stream, `[rows, model]`.
  let stream: Matrix
  /// A normalised copy of it, `[rows, model]`.
  let normed: Matrix
  /// Output of a sub-layer, which is added, `[rows, model]`.
  let branch: Matrix
  private let query: Storage
  private let key: Storage
  private let value: Storage
  private let attended: Storage
  private let gate: Storage
  private let up: Storage
  /// Further memory that mixtures need.
  let mixture: MixtureMemory?
  /// Logits, `[logitRows, vocabulary]`.
  let logits: Matrix
  let projection: ProjectionScratch
  let attention: AttentionScratch
  /// Angles for each different rotary embedding of the model.
  let rotaryTables: [RotaryTable]
  let rows: Int

  init(_ spec: ModelSpec, plan: MemoryPlan, device: any Device) throws {
    rows = plan.rows
    let (rows, sizes) = (rows, WorkspaceSizes(spec))
    func matrix(_ rows: Int, _ columns: Int) throws -> Matrix {
      Matrix(storage: try device.allocate(rows * columns * 4), rows: rows, columns: columns)
    }
    stream = try matrix(rows, spec.modelDimension)
    normed = try matrix(rows, spec.modelDimension)
    branch = try matrix(rows, spec.modelDimension)
    query = try device.allocate(rows * sizes.query * 4)
    key = try device.allocate(rows * sizes.keyValue * 4)
    value = try device.allocate(rows * sizes.keyValue * 4)
    attended = try device.allocate(rows * sizes.query * 4)
    gate = try device.allocate(rows * sizes.hidden * 4)
    up = try device.allocate(rows * sizes.hidden * 4)
    mixture = sizes.experts > 0 ? try MixtureMemory(spec, sizes, rows: rows, device) : nil
    logits = try matrix(sizes.logitRows(plan: plan), spec.vocabularySize)
    projection = try device.projectionScratch(rows: rows, columns: sizes.widestInput)
    attention = try device.attentionScratch(sizes.widestAttention, context: plan.context)
    rotaryTables = try sizes.rotaries.map { try device.rotaryTable(rows: rows, pairs: $0.pairs) }
  }

  func query(_ count: Int, _ spec: AttentionSpec) -> Matrix {
    Matrix(storage: query, rows: count, columns: spec.queryDimension)
  }
  func key(_ count: Int, _ spec: AttentionSpec) -> Matrix {
    Matrix(storage: key, rows: count, columns: spec.keyValueDimension)
  }
  func value(_ count: Int, _ spec: AttentionSpec) -> Matrix {
    Matrix(storage: value, rows: count, columns: spec.keyValueDimension)
  }
  func attended(_ count: Int, _ spec: AttentionSpec) -> Matrix {
    Matrix(storage: attended, rows: count, columns: spec.queryDimension)
  }
  func gate(_ count: Int, _ spec: DenseSpec) -> Matrix {
    Matrix(storage: gate, rows: count, columns: spec.hiddenDimension)
  }
  func up(_ count: Int, _ spec: DenseSpec) -> Matrix {
    Matrix(storage: up, rows: count, columns: spec.hiddenDimension)
  }

  /// Bytes that are allocated.
  var byteCount: Int {
    let matrices = [stream, normed, branch, logits].map(\.storage.count).reduce(0, +)
    let others = [query, key, value, attended, gate, up].map(\.count).reduce(0, +)
    return matrices + others + (mixture?.byteCount ?? 0) + projection.byteCount
      + attention.byteCount + rotaryTables.map(\.byteCount).reduce(0, +)
  }
}

/// The further memory in which a mixture of experts works.
struct MixtureMemory {
  /// Router logits, `[rows, experts]`.
  let router: Storage
  /// Rows that go to each expert.
  let routes: Routes
  /// Rows of one expert, `[rows, model]`.
  let gathered: Matrix

  init(_ spec: ModelSpec, _ sizes: WorkspaceSizes, rows: Int, _ device: any Device) throws {
    router = try device.allocate(rows * sizes.experts * 4)
    routes = try device.routes(
      rows: rows, experts: sizes.experts, perToken: sizes.expertsPerToken)
    gathered = Matrix(
      storage: try device.allocate(rows * spec.modelDimension * 4), rows: rows,
      columns: spec.modelDimension)
  }

  /// Bytes that are allocated.
  var byteCount: Int { router.count + routes.byteCount + gathered.storage.count }
}
