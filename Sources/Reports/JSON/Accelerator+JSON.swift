public import JSON
public import Sizing

extension Accelerator {
  /// The row as a JSON object: sizes in bytes, rates in operations per second, unknown is `null`.
  ///
  /// `sources` lists every known figure with its provenance and source.
  public var json: JSONValue {
    .members([
      "name": .string(name),
      "aliases": .strings(aliases),
      "displayName": .string(displayName),
      "maker": .string(maker),
      "kind": .string(kind.rawValue),
      "memoryBytes": .integer(memoryBytes.value),
      "visibleMemoryBytes": .optional(visibleMemoryBytes?.value),
      "usableShare": .optional(usableShare?.value),
      "usableMemoryBytes": .integer(usableMemoryBytes),
      "bandwidthBytesPerSecond": .number(bandwidthBytesPerSecond.value),
      "sustainedBandwidthBytesPerSecond": .optional(sustainedBandwidthBytesPerSecond?.value),
      "rates": .array(rates.map(\.json)),
      "powerWatts": .optional(powerWatts?.value),
      "interconnect": interconnect?.json ?? .null,
      "pricePerHour": .optional(pricePerHour?.value),
      "sources": .array(sources.map(\.json)),
    ])
  }
}

extension AcceleratorTable {
  /// The table as a JSON object: `accelerators`, a list of rows.
  public var json: JSONValue {
    var list: [JSONValue] = []
    for row in rows { list.append(row.json) }
    return .members(["accelerators": .array(list)])
  }
}

extension ArithmeticRate {
  /// The rate as a JSON object.
  var json: JSONValue {
    .members([
      "format": .string(format.rawValue),
      "accumulator": .string(accumulator.rawValue),
      "denseOperationsPerSecond": .optional(dense?.value),
      "sparseOperationsPerSecond": .optional(sparse?.value),
    ])
  }
}

extension Interconnect {
  /// The link as a JSON object.
  var json: JSONValue {
    .members([
      "name": .string(name),
      "bytesPerSecond": .number(bytesPerSecond.value),
      "devices": .optional(devices?.value),
    ])
  }
}

extension Accelerator.CellSource {
  /// The source as a JSON object.
  var json: JSONValue {
    .members([
      "cell": .string(cell),
      "provenance": .string(provenance.rawValue),
      "source": .string(source),
    ])
  }
}
