import ModelSpec
import Tensors
import _DeviceConformance

/// The processor, but for one fault.
final class FaultyDevice: Device {
  private let base: CPUDevice
  private let fault: Fault?

  init(_ base: CPUDevice, _ fault: Fault?) { (self.base, self.fault) = (base, fault) }

  private func has(_ fault: Fault) -> Bool { self.fault == fault }

  var scratchSizes: any ScratchSizes { base.scratchSizes }

  /// The memory, or some that is larger than it should be.
  private func storage(_ right: Storage, or fault: Fault) throws(StorageError) -> Storage {
    has(fault) ? try Storage(allocating: right.count + 64) : right
  }

  func allocate(_ byteCount: Int) throws(StorageError) -> Storage {
    let storage = try base.allocate(has(.longMemory) ? byteCount + 4 : byteCount)
    if has(.dirtyMemory) {
      let bytes = storage.mutableBytes
      for index in bytes.indices { bytes[index] = 1 }
    }
    return storage
  }

  func bind(_ weight: Tensor) throws(StorageError) -> Tensor {
    guard has(.otherRows) else { return base.bind(weight) }
    return try weight.reordered(rows: (0..<weight.rows).reversed(), shape: weight.shape)
  }

  func vector(_ values: [Float]) throws(StorageError) -> Vector {
    try base.vector(has(.vectorWithoutItsLast) ? values.dropLast() + [0] : values)
  }

  func keyValueStore(
    format: StorageFormat, heads: Int, headDimension: Int, slots: Int
  ) throws(StorageError) -> KeyValueStore {
    let right = try base.keyValueStore(
      format: format, heads: heads, headDimension: headDimension, slots: slots)
    return KeyValueStore(
      try storage(right.storage, or: .largeStore), format: format, heads: heads,
      headDimension: headDimension, slots: slots)
  }

  func rotaryTable(rows: Int, pairs: Int) throws(StorageError) -> RotaryTable {
    let right = try base.rotaryTable(rows: rows, pairs: pairs)
    return RotaryTable(
      try storage(right.storage, or: .largeTable), rows: right.rows, pairs: right.pairs)
  }

  func projectionScratch(rows: Int, columns: Int) throws(StorageError) -> ProjectionScratch {
    let right = try base.projectionScratch(rows: rows, columns: columns)
    return ProjectionScratch(
      try storage(right.storage, or: .largeProjectionScratch), rows: rows, columns: columns)
  }

  func attentionScratch(
    _ attention: AttentionSpec, context: Int
  ) throws(StorageError) -> AttentionScratch {
    let right = try base.attentionScratch(attention, context: context)
    return AttentionScratch(
      try storage(right.storage, or: .largeAttentionScratch), bytesPerWorker: right.bytesPerWorker)
  }

  func routes(rows: Int, experts: Int, perToken: Int) throws(StorageError) -> Routes {
    let right = try base.routes(rows: rows, experts: experts, perToken: perToken)
    return Routes(
      try storage(right.storage, or: .largeRoutes), rows: rows, experts: experts,
      perToken: perToken)
  }

  func readBack(_ x: Matrix, _ body: (inout MutableSpan<Float>) throws -> Void) rethrows {
    guard has(.valuesNegated) else { return try base.readBack(x, body) }
    var copy: [Float] = []
    base.readBack(x) { values in copy = values.indices.map { -values[$0] } }
    var span = copy.mutableSpan
    try body(&span)
  }

  func readBack(_ routes: Routes, into routing: inout Routing) {
    base.readBack(routes, into: &routing)
    guard has(.lastChoiceMissing), !routing.rows.isEmpty else { return }
    let rest = Array(routing.rows.dropLast())
    let starts = routing.starts.map { min($0, Int32(rest.count)) }
    let shares = Array(routing.shares.dropLast())
    routing.replace(starts: starts.span, rows: rest.span, shares: shares.span)
  }
}

extension FaultyDevice {
  func embed(_ tokens: [Int32], table: Tensor, multiplier: Float, into y: Matrix) {
    base.embed(tokens, table: table, multiplier: has(.noMultiplier) ? 1 : multiplier, into: y)
  }

  func addPositions(_ positions: [Int32], table: Matrix, to y: Matrix) {
    let next = positions.map { min($0 + 1, Int32(table.rows - 1)) }
    base.addPositions(has(.nextPosition) ? next : positions, table: table, to: y)
  }

  func normalize(_ x: Matrix, _ norm: NormSpec, weight: Vector, bias: Vector?, into y: Matrix) {
    var norm = norm
    if has(.noEpsilon) { norm.epsilon = 0 }
    base.normalize(
      has(.lastRowNotNormalized) ? x.prefix(x.rows - 1) : x, norm, weight: weight,
      bias: has(.noNormBias) ? nil : bias, into: y)
  }

  func project(
    _ x: Matrix, _ first: Projection, _ second: Projection?, _ third: Projection?,
    scratch: ProjectionScratch
  ) {
    func part(_ projection: Projection) -> Projection {
      var part = projection
      if has(.noBias) { part.bias = nil }
      return part
    }
    base.project(
      x, part(first), second.map(part), has(.noThirdProduct) ? nil : third.map(part),
      scratch: scratch)
  }

  func activate(_ gate: Matrix, _ activation: Activation, up: Matrix?) {
    let other: Activation = activation == .gelu ? .geluTanh : activation
    base.activate(
      gate, has(.otherActivation) ? other : activation, up: has(.upIgnored) ? nil : up)
  }

  func setAngles(
    _ table: RotaryTable, rows: Range<Int>, from position: Int, frequencies: [Float],
    magnitude: Float
  ) {
    let magnitude = has(.noMagnitude) ? 1 : magnitude
    let parts = has(.samePosition) ? rows.map { $0..<$0 + 1 } : [rows]
    for rows in parts {
      base.setAngles(
        table, rows: rows, from: position, frequencies: frequencies, magnitude: magnitude)
    }
  }

  func rotate(_ x: Matrix, headDimension: Int, pairing: RotarySpec.Pairing, table: RotaryTable) {
    let other: RotarySpec.Pairing = pairing == .halves ? .adjacent : .halves
    let first = Matrix(
      storage: x.storage, offset: x.offset, rows: x.rows, columns: headDimension, stride: x.stride)
    base.rotate(
      has(.oneHeadTurned) ? first : x, headDimension: headDimension,
      pairing: has(.otherPairing) ? other : pairing, table: table)
  }

  func store(keys: Matrix, values: Matrix, slots: [Int32], in store: KeyValueStore) {
    let rows = has(.lastRowNotStored) ? slots.count - 1 : slots.count
    let (keys, values) = (keys.prefix(rows), values.prefix(rows))
    base.store(
      keys: keys, values: has(.keysAsValues) ? keys : values, slots: Array(slots.prefix(rows)),
      in: store)
  }

  func copyBlocks(_ sources: [Int32], to targets: [Int32], in store: KeyValueStore) {
    let count = sources.count - (has(.lastBlockNotCopied) ? 1 : 0)
    base.copyBlocks(Array(sources.prefix(count)), to: Array(targets.prefix(count)), in: store)
  }

  func attend(
    _ queries: Matrix, _ spec: AttentionSpec, tiles: [AttentionTile], blocks: [Int32],
    store: KeyValueStore, into output: Matrix, scratch: AttentionScratch
  ) {
    var (spec, tiles) = (spec, tiles)
    if has(.narrowerWindow) { spec.window = spec.window.map { max(1, $0 - 1) } }
    if has(.noCap) { spec.softcap = nil }
    if has(.otherScale) { spec.scale *= 1.1 }
    if has(.ownPositionUnseen), spec.window == nil {
      for index in tiles.indices { tiles[index].position = max(0, tiles[index].position - 1) }
    }
    base.attend(
      queries, spec, tiles: tiles, blocks: blocks, store: store, into: output, scratch: scratch)
  }

  func add(_ x: Matrix, to y: Matrix) {
    base.add(has(.lastRowNotAdded) ? x.prefix(x.rows - 1) : x, to: y)
  }

  func clear(_ x: Matrix) {
    guard has(.allCleared) else { return base.clear(x) }
    base.clear(
      Matrix(
        storage: x.storage, offset: x.offset, rows: x.rows + 1, columns: x.columns,
        stride: x.stride))
  }

  func gather(_ x: Matrix, rows: Span<Int32>, into y: Matrix) {
    guard has(.rowsInOrder) else { return base.gather(x, rows: rows, into: y) }
    let inOrder = rows.indices.map { Int32($0) }
    base.gather(x, rows: inOrder.span, into: y)
  }

  func addScaled(_ x: Matrix, shares: Span<Float>, to y: Matrix, rows: Span<Int32>) {
    guard has(.sharesOfOne) else {
      return base.addScaled(x, shares: shares, to: y, rows: rows)
    }
    let ones = [Float](repeating: 1, count: shares.count)
    base.addScaled(x, shares: ones.span, to: y, rows: rows)
  }

  func route(_ logits: Matrix, _ spec: MixtureSpec, into routes: Routes) {
    var spec = spec
    if has(.notRenormalized) { spec.renormalizesShares = false }
    if has(.oneExpertLess) { spec.expertsPerToken = max(1, spec.expertsPerToken - 1) }
    for row in 0..<logits.rows where has(.lastOfEqual) {
      base.readBack(logits, row: row) { values in
        for expert in values.indices { values[expert] += Float(expert) * 1e-6 }
      }
    }
    base.route(logits, spec, into: routes)
  }

  func finishLogits(_ x: Matrix, multiplier: Float, softcap: Float?) {
    guard has(.scaledAfterCap) else {
      return base.finishLogits(
        x, multiplier: multiplier, softcap: has(.noSoftcap) ? nil : softcap)
    }
    base.finishLogits(x, multiplier: 1, softcap: softcap)
    base.finishLogits(x, multiplier: multiplier, softcap: nil)
  }
}
