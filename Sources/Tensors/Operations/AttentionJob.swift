import CKernels
import ModelSpec

/// The work of one attention call: each item is a tile of rows and one key/value head, over all positions or a part.
struct AttentionJob {
  let kernels: UnsafePointer<ck_kernels>
  let queries: Matrix
  let output: Matrix
  let store: KeyValueStore
  let tiles: UnsafePointer<AttentionTile>
  let tileCount: Int
  let blocks: UnsafePointer<Int32>
  let scratch: AttentionScratch
  let group: Int
  let window: Int
  let scale: Float
  let cap: Float
  var splitTile = 0

  init(
    kernels: UnsafePointer<ck_kernels>, queries: Matrix, output: Matrix, spec: AttentionSpec,
    store: KeyValueStore, tiles: UnsafePointer<AttentionTile>, tileCount: Int,
    blocks: UnsafePointer<Int32>, scratch: AttentionScratch
  ) {
    self.kernels = kernels
    self.queries = queries
    self.output = output
    self.store = store
    self.tiles = tiles
    self.tileCount = tileCount
    self.blocks = blocks
    self.scratch = scratch
    group = spec.queryHeads / spec.keyValueHeads
    window = spec.window ?? Int.max
    scale = Float(spec.scale)
    cap = Float(spec.softcap ?? 0)
  }

  /// Running maximum, total and weighted sum of some query heads, as online softmax keeps them.
  struct State {
    let query: UnsafeMutablePointer<Float>
    let maximum: UnsafeMutablePointer<Float>
    let total: UnsafeMutablePointer<Float>
    let sum: UnsafeMutablePointer<Float>
  }

  private var width: Int { store.headDimension }

  /// First position that a row at `position` sees.
  private func start(_ position: Int) -> Int { max(0, position - (window - 1)) }

  /// Parts of the positions that a tile reads, cut at multiples of a fixed length.
  func splits(of tile: AttentionTile) -> Range<Int> {
    let last = Int(tile.position + tile.count) - 1
    return start(Int(tile.position)) / AttentionScratch.split..<last / AttentionScratch.split + 1
  }

  func runWhole(_ item: Int, _ thread: Int) {
    let (tile, head) = (tiles[item / store.heads], item % store.heads)
    let state = prepare(tile, head, thread)
    attend(tile, head, state, from: 0, to: Int.max)
    for row in 0..<Int(tile.count) {
      for member in 0..<group {
        let index = row * group + member
        let out = outputRow(Int(tile.row) + row, head * group + member)
        let factor = 1 / state.total[index]
        for column in 0..<width { out[column] = state.sum[index * width + column] * factor }
      }
    }
  }

  func runSplit(_ item: Int, _ thread: Int) {
    let tile = tiles[splitTile]
    let splits = splits(of: tile)
    let (head, part) = (item / splits.count, item % splits.count)
    let state = prepare(tile, head, thread)
    let from = (splits.lowerBound + part) * AttentionScratch.split
    attend(tile, head, state, from: from, to: from + AttentionScratch.split)
    let heads = Int(tile.count) * group
    for index in 0..<heads {
      let partial = self.partial(head: head, index: index, part: part, splits: splits.count)
      partial[0] = state.maximum[index]
      partial[1] = state.total[index]
      (partial + 2).update(from: state.sum + index * width, count: width)
    }
  }

  /// Joins the parts of the tile in order: each is scaled to the common maximum.
  func merge(splits: Int) {
    let tile = tiles[splitTile]
    for head in 0..<store.heads {
      for index in 0..<Int(tile.count) * group {
        let parts = partial(head: head, index: index, part: 0, splits: splits)
        let stride = width + 2
        var maximum = -Float.infinity
        for part in 0..<splits { maximum = max(maximum, parts[part * stride]) }
        let row = Int(tile.row) + index / group
        let out = outputRow(row, head * group + index % group)
        out.update(repeating: 0, count: width)
        var total: Float = 0
        for part in 0..<splits where parts[part * stride] > -.infinity {
          let factor = expOf(parts[part * stride] - maximum)
          total += parts[part * stride + 1] * factor
          kernels.pointee.add_scaled(width, factor, parts + part * stride + 2, out)
        }
        kernels.pointee.scale(width, 1 / total, out)
      }
    }
  }

  private func partial(head: Int, index: Int, part: Int, splits: Int) -> UnsafeMutablePointer<Float>
  {
    let base = scratch.storage.mutableBase.assumingMemoryBound(to: Float.self) + scratch.partials
    let rows = Int(tiles[splitTile].count) * group
    return base + ((head * rows + index) * splits + part) * (width + 2)
  }

  private func outputRow(_ row: Int, _ head: Int) -> UnsafeMutablePointer<Float> {
    output.pointer + row * output.stride + head * width
  }

  /// Copies the tile's queries together, scaled, and clears the state.
  private func prepare(_ tile: AttentionTile, _ head: Int, _ thread: Int) -> State {
    let heads = Int(tile.count) * group
    let base = (scratch.storage.mutableBase + thread * scratch.bytesPerThread)
      .assumingMemoryBound(to: Float.self)
    let state = State(
      query: base, maximum: base + 2 * heads * width, total: base + 2 * heads * width + heads,
      sum: base + heads * width)
    for row in 0..<Int(tile.count) {
      let from = queries.pointer + (Int(tile.row) + row) * queries.stride + head * group * width
      let to = state.query + row * group * width
      for column in 0..<group * width { to[column] = from[column] * scale }
    }
    state.maximum.update(repeating: -.infinity, count: heads)
    state.total.update(repeating: 0, count: heads)
    state.sum.update(repeating: 0, count: heads * width)
    return state
  }

  /// Reads the positions in `from..<to` that the tile's rows see, block by block in ascending order.
  ///
  /// A block that all rows see whole is read once for all of them; the ends, which differ from row to row, row by row. For a
  /// row it makes no difference which: it adds the same blocks in the same order whatever rows stand beside it.
  private func attend(_ tile: AttentionTile, _ head: Int, _ state: State, from: Int, to: Int) {
    let rows = Int(tile.count)
    let first = Int(tile.position)
    let block = Device.positionsPerBlock
    let end = min(first + rows, to)
    var position = max(start(first), from) / block * block
    while position < end {
      let next = position + block
      if start(first + rows - 1) <= position, position >= from, next <= min(first + 1, to) {
        read(position, next, tile, head, state, row: 0, count: rows)
      } else {
        for row in 0..<rows {
          let low = max(position, start(first + row), from)
          let high = min(next, first + row + 1, to)
          if low < high { read(low, high, tile, head, state, row: row, count: 1) }
        }
      }
      position = next
    }
  }

  /// Attention of `count` rows of the tile over positions of one block.
  private func read(
    _ from: Int, _ to: Int, _ tile: AttentionTile, _ head: Int, _ state: State, row: Int,
    count: Int
  ) {
    let block = Device.positionsPerBlock
    let entry = Int(tile.blocks) + from / block - Int(tile.firstBlock)
    let slot = Int(blocks[entry]) * block + from % block
    var run = ck_kv_run(
      keys: store.keys(head: head, slot: slot), values: store.values(head: head, slot: slot),
      stride: store.bytesPerRow, count: to - from)
    let index = row * group
    kernels.pointee.attend(
      store.format.code, width, count * group, state.query + index * width, width, cap, &run,
      state.maximum + index, state.total + index, state.sum + index * width, width)
  }
}
