import CKernels

/// Writing keys and values of a pass into the cache: each item is a run of rows and one
/// key/value head.
struct StoreJob {
  let kernels: UnsafePointer<ck_kernels>
  let keys: Matrix
  let values: Matrix
  let slots: UnsafePointer<Int32>
  let count: Int
  let store: KeyValueStore

  /// Rows of an item: a block's worth, so that a block of keys is mostly written by one thread
  /// while it is in cache.
  static let rows = KeyValueStore.positionsPerBlock
  /// Items from which on other threads are woken.
  static let enough = 4

  var chunks: Int { (count + Self.rows - 1) / Self.rows }

  func run(_ item: Int) {
    let (chunk, head) = (item / store.heads, item % store.heads)
    let column = head * store.headDimension
    for row in chunk * Self.rows..<min((chunk + 1) * Self.rows, count) {
      let slot = Int(slots[row])
      ck_store_key(
        kernels, store.format.code, store.headDimension,
        keys.pointer + row * keys.stride + column, store.keyBlock(head: head, slot: slot),
        slot % KeyValueStore.positionsPerBlock)
      ck_quantize(
        kernels, store.format.code, store.headDimension,
        values.pointer + row * values.stride + column, store.values(head: head, slot: slot))
    }
  }
}
