public import ModelSpec
public import Tensors

/// A decoder-only transformer (arXiv 1706.03762): one function for all architectures, told by the
/// spec what to do.
///
/// Not safe for concurrent use: one forward pass at a time works in its buffers.
public final class Transformer {
  /// Description of the model.
  public let spec: ModelSpec
  /// Device that it runs on.
  public let device: any Device
  /// Most rows of one pass.
  public let maximumRows: Int
  /// Most rows that logits are computed for at once.
  public var maximumLogitRows: Int { workspace.logits.rows }
  let weights: ModelWeights
  let workspace: Workspace
  private var rotary: RotaryAngles
  /// Rows that go to each expert of the layer that is being computed.
  var routing = Routing()
  /// Rows that logits are being computed for.
  private var chosenRows: [Int32] = []

  /// Binds weights to a spec and allocates work buffers.
  ///
  /// - Parameters:
  ///   - weights: Bound by the same device.
  ///   - plan: The most rows of a pass, and the longest sequence.
  /// - Throws: `StorageError` if the memory cannot be had.
  public init(
    _ spec: ModelSpec, weights: ModelWeights, device: any Device, plan: MemoryPlan
  ) throws {
    self.spec = spec
    self.device = device
    self.weights = weights
    maximumRows = plan.rows
    workspace = try Workspace(spec, plan: plan, device: device)
    rotary = RotaryAngles(spec, tables: workspace.rotaryTables)
  }

  /// Bytes of the work buffers that a transformer with this plan allocates.
  ///
  /// - Parameters:
  ///   - scratch: What the device's operations work in.
  public static func workspaceBytes(
    _ spec: ModelSpec, plan: MemoryPlan, scratch: some ScratchSizes
  ) -> Int {
    WorkspaceSizes(spec).byteCount(plan: plan, scratch: scratch)
  }

  /// Bytes of the work buffers.
  public var workspaceBytes: Int { workspace.byteCount }

  /// Runs all layers over the rows of a batch; keys and values go to the cache.
  ///
  /// - Parameters:
  ///   - isCancelled: Asked between layers; when it says yes the pass ends early, and what it
  ///     computed is void.
  /// - Returns: The last layer's output, `[rows, model]`, before the final norm; `nil`
  ///   if cancelled.
  public func forward(
    _ batch: ForwardBatch, cache: KeyValueCache, isCancelled: () -> Bool = { false }
  ) -> Matrix? {
    precondition(batch.rows > 0 && batch.rows <= maximumRows)
    let x = workspace.stream.prefix(batch.rows)
    device.embed(
      batch.tokens, table: weights.tokenEmbedding, multiplier: Float(spec.embedding.multiplier),
      into: x)
    if let table = weights.positionEmbedding {
      device.addPositions(batch.positions, table: table, to: x)
    }
    rotary.update(for: batch, on: device)
    for index in spec.layers.indices {
      if isCancelled() { return nil }
      layer(index, x, batch, cache)
    }
    return x
  }

  /// Copies blocks of one cache group, in all of its layers.
  ///
  /// - Parameters:
  ///   - sources: Physical blocks.
  ///   - targets: As many others.
  public func copyBlocks(
    _ sources: [Int32], to targets: [Int32], group: Int, in cache: KeyValueCache
  ) {
    for layer in cache.groups[group].layers {
      device.copyBlocks(sources, to: targets, in: cache.stores[layer])
    }
  }

  /// One layer: attention, then feed-forward, each on a normalised copy of the stream and added
  /// to it.
  private func layer(_ index: Int, _ x: Matrix, _ batch: ForwardBatch, _ cache: KeyValueCache) {
    let (spec, weights) = (spec.layers[index], weights.layers[index])
    let (attention, rows) = (spec.attention, x.rows)
    let table = batch.tables[cache.groupOfLayer[index]]
    let normed = workspace.normed.prefix(rows)  // [rows, model]
    let branch = workspace.branch.prefix(rows)  // [rows, model]
    let queries = workspace.query(rows, attention)  // [rows, queryHeads * headDimension]
    let keys = workspace.key(rows, attention)  // [rows, keyValueHeads * headDimension]
    let values = workspace.value(rows, attention)  // as keys
    let attended = workspace.attended(rows, attention)  // as queries

    normalize(x, spec.norm, weights.attentionNorm, into: normed)
    device.project(
      normed, weights.query.projection(into: queries), weights.key.projection(into: keys),
      weights.value.projection(into: values), scratch: workspace.projection)
    if let norm = attention.queryKeyNorm, let queryNorm = weights.queryNorm,
      let keyNorm = weights.keyNorm
    {
      device.normalizeHeads(queries, norm, weight: queryNorm)
      device.normalizeHeads(keys, norm, weight: keyNorm)
    }
    if let turn = attention.rotary, let angles = rotary.table(layer: index) {
      let width = attention.headDimension
      device.rotate(queries, headDimension: width, pairing: turn.pairing, table: angles)
      device.rotate(keys, headDimension: width, pairing: turn.pairing, table: angles)
    }
    device.store(keys: keys, values: values, slots: table.slots, in: cache.stores[index])
    device.attend(
      queries, attention, tiles: table.tiles, blocks: table.blocks, store: cache.stores[index],
      into: attended, scratch: workspace.attention)
    device.project(
      attended, weights.attentionOutput.projection(into: branch), scratch: workspace.projection)
    if let norm = weights.attentionPostNorm { normalize(branch, spec.norm, norm, into: branch) }
    device.add(branch, to: x)

    normalize(x, spec.norm, weights.feedForwardNorm, into: normed)
    switch (spec.feedForward, weights.feedForward) {
    case (.dense(let dense), .dense(let weights)):
      feedForward(normed, dense, weights, into: branch)
    case (.mixture(let mixture), .mixture(let router, let experts)):
      self.mixture(normed, mixture, router, experts, into: branch)
    default: preconditionFailure("weights are bound to their spec")
    }
    if let norm = weights.feedForwardPostNorm { normalize(branch, spec.norm, norm, into: branch) }
    device.add(branch, to: x)
  }

  /// `down(activation(gate(x)) * up(x))`, or `down(activation(up(x)))` without a gate.
  func feedForward(_ x: Matrix, _ spec: DenseSpec, _ weights: DenseWeights, into y: Matrix) {
    let gate = workspace.gate(x.rows, spec)  // [rows, hidden]
    if let gateWeights = weights.gate {
      let up = workspace.up(x.rows, spec)  // [rows, hidden]
      device.project(
        x, gateWeights.projection(into: gate), weights.up.projection(into: up),
        scratch: workspace.projection)
      device.activate(gate, spec.activation, up: up)
    } else {
      device.project(x, weights.up.projection(into: gate), scratch: workspace.projection)
      device.activate(gate, spec.activation)
    }
    device.project(gate, weights.down.projection(into: y), scratch: workspace.projection)
  }

  /// Logits of some rows of a forward pass's output.
  ///
  /// - Parameters:
  ///   - hidden: `[rows, model]`, what `forward` returned.
  ///   - rows: Rows that logits are wanted for, at most `maximumLogitRows`.
  /// - Returns: `[count, vocabulary]`, valid until the next call.
  @specialized(where Rows == Range<Int>)
  @specialized(where Rows == [Int])
  public func logits<Rows: RandomAccessCollection<Int>>(_ hidden: Matrix, rows: Rows) -> Matrix {
    precondition(rows.count <= maximumLogitRows)
    let normed = workspace.normed.prefix(rows.count)
    let chosen = workspace.branch.prefix(rows.count)
    chosenRows.removeAll(keepingCapacity: true)
    // In the specialisations above this allocates nothing; a generic loop would.
    for row in rows { chosenRows.append(Int32(row)) }
    device.gather(hidden, rows: chosenRows.span, into: chosen)
    normalize(chosen, spec.finalNorm, weights.finalNorm, into: normed)
    let logits = workspace.logits.prefix(rows.count)
    device.project(normed, weights.head.projection(into: logits), scratch: workspace.projection)
    device.finishLogits(
      logits, multiplier: Float(spec.head.multiplier), softcap: spec.head.softcap.map { Float($0) })
    return logits
  }

  /// The final norm of some rows of a forward pass's output, `[rows, model]`, for embeddings.
  public func finalStates(_ hidden: Matrix) -> Matrix {
    let normed = workspace.normed.prefix(hidden.rows)
    normalize(hidden, spec.finalNorm, weights.finalNorm, into: normed)
    return normed
  }

  private func normalize(_ x: Matrix, _ norm: NormSpec, _ weights: NormWeights, into y: Matrix) {
    device.normalize(x, norm, weight: weights.weight, bias: weights.bias, into: y)
  }
}
