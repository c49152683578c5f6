import ModelSpec

/// A matrix, or another logical tensor, as files store it: whole, in parts, or taken apart by
/// a quantiser.
struct StoredMatrix: Sendable {
  /// The tensors that hold its values.
  var values: [WeightEntry]
  /// Layout in which a quantiser stored it, or `nil` if it is stored plainly.
  var layout: QuantizedLayout?
  /// Scales, zero points, orders and tables.
  var companions: [WeightEntry] = []
  /// Bits of a value, where they are known.
  var bits: Int?
  /// Values that the shapes of its parts tell, where packing leaves bits unused.
  var counted: Int?

  /// Bytes of all of it.
  var byteCount: Int { (values + companions).reduce(0) { $0 + $1.byteCount } }

  /// Values that a file counts, several of them to an integer in packed layouts.
  var storedElements: Int { values.reduce(0) { $0 + $1.elementCount } }

  /// Values of the matrix, padding of packed rows included; `nil` where the layout does not tell.
  var elementCount: Int? {
    guard let layout, layout.bits != .element else { return storedElements }
    if let counted { return counted }
    guard let bits, bits > 0 else { return nil }
    let bytes = values.reduce(0) { $0 + $1.byteCount }
    return bytes.multipliedReportingOverflow(by: 8).partialValue / bits
  }

  /// Tells whether it can hold so many values: exactly, or packed with some padding, or in a layout
  /// that does not tell.
  func canHold(_ elements: Int) -> Bool {
    guard let layout, layout.bits != .element else { return storedElements == elements }
    guard elements > 0, let count = elementCount else { return elements > 0 }
    return count >= elements && Double(count) <= Double(elements) * 1.25
  }
}

extension QuantizedLayout {
  /// Values of a matrix by the shapes of its parts: of HQQ a scale for each group, and as many
  /// columns as a group has values.
  func elements(
    of entry: WeightEntry, module: String, bits: Int?, _ find: (String) -> WeightEntry?
  ) -> Int? {
    guard method == "HQQ", let scale = find(module + ".scale"), scale.shape.last == 1,
      let rows = entry.shape.first, rows > 0, entry.byteCount % rows == 0
    else { return nil }
    // Three bits stand in integers of four bytes, all others in bytes, whatever type they are
    // viewed as.
    let width = entry.byteCount / rows / (entry.formatName == "I32" || bits == 3 ? 4 : 1)
    let (count, overflows) = scale.elementCount.multipliedReportingOverflow(by: width)
    return overflows || width == 0 ? nil : count
  }

  /// Bits of a value of a matrix, where they can be told.
  func bits(
    of entry: WeightEntry, module: String, declared: QuantizationScheme?,
    _ find: (String) -> WeightEntry?
  ) -> Int? {
    let told = declared?.setting(forModule: module)
    switch bits {
    case .fixed(let bits): return bits
    case .element, .unknown: return nil
    case .declared(let usual): return told?.bits ?? usual
    case .zeros(let usual):
      if let zeros = find(module + ".qzeros")?.shape.last,
        let scales = find(module + ".scales")?.shape.last, scales > 0, zeros < 1 << 32,
        (1...8).contains(32 * zeros / scales)
      {
        return 32 * zeros / scales
      }
      return told?.bits ?? usual
    case .groups(let size, let usual):
      let group = told?.groupSize ?? size
      guard let groups = find(module + ".scales")?.shape.last, let columns = entry.shape.last,
        groups > 0, group > 0, columns < 1 << 32
      else { return told?.bits ?? usual }
      let (values, overflows) = groups.multipliedReportingOverflow(by: group)
      let bits = overflows ? 0 : 32 * columns / values
      return (1...8).contains(bits) ? bits : told?.bits ?? usual
    }
  }
}
