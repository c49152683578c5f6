import CKernels
import ModelSpec

/// The work of one attention call: each item is a tile of rows and one key/value head, over all
/// positions or a part.
struct AttentionJob {
  let kernels: UnsafePointer<ck_kernels>
  let queries: Matrix
  let output: Matrix
  let store: KeyValueStore
  let tiles: UnsafePointer<AttentionTile>
  let tileCount: Int
  let blocks: UnsafePointer<Int32>
  let scratch: AttentionScratch
  /// Floats before the partial sums: the tiles of all threads.
  let partials: Int
  let group: Int
  let window: Int
  let scale: Float
  let cap: Float
  var splitTile = 0
  /// Tiles times heads from which on there is work enough without splitting a tile.
  static let enough = 32

  init(
    kernels: UnsafePointer<ck_kernels>, queries: Matrix, output: Matrix, spec: AttentionSpec,
    store: KeyValueStore, tiles: UnsafePointer<AttentionTile>, tileCount: Int,
    blocks: UnsafePointer<Int32>, scratch: AttentionScratch, threads: Int
  ) {
    self.kernels = kernels
    self.queries = queries
    self.output = output
    self.store = store
    self.tiles = tiles
    self.tileCount = tileCount
    self.blocks = blocks
    self.scratch = scratch
    partials = threads * scratch.bytesPerWorker / 4
    group = spec.queryHeads / spec.keyValueHeads
    window = spec.window ?? Int.max
    scale = Float(spec.scale)
    cap = Float(spec.softcap ?? 0)
  }

  /// Running maximum, total and weighted sum of some queries, as online softmax keeps them.
  struct State {
    let maximum: UnsafeMutablePointer<Float>
    let total: UnsafeMutablePointer<Float>
    let sum: UnsafeMutablePointer<Float>

    func clear(_ queries: Int, width: Int) {
      maximum.update(repeating: -.infinity, count: queries)
      total.update(repeating: 0, count: queries)
      sum.update(repeating: 0, count: queries * width)
    }
  }

  private var width: Int { store.headDimension }

  /// First position that a row at `position` sees.
  private func start(_ position: Int) -> Int { max(0, position - (window - 1)) }

  /// Parts of the positions that a tile reads, cut at multiples of a fixed length.
  func splits(of tile: AttentionTile) -> Range<Int> {
    let last = Int(tile.position + tile.count) - 1
    return start(Int(tile.position)) / CPUScratchSizes.attentionSplit..<last
      / CPUScratchSizes.attentionSplit + 1
  }

  func runWhole(_ item: Int, _ thread: Int) {
    let (tile, head) = (tiles[item / store.heads], item % store.heads)
    let queries = Int(tile.count) * group
    let memory = prepare(tile, head, thread)
    let splits = splits(of: tile)
    for part in splits {
      let state = part == splits.lowerBound ? memory.all : memory.part
      state.clear(queries, width: width)
      attend(tile, head, memory, state, part: part)
      guard part > splits.lowerBound else { continue }
      for index in 0..<queries {
        merge(
          maximum: state.maximum[index], total: state.total[index],
          sum: state.sum + index * width, into: memory.all, index)
      }
    }
    finish(tile, head, memory.all)
  }

  func runSplit(_ item: Int, _ thread: Int) {
    let tile = tiles[splitTile]
    let splits = splits(of: tile)
    let (head, part) = (item / splits.count, item % splits.count)
    let memory = prepare(tile, head, thread)
    let queries = Int(tile.count) * group
    memory.all.clear(queries, width: width)
    attend(tile, head, memory, memory.all, part: splits.lowerBound + part)
    for index in 0..<queries {
      let partial = self.partial(head: head, index: index, part: part, splits: splits.count)
      partial[0] = memory.all.maximum[index]
      partial[1] = memory.all.total[index]
      (partial + 2).update(from: memory.all.sum + index * width, count: width)
    }
  }

  /// Joins the parts of the tile in order, as `runWhole` does.
  func merge(splits: Int) {
    let tile = tiles[splitTile]
    let queries = Int(tile.count) * group
    let state = memory(queries, thread: 0).all
    for head in 0..<store.heads {
      state.clear(queries, width: width)
      for index in 0..<queries {
        for part in 0..<splits {
          let partial = partial(head: head, index: index, part: part, splits: splits)
          merge(maximum: partial[0], total: partial[1], sum: partial + 2, into: state, index)
        }
      }
      finish(tile, head, state)
    }
  }

  /// Adds the sums of later positions to those of earlier ones; both are scaled to the
  /// common maximum.
  private func merge(
    maximum: Float, total: Float, sum: UnsafeMutablePointer<Float>, into state: State, _ index: Int
  ) {
    guard maximum > -.infinity || maximum.isNaN else { return }
    let all = state.sum + index * width
    if state.maximum[index] == -.infinity {
      state.maximum[index] = maximum
      state.total[index] = total
      all.update(from: sum, count: width)
      return
    }
    let common = max(state.maximum[index], maximum)
    let (earlier, later) = (expOf(state.maximum[index] - common), expOf(maximum - common))
    state.maximum[index] = common
    state.total[index] = state.total[index] * earlier + total * later
    kernels.pointee.scale(width, earlier, all)
    kernels.pointee.add_scaled(width, later, sum, all)
  }

  /// Divides by the totals.
  private func finish(_ tile: AttentionTile, _ head: Int, _ state: State) {
    for row in 0..<Int(tile.count) {
      for member in 0..<group {
        let index = row * group + member
        let out =
          output.pointer + (Int(tile.row) + row) * output.stride + (head * group + member) * width
        let factor = 1 / state.total[index]
        for column in 0..<width { out[column] = state.sum[index * width + column] * factor }
      }
    }
  }

  private func partial(head: Int, index: Int, part: Int, splits: Int) -> UnsafeMutablePointer<Float>
  {
    let base = scratch.storage.mutableBase.assumingMemoryBound(to: Float.self) + partials
    let rows = Int(tiles[splitTile].count) * group
    return base + ((head * rows + index) * splits + part) * (width + 2)
  }

  /// The scratch memory of a thread: scaled queries, the sums of one part and of all parts, and
  /// what each query sees of a tile.
  private struct Memory {
    let query: UnsafeMutablePointer<Float>
    let all: State
    let part: State
    let seen: UnsafeMutablePointer<ck_kv_range>
  }

  private func memory(_ queries: Int, thread: Int) -> Memory {
    let query = (scratch.storage.mutableBase + thread * scratch.bytesPerWorker)
      .assumingMemoryBound(to: Float.self)
    let size = queries * (width + 2)
    func state(_ index: Int) -> State {
      let base = query + queries * width + index * size
      return State(maximum: base, total: base + queries, sum: base + 2 * queries)
    }
    let seen = UnsafeMutableRawPointer(query + queries * width + 2 * size)
    return Memory(
      query: query, all: state(0), part: state(1),
      seen: seen.assumingMemoryBound(to: ck_kv_range.self))
  }

  /// Copies the tile's queries together, scaled.
  private func prepare(_ tile: AttentionTile, _ head: Int, _ thread: Int) -> Memory {
    let memory = memory(Int(tile.count) * group, thread: thread)
    for row in 0..<Int(tile.count) {
      let from = queries.pointer + (Int(tile.row) + row) * queries.stride + head * group * width
      let to = memory.query + row * group * width
      for column in 0..<group * width { to[column] = from[column] * scale }
    }
    return memory
  }

  /// Reads the positions of one part that the tile's rows see, in ascending order.
  private func attend(
    _ tile: AttentionTile, _ head: Int, _ memory: Memory, _ state: State, part: Int
  ) {
    let first = Int(tile.position)
    let end = min(first + Int(tile.count), (part + 1) * CPUScratchSizes.attentionSplit)
    var position =
      max(start(first), part * CPUScratchSizes.attentionSplit) / Self.tilePositions
      * Self.tilePositions
    while position < end {
      read(tile, head, memory, state, from: position, to: min(position + Self.tilePositions, end))
      position += Self.tilePositions
    }
  }

  /// Positions that the kernel takes at once; divides `CPUScratchSizes.attentionSplit`.
  private static let tilePositions = Int(CK_KV_TILE)

  /// Attention of the tile's rows over positions from `from`, a multiple of `tilePositions`.
  private func read(
    _ tile: AttentionTile, _ head: Int, _ memory: Memory, _ state: State, from: Int, to: Int
  ) {
    var run = blocks(tile, head, from: from, to: to)
    for row in 0..<Int(tile.count) {
      let position = Int(tile.position) + row
      let low = min(max(start(position) - from, 0), Self.tilePositions)
      let high = min(max(position + 1 - from, 0), Self.tilePositions)
      for member in 0..<group {
        memory.seen[row * group + member] = ck_kv_range(first: UInt16(low), end: UInt16(high))
      }
    }
    kernels.pointee.attend(
      store.format.code, width, Int(tile.count) * group, memory.query, cap, &run, memory.seen,
      state.maximum, state.total, state.sum)
  }

  /// Blocks of positions `from..<to`, as far as the tile sees them.
  private func blocks(_ tile: AttentionTile, _ head: Int, from: Int, to: Int) -> ck_kv_tile {
    let size = KeyValueStore.positionsPerBlock
    let earliest = start(Int(tile.position)) / size * size
    var run = ck_kv_tile()
    withUnsafeMutablePointer(to: &run) { run in
      let pointers = UnsafeMutableRawPointer(run).assumingMemoryBound(to: UnsafeRawPointer?.self)
      for position in stride(from: max(from, earliest), to: to, by: size) {
        let slot = Int(blocks[Int(tile.blocks) + position / size - Int(tile.firstBlock)]) * size
        let place = (position - from) / size
        pointers[place] = UnsafeRawPointer(store.keyBlock(head: head, slot: slot))
        pointers[Self.tilePositions / size + place] = UnsafeRawPointer(
          store.values(head: head, slot: slot))
      }
    }
    return run
  }
}
