extension Accelerator {
  /// One figure of a row, without its value: which, how known, and where from.
  public struct CellSource: Sendable, Hashable {
    /// The figure, such as `memoryBytes` or `rates.bf16.dense`.
    public var cell: String
    /// Provenance of the figure.
    public var provenance: Provenance
    /// Place where the figure stands, or its derivation.
    public var source: String
  }

  /// The sources of all figures of the row that are known.
  public var sources: [CellSource] {
    var list: [CellSource] = []
    func add<Value>(_ cell: String, _ figure: Sourced<Value>?) {
      guard let figure else { return }
      list.append(
        CellSource(cell: cell, provenance: figure.provenance, source: figure.source))
    }
    add("memoryBytes", memoryBytes)
    add("visibleMemoryBytes", visibleMemoryBytes)
    add("usableShare", usableShare)
    add("bandwidthBytesPerSecond", bandwidthBytesPerSecond)
    add("sustainedBandwidthBytesPerSecond", sustainedBandwidthBytesPerSecond)
    for rate in rates {
      add("rates.\(rate.key).dense", rate.dense)
      add("rates.\(rate.key).sparse", rate.sparse)
    }
    add("powerWatts", powerWatts)
    add("interconnect.bytesPerSecond", interconnect?.bytesPerSecond)
    add("interconnect.devices", interconnect?.devices)
    add("pricePerHour", pricePerHour)
    return list
  }
}

extension ArithmeticRate {
  /// The format, and the accumulator where it is not the usual one: `fp16`, `fp16+fp16`.
  var key: String {
    accumulator == format.usualAccumulator
      ? format.rawValue : "\(format.rawValue)+\(accumulator.rawValue)"
  }
}
