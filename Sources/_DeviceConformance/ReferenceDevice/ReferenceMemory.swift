import Tensors

/// Memory of a reference device: a value that only it looks at.
// Safety: the device touches the value only while it holds the lock of its queue.
final class ReferenceMemory<Value: Sendable>: DeviceMemory, @unchecked Sendable {
  var value: Value

  init(_ value: Value) { self.value = value }
}

/// Keys and values of each slot, all heads beside each other, rounded as the cache's format
/// holds them.
struct ReferenceCache: Sendable {
  var keys: [[Float]]
  var values: [[Float]]
}

/// A row of a rotary table: the angles to turn by.
struct ReferenceTurn: Sendable {
  var position = 0
  var frequencies: [Float] = []
  var magnitude: Float = 1
}

extension Storage {
  /// The reference device's memory behind it.
  func reference<Value>(_ kind: Value.Type = Value.self) -> ReferenceMemory<Value> {
    guard let memory = deviceMemory as? ReferenceMemory<Value> else {
      preconditionFailure("a buffer of another device, or of another kind")
    }
    return memory
  }
}

extension Matrix {
  private var memory: ReferenceMemory<[Float]> { storage.reference() }

  /// A row, read or written.
  subscript(row: Int) -> [Float] {
    get { Array(memory.value[place(row)]) }
    nonmutating set { memory.value.replaceSubrange(place(row), with: newValue) }
  }

  private func place(_ row: Int) -> Range<Int> {
    precondition(row >= 0 && row < rows, "rows are checked before")
    return offset + row * stride..<offset + row * stride + columns
  }
}

extension Vector {
  /// All its values.
  var doubles: [Double] { storage.reference([Float].self).value.prefix(count).map(Double.init) }
}

extension [Double] {
  /// The same numbers, rounded to 32 bits.
  var floats: [Float] { map { Float($0) } }
}
