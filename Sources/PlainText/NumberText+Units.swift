extension NumberText {
  /// Names of a unit and of its multiples, each a step above the last.
  package struct Units: Sendable {
    /// Number of a unit that make the next one.
    let step: Double
    let names: [String]

    /// `bytes`, `kB`, up to `TB`: powers of 1000.
    package static let decimalBytes = Units(step: 1000, names: ["bytes", "kB", "MB", "GB", "TB"])
    /// `bytes`, `KiB`, up to `TiB`: powers of 1024.
    package static let binaryBytes = Units(
      step: 1024, names: ["bytes", "KiB", "MiB", "GiB", "TiB"])

    /// Multiples by a step, the smallest first.
    package init(step: Double, names: [String]) { (self.step, self.names) = (step, names) }

    /// The same with one more multiple.
    package func adding(_ name: String) -> Units { Units(step: step, names: names + [name]) }
  }

  /// A size in both units, such as `98.4 MB (93.8 MiB)`.
  package static func bytes(_ bytes: Int) -> String {
    guard bytes >= 1000 else { return "\(bytes) bytes" }
    return "\(decimalBytes(bytes)) (\(binaryBytes(bytes)))"
  }

  /// A size in decimal units: kB, MB, GB.
  package static func decimalBytes(_ bytes: Int) -> String { scaled(bytes, .decimalBytes) }

  /// A size in binary units: KiB, MiB, GiB.
  package static func binaryBytes(_ bytes: Int) -> String { scaled(bytes, .binaryBytes) }

  /// A whole number in the largest unit of which there is at least one, with one or two decimals.
  private static func scaled(_ value: Int, _ units: Units) -> String {
    let (scaled, unit) = inUnit(Double(value), units)
    if unit == units.names.first { return "\(value) \(unit)" }
    return "\(fixed(scaled, scaled < 10 ? 2 : 1)) \(unit)"
  }

  /// A number in the largest unit of which it has at least one, as it is written with one decimal,
  /// or none.
  package static func roundest(_ value: Double, _ units: Units) -> String {
    // What would be rounded up to a whole step is told in the next unit.
    let (scaled, unit) = inUnit(value, units, margin: 0.05)
    return "\(tenths(scaled)) \(unit)"
  }

  private static func inUnit(
    _ value: Double, _ units: Units, margin: Double = 0
  ) -> (Double, String) {
    var (value, unit) = (value, 0)
    while value >= units.step - margin, unit < units.names.count - 1 {
      value /= units.step
      unit += 1
    }
    return (value, units.names[unit])
  }
}
