public import ModelSpec

/// A device that computes: the closed list of operations of a transformer, and the memory that they
/// work on.
///
/// A device owns its buffers: weights, matrices, caches and scratch are made by it and lie where it
/// likes, and nobody above it looks into them. Operations are coarse and may be enqueued: they
/// happen in the order of the calls, and what a call is to fill need not be there when it returns.
/// Only `readBack` waits. Arrays and spans that an operation is given are read before it returns;
/// the device keeps buffers alive that it still needs.
///
/// Results do not depend on how a device shares its work out, nor a row's on the rows beside it.
/// What must hold of each operation is what `Reference` computes; `_DeviceConformance` compares any
/// device with it.
public protocol Device: AnyObject, Sendable {
  /// The bytes of the scratch that it makes.
  var scratchSizes: any ScratchSizes { get }

  /// Zeroed memory for matrices.
  ///
  /// - Throws: `StorageError` if it cannot be had.
  func allocate(_ byteCount: Int) throws(StorageError) -> Storage

  /// A weight of a file as the device reads it: the same values in the same format.
  ///
  /// - Throws: `StorageError` if memory for a copy cannot be had.
  func bind(_ weight: Tensor) throws(StorageError) -> Tensor

  /// Values in memory of the device.
  ///
  /// - Throws: `StorageError` if the memory cannot be had.
  func vector(_ values: [Float]) throws(StorageError) -> Vector

  /// Keys and values of one layer, for `slots` positions, a multiple
  /// of `KeyValueStore.positionsPerBlock`.
  ///
  /// - Parameters:
  ///   - format: One of `KeyValueStore.formats`, whose blocks `headDimension` fills.
  /// - Throws: `StorageError` if the memory cannot be had.
  func keyValueStore(
    format: StorageFormat, heads: Int, headDimension: Int, slots: Int
  ) throws(StorageError) -> KeyValueStore

  /// Angles by which `rows` rows of `pairs` pairs turn.
  ///
  /// - Throws: `StorageError` if the memory cannot be had.
  func rotaryTable(rows: Int, pairs: Int) throws(StorageError) -> RotaryTable

  /// Allocates the scratch memory for products of at most `rows` rows of at most `columns` values.
  ///
  /// - Throws: `StorageError` if the memory cannot be had.
  func projectionScratch(rows: Int, columns: Int) throws(StorageError) -> ProjectionScratch

  /// Allocates the scratch memory for attention of these heads, or narrower ones, over at most
  /// `context` positions.
  ///
  /// - Throws: `StorageError` if the memory cannot be had.
  func attentionScratch(
    _ attention: AttentionSpec, context: Int
  ) throws(StorageError) -> AttentionScratch

  /// Room for the routes of at most `rows` rows to `perToken` of `experts` experts each.
  ///
  /// - Throws: `StorageError` if the memory cannot be had.
  func routes(rows: Int, experts: Int, perToken: Int) throws(StorageError) -> Routes

  /// `y[r] = table[tokens[r]] * multiplier`.
  ///
  /// - Parameters:
  ///   - tokens: A row of `table` for each row of `y`; checked by the caller.
  ///   - table: `[vocabulary, columns]`, in any format.
  func embed(_ tokens: [Int32], table: Tensor, multiplier: Float, into y: Matrix)

  /// `y[r] += table[positions[r]]`.
  ///
  /// - Parameters:
  ///   - positions: A row of `table` for each row of `y`; checked by the caller.
  func addPositions(_ positions: [Int32], table: Matrix, to y: Matrix)

  /// `y = norm(x)`, row by row; `y` may be `x`.
  ///
  /// - Parameters:
  ///   - weight: The factor of each column.
  ///   - bias: Added after it, for LayerNorm.
  func normalize(_ x: Matrix, _ norm: NormSpec, weight: Vector, bias: Vector?, into y: Matrix)

  /// `output = x · weightᵀ + bias` for one to three weights that read the same `x`.
  ///
  /// - Parameters:
  ///   - x: `[rows, inputs]`, rows contiguous.
  func project(
    _ x: Matrix, _ first: Projection, _ second: Projection?, _ third: Projection?,
    scratch: ProjectionScratch)

  /// `gate = activation(gate) * up`, or `activation(gate)` without `up`.
  func activate(_ gate: Matrix, _ activation: Activation, up: Matrix?)

  /// Fills rows of a table with the angles of consecutive positions.
  ///
  /// An angle is rounded to float32 before its cosine is taken, as PyTorch does, so that far
  /// positions agree with it.
  /// - Parameters:
  ///   - position: Of the first row.
  ///   - frequencies: Radians a position, one for each pair.
  ///   - magnitude: Factor on sine and cosine (YaRN and LongRoPE), else 1.
  func setAngles(
    _ table: RotaryTable, rows: Range<Int>, from position: Int, frequencies: [Float],
    magnitude: Float)

  /// Turns each head of each row by the table's angles, in place (arXiv 2104.09864, equation 34).
  ///
  /// - Parameters:
  ///   - x: `[rows, heads * headDimension]`.
  ///   - headDimension: Columns of a head, of which the first `2 * pairs` turn.
  func rotate(_ x: Matrix, headDimension: Int, pairing: RotarySpec.Pairing, table: RotaryTable)

  /// Writes keys and values of rows into their slots.
  ///
  /// - Parameters:
  ///   - keys: `[rows, keyValueHeads * headDimension]`; `values` alike.
  ///   - slots: For each row, the slot in `store`, no two the same; checked by the caller.
  func store(keys: Matrix, values: Matrix, slots: [Int32], in store: KeyValueStore)

  /// Copies whole blocks of a store: block `sources[i]` to block `targets[i]`.
  ///
  /// - Parameters:
  ///   - sources: Blocks of `KeyValueStore.positionsPerBlock` slots; checked by the caller.
  ///   - targets: As many others; no two the same, none of them a source.
  func copyBlocks(_ sources: [Int32], to targets: [Int32], in store: KeyValueStore)

  /// Causal attention of each row over its sequence's stored keys and values (arXiv 1706.03762,
  /// equation 1).
  ///
  /// Query head `h` reads key/value head `h / (queryHeads / keyValueHeads)`.
  /// - Parameters:
  ///   - queries: `[rows, queryHeads * headDimension]`.
  ///   - tiles: Rows of the pass; each row in one tile.
  ///   - blocks: Physical blocks of `KeyValueStore.positionsPerBlock` slots, for all sequences.
  ///   - output: `[rows, queryHeads * headDimension]`.
  func attend(
    _ queries: Matrix, _ spec: AttentionSpec, tiles: [AttentionTile], blocks: [Int32],
    store: KeyValueStore, into output: Matrix, scratch: AttentionScratch)

  /// `y += x`.
  func add(_ x: Matrix, to y: Matrix)

  /// Sets all values to zero.
  func clear(_ x: Matrix)

  /// `y[i] = x[rows[i]]`.
  func gather(_ x: Matrix, rows: Span<Int32>, into y: Matrix)

  /// `y[rows[i]] += shares[i] * x[i]`; no two rows the same.
  func addScaled(_ x: Matrix, shares: Span<Float>, to y: Matrix, rows: Span<Int32>)

  /// Chooses each row's experts: the softmax of its logits, the largest shares, of equal ones the
  /// first, scaled to add up to one if the spec says so; then groups the rows by expert, in order.
  /// A share that rounds to zero is left out.
  ///
  /// - Parameters:
  ///   - logits: `[rows, experts]`; what they hold afterwards is the device's own affair.
  func route(_ logits: Matrix, _ spec: MixtureSpec, into routes: Routes)

  /// `x = cap * tanh(x * multiplier / cap)`; without a cap, `x *= multiplier`.
  func finishLogits(_ x: Matrix, multiplier: Float, softcap: Float?)

  /// Waits for what was enqueued and gives the values of a matrix, row after row.
  ///
  /// The values may be written over: they are the device's own where it shares memory with this
  /// program, and a copy elsewhere, so what is written need not reach the device.
  /// - Parameters:
  ///   - x: One row, or rows that lie one after another.
  func readBack(_ x: Matrix, _ body: (inout MutableSpan<Float>) throws -> Void) rethrows

  /// Waits for what was enqueued and gives which rows go to which expert.
  func readBack(_ routes: Routes, into routing: inout Routing)
}

// Shorter ways to say the same, and what is made of the list.
extension Device {
  /// `y = norm(x)` without a bias.
  public func normalize(_ x: Matrix, _ norm: NormSpec, weight: Vector, into y: Matrix) {
    normalize(x, norm, weight: weight, bias: nil, into: y)
  }

  /// Norm of each head of each row by itself, in place.
  ///
  /// - Parameters:
  ///   - x: `[rows, heads * headDimension]`.
  ///   - weight: `[headDimension]`.
  public func normalizeHeads(_ x: Matrix, _ norm: NormSpec, weight: Vector) {
    precondition(norm.kind == .rms && x.stride == x.columns && x.columns % weight.count == 0)
    let heads = x.reshaped(rows: x.rows * x.columns / weight.count, columns: weight.count)
    normalize(heads, norm, weight: weight, bias: nil, into: heads)
  }

  /// One product.
  public func project(_ x: Matrix, _ only: Projection, scratch: ProjectionScratch) {
    project(x, only, nil, nil, scratch: scratch)
  }

  /// Two products of the same rows.
  public func project(
    _ x: Matrix, _ first: Projection, _ second: Projection, scratch: ProjectionScratch
  ) {
    project(x, first, second, nil, scratch: scratch)
  }

  /// `x = activation(x)`.
  public func activate(_ x: Matrix, _ activation: Activation) {
    activate(x, activation, up: nil)
  }

  /// Waits for what was enqueued and gives the values of a row, as `readBack` of a matrix does.
  public func readBack(
    _ x: Matrix, row: Int, _ body: (inout MutableSpan<Float>) throws -> Void
  ) rethrows {
    try readBack(x.rows(row..<row + 1), body)
  }
}
