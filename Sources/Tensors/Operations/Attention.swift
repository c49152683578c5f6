import CKernels
public import ModelSpec

extension CPUDevice {
  /// Writes keys and values of rows into their slots.
  ///
  /// - Parameters:
  ///   - keys: `[rows, keyValueHeads * headDimension]`; `values` alike.
  ///   - slots: For each row, the slot in `store`, no two the same; checked by the caller.
  public func store(keys: Matrix, values: Matrix, slots: [Int32], in store: KeyValueStore) {
    precondition(keys.rows == slots.count && values.rows == slots.count)
    precondition(
      slots.allSatisfy { $0 >= 0 && Int($0) < store.slots }, "slots are checked before")
    slots.withUnsafeBufferPointer { slots in
      guard let first = slots.baseAddress else { return }
      var job = StoreJob(
        kernels: kernels, keys: keys, values: values, slots: first, count: slots.count,
        store: store)
      let chunks = job.chunks * store.heads
      if chunks < StoreJob.enough {
        for chunk in 0..<chunks { job.run(chunk) }
      } else {
        pool.run(chunks: chunks, &job) { context, chunk, _ in
          context.assumingMemoryBound(to: StoreJob.self).pointee.run(chunk)
        }
      }
    }
  }

  /// Copies whole blocks of a store.
  public func copyBlocks(_ sources: [Int32], to targets: [Int32], in store: KeyValueStore) {
    precondition(sources.count == targets.count, "each block has a target")
    let size = KeyValueStore.positionsPerBlock
    for (source, target) in zip(sources, targets) {
      let (from, to) = (Int(source) * size, Int(target) * size)
      precondition(from >= 0 && to >= 0 && max(from, to) < store.slots, "blocks are checked before")
      for head in 0..<store.heads {
        store.keyBlock(head: head, slot: to).copyMemory(
          from: store.keyBlock(head: head, slot: from), byteCount: size * store.bytesPerRow)
        store.values(head: head, slot: to).copyMemory(
          from: store.values(head: head, slot: from), byteCount: size * store.bytesPerRow)
      }
    }
  }

  /// Causal attention of each row over its sequence's stored keys and values (arXiv 1706.03762,
  /// equation 1), by online softmax.
  ///
  /// Query head `h` reads key/value head `h / (queryHeads / keyValueHeads)`. All query heads of a
  /// key/value head, and the rows of a tile, read a key together. Sums begin anew at each multiple
  /// of `CPUScratchSizes.attentionSplit` positions and are merged in order, so a row's bits are the
  /// same whether threads share its positions or one reads them all, and whatever rows stand
  /// beside it.
  /// - Parameters:
  ///   - queries: `[rows, queryHeads * headDimension]`.
  ///   - tiles: Rows of the pass; each row in one tile.
  ///   - blocks: Physical blocks of `positionsPerBlock` slots, for all sequences.
  ///   - output: `[rows, queryHeads * headDimension]`.
  public func attend(
    _ queries: Matrix, _ spec: AttentionSpec, tiles: [AttentionTile], blocks: [Int32],
    store: KeyValueStore, into output: Matrix, scratch: AttentionScratch
  ) {
    precondition(
      queries.columns == spec.queryDimension && output.columns == queries.columns
        && spec.headDimension == store.headDimension && spec.keyValueHeads == store.heads)
    tiles.withUnsafeBufferPointer { tiles in
      blocks.withUnsafeBufferPointer { blocks in
        guard let firstTile = tiles.baseAddress, let firstBlock = blocks.baseAddress else { return }
        let job = AttentionJob(
          kernels: kernels, queries: queries, output: output, spec: spec, store: store,
          tiles: firstTile, tileCount: tiles.count, blocks: firstBlock, scratch: scratch,
          threads: threadCount)
        run(job)
      }
    }
  }

  private func run(_ job: AttentionJob) {
    var job = job
    let direct = job.tileCount * job.store.heads
    guard direct < AttentionJob.enough else {
      return pool.run(chunks: direct, &job) { context, chunk, thread in
        context.assumingMemoryBound(to: AttentionJob.self).pointee.runWhole(chunk, thread)
      }
    }
    for tile in 0..<job.tileCount {
      job.splitTile = tile
      let splits = job.splits(of: job.tiles[tile])
      if splits.count == 1 {
        pool.run(chunks: job.store.heads, &job) { context, head, thread in
          let job = context.assumingMemoryBound(to: AttentionJob.self).pointee
          job.runWhole(job.splitTile * job.store.heads + head, thread)
        }
      } else {
        pool.run(chunks: job.store.heads * splits.count, &job) { context, chunk, thread in
          context.assumingMemoryBound(to: AttentionJob.self).pointee.runSplit(chunk, thread)
        }
        job.merge(splits: splits.count)
      }
    }
  }
}
