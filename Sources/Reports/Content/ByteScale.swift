import PlainText

/// The units that all sizes of one table are written in, so that they compare at a glance.
struct ByteScale: Sendable, Hashable {
  private static let names = [("kB", "KiB"), ("MB", "MiB"), ("GB", "GiB")]

  /// The power of 1000 and of 1024, 1 to 3.
  private let power: Int

  /// The units that suit the largest of some sizes: GB from 10^9 bytes on, MB from 10^6, else kB.
  init(for bytes: [Int]) {
    let largest = bytes.max() ?? 0
    power = largest >= 1_000_000_000 ? 3 : largest >= 1_000_000 ? 2 : 1
  }

  /// `GB`, `MB` or `kB`: powers of 1000.
  var decimalName: String { Self.names[power - 1].0 }
  /// `GiB`, `MiB` or `KiB`: powers of 1024.
  var binaryName: String { Self.names[power - 1].1 }

  /// A size in the decimal unit, without its name.
  func decimal(_ bytes: Int) -> String { text(bytes, by: 1000) }
  /// A size in the binary unit, without its name.
  func binary(_ bytes: Int) -> String { text(bytes, by: 1024) }

  private func text(_ bytes: Int, by step: Double) -> String {
    var value = Double(bytes)
    for _ in 0..<power { value /= step }
    let decimals = value < 1000 ? 2 : value < 10_000 ? 1 : 0
    return NumberText.separated(value, decimals)
  }
}
