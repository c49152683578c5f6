package import ModelSpec
import Synchronization
package import Tensors

/// A device of plain Swift: each operation as its reference reads, on memory that nobody else can
/// look into.
///
/// It is the slowest device that conforms, and the laziest: operations queue up, and nothing is
/// computed until somebody reads back. So whoever runs on it neither looks into a device's memory
/// nor counts on a result that was not waited for.
package final class ReferenceDevice: Device {
  private struct Queue {
    var operations: [@Sendable () -> Void] = []
    var submitted = 0
  }

  private let queue = Mutex(Queue())

  /// A device with an empty queue.
  package init() {}

  /// Operations that were asked for, and those of them that still wait.
  package var operations: (submitted: Int, pending: Int) {
    queue.withLock { ($0.submitted, $0.operations.count) }
  }

  func enqueue(_ operation: @escaping @Sendable () -> Void) {
    queue.withLock { queue in
      queue.operations.append(operation)
      queue.submitted += 1
    }
  }

  /// Computes what waits, in order, and then looks at memory.
  private func drained<Result: Sendable>(_ body: () -> Result) -> Result {
    queue.withLock { queue in
      for operation in queue.operations { operation() }
      queue.operations.removeAll()
      return body()
    }
  }

  package func readBack(
    _ x: Matrix, _ body: (inout MutableSpan<Float>) throws -> Void
  ) rethrows {
    precondition(x.rows <= 1 || x.stride == x.columns, "rows that lie one after another")
    var copy = drained { (0..<x.rows).flatMap { x[$0] } }
    var span = copy.mutableSpan
    try body(&span)
  }

  package func readBack(_ routes: Routes, into routing: inout Routing) {
    routing = drained { routes.storage.reference(Routing.self).value }
  }
}

// Memory.
extension ReferenceDevice {
  package var scratchSizes: any ScratchSizes { ReferenceScratchSizes() }

  private func storage(_ value: some Sendable, _ byteCount: Int) -> Storage {
    Storage(ReferenceMemory(value), byteCount: byteCount)
  }

  package func allocate(_ byteCount: Int) -> Storage {
    storage([Float](repeating: 0, count: (byteCount + 3) / 4), byteCount)
  }

  package func bind(_ weight: Tensor) -> Tensor {
    let tensor = Tensor(
      storage: storage(weight.arrays, weight.byteCount), offset: 0, shape: weight.shape,
      format: weight.format)
    guard let tensor else { preconditionFailure("a tensor fits where it came from") }
    return tensor
  }

  package func vector(_ values: [Float]) -> Vector {
    Vector(storage(values, 4 * values.count), count: values.count)
  }

  package func keyValueStore(
    format: StorageFormat, heads: Int, headDimension: Int, slots: Int
  ) -> KeyValueStore {
    let bytes = KeyValueStore.byteCount(
      format: format, heads: heads, headDimension: headDimension, slots: slots)
    guard let bytes else { preconditionFailure("cache formats are checked before") }
    let zeros = [[Float]](
      repeating: [Float](repeating: 0, count: heads * headDimension), count: slots)
    return KeyValueStore(
      storage(ReferenceCache(keys: zeros, values: zeros), bytes), format: format, heads: heads,
      headDimension: headDimension, slots: slots)
  }

  package func rotaryTable(rows: Int, pairs: Int) -> RotaryTable {
    let turns = [ReferenceTurn](repeating: ReferenceTurn(), count: rows)
    return RotaryTable(
      storage(turns, scratchSizes.rotary(rows: rows, pairs: pairs).bytes), rows: rows, pairs: pairs)
  }

  package func projectionScratch(rows: Int, columns: Int) -> ProjectionScratch {
    ProjectionScratch(allocate(0), rows: rows, columns: columns)
  }

  package func attentionScratch(_ attention: AttentionSpec, context: Int) -> AttentionScratch {
    AttentionScratch(allocate(0), bytesPerWorker: 0)
  }

  package func routes(rows: Int, experts: Int, perToken: Int) -> Routes {
    let size = scratchSizes.routes(rows: rows, experts: experts, perToken: perToken)
    return Routes(
      storage(Routing(), size.bytes), rows: rows, experts: experts, perToken: perToken)
  }
}
