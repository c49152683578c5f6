/// A stretch of text that merging treats as one.
struct Symbol {
  /// The id of its piece, or -1 while it has none.
  var id: Int32
  /// Tells whether merging must leave it alone, as it must a user-defined symbol.
  var isFrozen = false
  /// Offset of its first byte in the text.
  var start: Int
  /// Offset past its last byte in the text.
  var end: Int
}

/// Says which two neighbours merge first.
protocol MergeRanking {
  /// Urgency (upper half, smaller is sooner) and merged id (lower half) of two neighbours, or `nil`
  /// if they do not merge.
  func value(_ left: Symbol, _ right: Symbol, in text: [UInt8]) -> UInt64?
}

extension MergeTable: MergeRanking {
  @inline(__always)
  func value(_ left: Symbol, _ right: Symbol, in text: [UInt8]) -> UInt64? {
    value(left.id, right.id)
  }
}

/// A ranking that makes no reserved token.
struct UnreservedRanking: MergeRanking {
  let table: MergeTable
  let isReserved: [Bool]

  func value(_ left: Symbol, _ right: Symbol, in text: [UInt8]) -> UInt64? {
    guard let value = table.value(left.id, right.id) else { return nil }
    return isReserved[Int(value & 0xFFFF_FFFF)] ? nil : value
  }
}
