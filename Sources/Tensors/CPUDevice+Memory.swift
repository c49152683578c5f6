public import ModelSpec

// The processor's memory is the program's: files are read where they are mapped, all else
// is allocated.
extension CPUDevice {
  /// Zeroed memory; pages are taken from the system on first touch.
  public func allocate(_ byteCount: Int) throws(StorageError) -> Storage {
    try Storage(allocating: byteCount)
  }

  /// The tensor itself: a mapped file is read where it is.
  public func bind(_ weight: Tensor) -> Tensor {
    precondition(weight.storage.isInHostMemory, "weights come from files")
    return weight
  }

  /// A copy of the values.
  public func vector(_ values: [Float]) throws(StorageError) -> Vector {
    Vector(try Storage(copying: values), count: values.count)
  }

  /// Room for `slots` positions.
  ///
  /// For keys, then for values, `[keyValueHeads, blocks, ...]`. A block of values is `[32,
  /// headDimension]`; a block of keys is transposed, `[headDimension, 32]`, which is how scores of
  /// neighbouring positions are computed side by side. Blocks of one head that follow each other
  /// lie next to each other.
  public func keyValueStore(
    format: StorageFormat, heads: Int, headDimension: Int, slots: Int
  ) throws(StorageError) -> KeyValueStore {
    let byteCount = KeyValueStore.byteCount(
      format: format, heads: heads, headDimension: headDimension, slots: slots)
    guard let byteCount else { preconditionFailure("cache formats are checked before") }
    return KeyValueStore(
      try Storage(allocating: byteCount), format: format, heads: heads,
      headDimension: headDimension, slots: slots)
  }

  /// Room for cosines, then for sines.
  public func rotaryTable(rows: Int, pairs: Int) throws(StorageError) -> RotaryTable {
    let size = sizes.rotary(rows: rows, pairs: pairs)
    return RotaryTable(try Storage(allocating: size.bytes), rows: rows, pairs: pairs)
  }

  /// Room for rounded activations, and for unpacked weights of each thread.
  public func projectionScratch(rows: Int, columns: Int) throws(StorageError) -> ProjectionScratch {
    let size = sizes.projection(rows: rows, columns: columns)
    return ProjectionScratch(try Storage(allocating: size.bytes), rows: rows, columns: columns)
  }

  /// Room for the tile of each thread, and for partial sums.
  public func attentionScratch(
    _ attention: AttentionSpec, context: Int
  ) throws(StorageError) -> AttentionScratch {
    let size = sizes.attention(attention, context: context)
    return AttentionScratch(
      try Storage(allocating: size.bytes),
      bytesPerWorker: 4 * CPUScratchSizes.attentionThreadFloats(attention))
  }

  /// Room for the experts of each row, and for the rows of each expert.
  public func routes(rows: Int, experts: Int, perToken: Int) throws(StorageError) -> Routes {
    let size = sizes.routes(rows: rows, experts: experts, perToken: perToken)
    return Routes(
      try Storage(allocating: size.bytes), rows: rows, experts: experts, perToken: perToken)
  }

  /// The values where they lie.
  public func readBack(
    _ x: Matrix, _ body: (inout MutableSpan<Float>) throws -> Void
  ) rethrows {
    precondition(x.rows <= 1 || x.stride == x.columns, "rows that lie one after another")
    let buffer = UnsafeMutableBufferPointer(start: x.pointer, count: x.rows * x.columns)
    var span = buffer.mutableSpan
    try body(&span)
  }
}

extension KeyValueStore {
  /// The block of keys that holds a slot.
  func keyBlock(head: Int, slot: Int) -> UnsafeMutableRawPointer {
    let size = Self.positionsPerBlock
    return storage.mutableBase + (head * slots + slot / size * size) * bytesPerRow
  }

  func values(head: Int, slot: Int) -> UnsafeMutableRawPointer {
    storage.mutableBase + ((heads + head) * slots + slot) * bytesPerRow
  }
}
