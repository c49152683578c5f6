import Figures

/// The tables of a run.
struct Report {
  /// Measurements, in order.
  let rounds: [Rounds]
  /// Machine that was measured.
  let machine: MachineFacts
  /// Versions, flags and the state of the machine, one to a line.
  let conditions: [String]

  /// Failures, in order.
  var failures: [String] { rounds.flatMap(\.failures) }

  /// All tables in Markdown.
  var text: String {
    var parts = [conditions.map { "- \($0)\n" }.joined()]
    if let table = rates { parts.append("Tokens a second: minimum, median, maximum.\n\n" + table) }
    if let table = crowds {
      parts.append("More sequences; the ratio is to be no lower.\n\n" + table)
    }
    if let table = sharing {
      parts.append(
        "Tokens read a second and peak memory, beside Carat where each sequence reads all by itself."
          + "\n\n" + table)
    }
    if let table = gaps {
      parts.append(
        "Milliseconds between tokens: the median before a prompt comes, the 99th percentile while "
          + "it is read.\n\n" + table)
    }
    if let table = startUps {
      parts.append("From the start of the process to the first token.\n\n" + table)
    }
    if let table = memory {
      parts.append(
        "Peak resident memory; the limit is file and cache with 15 % more, and 64 MiB.\n\n" + table)
    }
    if !failures.isEmpty {
      parts.append("Failed:\n\n" + failures.map { "```\n\($0)\n```\n" }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n")
  }

  private var rates: String? {
    var table = MarkdownTable([
      "file": .left, "tokens": .left, "phase": .left, "Carat": .right, "llama.cpp": .right,
      "ratio": .right, "paired": .right, "target": .right, "met": .left, "of the machine": .right,
      "theirs": .right,
    ])
    var isEmpty = true
    for item in rounds {
      for figure in [Figure.prefill, .decode] {
        guard let (comparison, _) = item.comparison(figure) else { continue }
        isEmpty = false
        let shares = [comparison.ours, comparison.theirs].map {
          machineShare(item, figure, rate: $0.median)
        }
        let least = item.benchmark.targets[figure]?.least(
          theirBandwidthFraction: figure == .decode ? shares[1] : nil)
        table.add(
          item.benchmark.file.title, item.benchmark.workTitle, figure.rawValue,
          Self.spread(comparison.ours), Self.spread(comparison.theirs),
          Digits.fixed(comparison.ratio, 2), Self.range(comparison.paired),
          least.map { Digits.fixed($0, 2) } ?? "", Self.met(comparison.ratio, least),
          shares[0].map(Digits.percent) ?? "", shares[1].map(Digits.percent) ?? "")
      }
    }
    return isEmpty ? nil : table.text
  }

  private var startUps: String? {
    var table = MarkdownTable([
      "file": .left, "Carat, s": .right, "llama.cpp, s": .right, "its fastest program": .left,
      "ratio": .right, "paired": .right, "target": .right, "met": .left,
    ])
    var isEmpty = true
    for item in rounds {
      guard let (comparison, name) = item.comparison(.firstToken) else { continue }
      isEmpty = false
      let least = item.benchmark.targets[.firstToken]?.ratio
      table.add(
        item.benchmark.file.title, Self.spread(comparison.ours, places: 3),
        Self.spread(comparison.theirs, places: 3), name, Digits.fixed(comparison.ratio, 2),
        Self.range(comparison.paired), least.map { Digits.fixed($0, 2) } ?? "",
        Self.met(comparison.ratio, least))
    }
    return isEmpty ? nil : table.text
  }

  private var memory: String? {
    var table = MarkdownTable([
      "file": .left, "tokens": .left, "Carat": .right, "limit": .right, "met": .left,
      "llama.cpp": .right,
    ])
    var isEmpty = true
    for item in rounds {
      guard let (comparison, _) = item.comparison(.peakMemory) else { continue }
      isEmpty = false
      let limit = Double(item.benchmark.memoryLimit)
      table.add(
        item.benchmark.file.title, item.benchmark.workTitle,
        Digits.mebibytes(comparison.ours.maximum), Digits.mebibytes(limit),
        comparison.ours.maximum <= limit ? "yes" : "no",
        Digits.mebibytes(comparison.theirs.maximum))
    }
    return isEmpty ? nil : table.text
  }

  /// Share of the multiply rate in reading, of the bandwidth of the same rounds in generating;
  /// matrices only.
  ///
  /// With several sequences
  /// weights are read once for all, so that tokens a second tell nothing about the bandwidth.
  func machineShare(_ item: Rounds, _ figure: Figure, rate: Double) -> Double? {
    switch (figure, item.benchmark.work) {
    // Not all that counts as read is computed.
    case (.prefill, .shared): return nil
    case (.prefill, _):
      let operations = 2 * Double(item.benchmark.file.shape.layerParameters)
      return machine.rate(for: item.benchmark.file).map { rate * operations / $0 }
    case (.decode, .single):
      guard let bandwidth = item.readBandwidth, let bytes = item.bytesPerToken else { return nil }
      return rate * bytes / bandwidth.median
    default: return nil
    }
  }

  static func spread(_ spread: Spread, places: Int? = nil) -> String {
    [spread.minimum, spread.median, spread.maximum]
      .map { value in places.map { Digits.fixed(value, $0) } ?? Digits.rate(value) }
      .joined(separator: " / ")
  }

  static func range(_ spread: Spread) -> String {
    "\(Digits.fixed(spread.minimum, 2)) to \(Digits.fixed(spread.maximum, 2))"
  }

  static func met(_ ratio: Double, _ least: Double?) -> String {
    guard let least else { return "" }
    return ratio >= least ? "yes" : "no"
  }
}
