/// The hardware table: rows by name and alias.
public struct AcceleratorTable: Sendable, Hashable {
  /// The rows, built-in ones first.
  public private(set) var rows: [Accelerator] = []
  /// Index in `rows` of each name and alias.
  private var places: [String: Int] = [:]

  /// The rows that the program knows by itself.
  public static let builtIn: AcceleratorTable = {
    var table = AcceleratorTable()
    for group in [
      Accelerator.nvidiaDataCentre, Accelerator.geForce, Accelerator.amd, Accelerator.tpu,
      Accelerator.jetson, Accelerator.raspberryPi, Accelerator.apple,
    ] {
      for row in group { table.append(row) }
    }
    return table
  }()

  /// An empty table.
  init() {}

  private mutating func append(_ row: Accelerator) {
    for key in [row.name] + row.aliases { places[key] = rows.count }
    rows.append(row)
  }

  /// All names and aliases.
  var keys: Dictionary<String, Int>.Keys { places.keys }

  /// The row of this name or alias, in any case.
  public subscript(name: String) -> Accelerator? {
    guard let place = places[name.lowercased()] else { return nil }
    return rows[place]
  }

  /// The row of this name or alias, in any case.
  ///
  /// - Throws: `AcceleratorError.unknown` with the nearest names.
  public func accelerator(named name: String) throws(AcceleratorError) -> Accelerator {
    guard let row = self[name] else { throw .unknown(name: name, nearest: nearest(to: name)) }
    return row
  }

  /// Adds a row, or replaces the one of the same name.
  ///
  /// - Throws: `AcceleratorError` if the name is another row's alias, an alias is taken, or a
  ///   figure is not positive.
  public mutating func add(_ row: Accelerator) throws(AcceleratorError) {
    try row.check()
    var row = row
    row.name = row.name.lowercased()
    row.aliases = row.aliases.map { $0.lowercased() }
    let place = places[row.name]
    for key in [row.name] + row.aliases {
      guard let taken = places[key] else { continue }
      let isOwn = taken == place && rows[taken].name == row.name
      guard isOwn else { throw .taken(name: key, by: rows[taken].name) }
    }
    guard let place else { return append(row) }
    for key in rows[place].aliases { places[key] = nil }
    for key in row.aliases { places[key] = place }
    rows[place] = row
  }
}

extension Accelerator {
  /// Checks that every figure is finite and positive.
  func check() throws(AcceleratorError) {
    var figures: [(String, Double?)] = [
      ("memory", Double(memoryBytes.value)),
      ("visible memory", visibleMemoryBytes.map { Double($0.value) }),
      ("usable share", usableShare?.value),
      ("bandwidth", bandwidthBytesPerSecond.value),
      ("sustained bandwidth", sustainedBandwidthBytesPerSecond?.value),
      ("power", powerWatts?.value),
      ("interconnect bandwidth", interconnect?.bytesPerSecond.value),
      ("interconnect devices", interconnect?.devices.map { Double($0.value) }),
    ]
    for rate in rates {
      figures.append(("dense \(rate.key) rate", rate.dense?.value))
      figures.append(("sparse \(rate.key) rate", rate.sparse?.value))
    }
    for (figure, value) in figures {
      guard let value, !(value.isFinite && value > 0) else { continue }
      throw .figure(row: name, figure: figure, got: "\(value)")
    }
  }
}
