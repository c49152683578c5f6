import PlainText
public import Sizing

/// The table of accelerators for people; `AcceleratorTable.json` is that for programs.
public struct AcceleratorList {
  private let table: AcceleratorTable

  /// The rows of a table.
  public init(_ table: AcceleratorTable) { self.table = table }

  /// A line for each row, and one on where the figures come from.
  public var text: String {
    var text = Table([.left, .left, .right, .right, .right, .right])
    text.add("NAME", "DEVICE", "MEMORY", "BANDWIDTH", "16-BIT DENSE", "POWER")
    for row in table.rows {
      let rate = row.denseOperationsPerSecond(.bf16) ?? row.denseOperationsPerSecond(.fp16)
      text.add(
        row.name, row.displayName, NumberText.decimalBytes(row.memoryBytes.value),
        "\(NumberText.bytes(row.bandwidthBytesPerSecond.value))/s",
        rate.map { "\(NumberText.rate($0 / 1e12)) TFLOP/s" } ?? "?",
        row.powerWatts.map { "\(NumberText.rate($0.value)) W" } ?? "?")
    }
    return text.text()
  }
}
