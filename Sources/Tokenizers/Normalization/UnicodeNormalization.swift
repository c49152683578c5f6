/// The four normalisation forms of Unicode (UAX #15), on bytes.
enum UnicodeNormalization: Sendable {
  case nfc
  case nfd
  case nfkc
  case nfkd

  /// The normalised form of a text; bytes that are not UTF-8 stay.
  func normalize(_ text: [UInt8]) -> [UInt8] {
    // Nothing below U+00C0 changes under C and D; under the K forms, nothing below U+00A0.
    guard text.contains(where: { $0 >= 0x80 }) else { return text }
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var run: [UInt32] = []
    TextNormalizer.forEachScalar(text) { scalar, bytes in
      if let scalar { return decompose(scalar, into: &run) }
      flush(&run, into: &output)
      output.append(contentsOf: bytes)
    }
    flush(&run, into: &output)
    return output
  }

  private var isCompatible: Bool { self == .nfkc || self == .nfkd }
  private var composes: Bool { self == .nfc || self == .nfkc }

  private static let hangul: UInt32 = 0xAC00

  private func decompose(_ scalar: Unicode.Scalar, into run: inout [UInt32]) {
    let value = scalar.value
    if value < 0xA0 { return run.append(value) }
    if (Self.hangul..<Self.hangul + 11172).contains(value) {
      let index = value - Self.hangul
      run.append(0x1100 + index / 588)
      run.append(0x1161 + index % 588 / 28)
      if index % 28 > 0 { run.append(0x11A7 + index % 28) }
      return
    }
    let table = isCompatible ? UnicodeDecomposition.compatible : UnicodeDecomposition.canonical
    guard let range = table.ranges[value] else { return run.append(value) }
    run.append(contentsOf: table.scalars[range])
  }

  private func flush(_ run: inout [UInt32], into output: inout [UInt8]) {
    var classes = run.map(Self.combiningClass)
    Self.order(&run, &classes)
    if composes { Self.compose(&run, &classes) }
    for value in run { UTF8Scalar.append(value, to: &output) }
    run.removeAll(keepingCapacity: true)
  }

  private static func combiningClass(_ value: UInt32) -> UInt8 {
    guard value >= 0x300, let scalar = Unicode.Scalar(value) else { return 0 }
    return scalar.properties.canonicalCombiningClass.rawValue
  }

  /// Puts each run of combining marks in the order of their classes; stable, n log n for a
  /// hostile run.
  private static func order(_ run: inout [UInt32], _ classes: inout [UInt8]) {
    var start = 0
    while start < run.count {
      guard classes[start] != 0 else {
        start += 1
        continue
      }
      var end = start
      var isOrdered = true
      while end < run.count, classes[end] != 0 {
        if end > start, classes[end] < classes[end - 1] { isOrdered = false }
        end += 1
      }
      if !isOrdered {
        let sorted = (start..<end).sorted { (classes[$0], $0) < (classes[$1], $1) }
        let values = sorted.map { run[$0] }
        let orders = sorted.map { classes[$0] }
        run.replaceSubrange(start..<end, with: values)
        classes.replaceSubrange(start..<end, with: orders)
      }
      start = end
    }
  }

  private static func compose(_ run: inout [UInt32], _ classes: inout [UInt8]) {
    var kept = 0
    var starter: Int?
    for index in run.indices {
      let (value, order) = (run[index], classes[index])
      // A mark is blocked by one of its own class or higher between it and the starter, a starter
      // by anything between.
      if let starter, let union = union(run[starter], value),
        kept == starter + 1 || (classes[kept - 1] != 0 && classes[kept - 1] < order)
      {
        run[starter] = union
        continue
      }
      run[kept] = value
      classes[kept] = order
      if order == 0 { starter = kept }
      kept += 1
    }
    run.removeSubrange(kept...)
    classes.removeSubrange(kept...)
  }

  private static func union(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if (0x1100..<0x1113).contains(first), (0x1161..<0x1176).contains(second) {
      return hangul + ((first - 0x1100) * 21 + (second - 0x1161)) * 28
    }
    if (hangul..<hangul + 11172).contains(first), (first - hangul) % 28 == 0,
      (0x11A8..<0x11C3).contains(second)
    {
      return first + (second - 0x11A7)
    }
    return UnicodeDecomposition.compositions[UInt64(first) << 32 | UInt64(second)]
  }
}
