package import ModelSpec
package import Tensors

extension ReferenceDevice {
  package func setAngles(
    _ table: RotaryTable, rows: Range<Int>, from position: Int, frequencies: [Float],
    magnitude: Float
  ) {
    precondition(frequencies.count == table.pairs && rows.upperBound <= table.rows)
    enqueue {
      let turns = table.storage.reference([ReferenceTurn].self)
      for (offset, row) in rows.enumerated() {
        turns.value[row] = ReferenceTurn(
          position: position + offset, frequencies: frequencies, magnitude: magnitude)
      }
    }
  }

  package func rotate(
    _ x: Matrix, headDimension: Int, pairing: RotarySpec.Pairing, table: RotaryTable
  ) {
    precondition(x.rows <= table.rows && 2 * table.pairs <= headDimension)
    enqueue {
      let turns = table.storage.reference([ReferenceTurn].self).value
      for row in 0..<x.rows {
        let (values, turn) = (x[row], turns[row])
        x[row] = stride(from: 0, to: x.columns, by: headDimension).flatMap { head in
          Reference.rotate(
            Array(values[head..<head + headDimension]), position: turn.position,
            frequencies: turn.frequencies, magnitude: turn.magnitude, pairing: pairing)
        }
      }
    }
  }

  package func store(keys: Matrix, values: Matrix, slots: [Int32], in store: KeyValueStore) {
    precondition(keys.rows == slots.count && values.rows == slots.count)
    enqueue {
      let cache = store.storage.reference(ReferenceCache.self)
      func rounded(_ row: [Float]) -> [Float] {
        stride(from: 0, to: row.count, by: store.headDimension).flatMap { head in
          store.format.rounded(Array(row[head..<head + store.headDimension]))
        }
      }
      for (row, slot) in slots.enumerated() {
        cache.value.keys[Int(slot)] = rounded(keys[row])
        cache.value.values[Int(slot)] = rounded(values[row])
      }
    }
  }

  package func copyBlocks(_ sources: [Int32], to targets: [Int32], in store: KeyValueStore) {
    precondition(sources.count == targets.count)
    enqueue {
      let cache = store.storage.reference(ReferenceCache.self)
      let size = KeyValueStore.positionsPerBlock
      for (source, target) in zip(sources, targets) {
        for slot in 0..<size {
          let (from, to) = (Int(source) * size + slot, Int(target) * size + slot)
          cache.value.keys[to] = cache.value.keys[from]
          cache.value.values[to] = cache.value.values[from]
        }
      }
    }
  }

  package func attend(
    _ queries: Matrix, _ spec: AttentionSpec, tiles: [AttentionTile], blocks: [Int32],
    store: KeyValueStore, into output: Matrix, scratch: AttentionScratch
  ) {
    precondition(queries.columns == spec.queryDimension && output.columns == queries.columns)
    enqueue {
      let cache = store.storage.reference(ReferenceCache.self).value
      for tile in tiles {
        let rows = Int(tile.row)..<Int(tile.row + tile.count)
        let slots = tile.slots(blocks)
        let results = Reference.attend(
          rows.map { queries[$0].doubles }, from: Int(tile.position),
          keys: slots.map { $0.map { cache.keys[$0].doubles } ?? [] },
          values: slots.map { $0.map { cache.values[$0].doubles } ?? [] }, spec)
        for (row, result) in zip(rows, results) { output[row] = result.floats }
      }
    }
  }
}

extension AttentionTile {
  /// The slots of all positions up to its last row's; `nil` for those before the blocks that it
  /// was given.
  fileprivate func slots(_ blocks: [Int32]) -> [Int?] {
    let size = KeyValueStore.positionsPerBlock
    return (0..<Int(position + count)).map { position in
      let block = position / size - Int(firstBlock)
      return block < 0 ? nil : Int(blocks[Int(self.blocks) + block]) * size + position % size
    }
  }
}
