import Figures

extension Report {
  /// The ratios of batches of one file, fewer sequences beside more.
  var crowds: String? {
    var table = MarkdownTable([
      "file": .left, "phase": .left, "sequences": .right, "ratio": .right, "with": .right,
      "ratio then": .right, "met": .left,
    ])
    var isEmpty = true
    for (fewer, more) in batchPairs {
      for figure in [Figure.prefill, .decode] {
        guard let (before, _) = fewer.item.comparison(figure),
          let (after, _) = more.item.comparison(figure)
        else { continue }
        isEmpty = false
        table.add(
          fewer.item.benchmark.file.title, figure.rawValue, "\(fewer.sequences)",
          Digits.fixed(before.ratio, 2), "\(more.sequences)", Digits.fixed(after.ratio, 2),
          Self.met(after.ratio, before.ratio))
      }
    }
    return isEmpty ? nil : table.text
  }

  /// Reading once for all sequences, beside reading for each.
  var sharing: String? {
    var table = MarkdownTable([
      "file": .left, "tokens": .left, "shared": .right, "not shared": .right, "ratio": .right,
      "paired": .right, "target": .right, "met": .left, "memory": .right,
      "memory, not shared": .right,
    ])
    var isEmpty = true
    for item in rounds {
      guard let rate = item.sharing(.prefill) else { continue }
      isEmpty = false
      let memory = item.sharing(.peakMemory)
      let least = BenchmarkCase.sharing.ratio
      table.add(
        item.benchmark.file.title, item.benchmark.workTitle, Self.spread(rate.ours),
        Self.spread(rate.theirs), Digits.fixed(rate.ratio, 2), Self.range(rate.paired),
        Digits.fixed(least, 2), Self.met(rate.ratio, least),
        memory.map { Digits.mebibytes($0.ours.maximum) } ?? "",
        memory.map { Digits.mebibytes($0.theirs.maximum) } ?? "")
    }
    return isEmpty ? nil : table.text
  }

  /// Gaps between tokens before and beside a prompt.
  var gaps: String? {
    var table = MarkdownTable([
      "file": .left, "tokens": .left, "before": .right, "beside": .right, "ratio": .right,
      "of the rounds": .right, "below": .right, "met": .left, "prompt, tokens/s": .right,
    ])
    var isEmpty = true
    for item in rounds {
      guard let stretch = item.gapStretch, let before = item.ours(.gap),
        let beside = item.ours(.gapBeside)
      else { continue }
      isEmpty = false
      table.add(
        item.benchmark.file.title, item.benchmark.workTitle, Self.milliseconds(before),
        Self.milliseconds(beside), Digits.fixed(stretch.median, 2), Self.range(stretch),
        Digits.fixed(BenchmarkCase.gapLimit, 2),
        stretch.median < BenchmarkCase.gapLimit ? "yes" : "no",
        item.ours(.prefill).map { Self.spread($0) } ?? "")
    }
    return isEmpty ? nil : table.text
  }

  /// Batches of the same file, prompt and answer that differ in the number of sequences alone.
  private var batchPairs: [(fewer: Batch, more: Batch)] {
    let batches = rounds.compactMap(Batch.init)
    return batches.flatMap { fewer in
      batches.filter { more in
        fewer.item.benchmark.file == more.item.benchmark.file && fewer.prompt == more.prompt
          && fewer.generate == more.generate && fewer.sequences < more.sequences
      }.map { (fewer, $0) }
    }
  }

  private static func milliseconds(_ spread: Spread) -> String {
    [spread.minimum, spread.median, spread.maximum].map { Digits.fixed(1000 * $0, 1) }
      .joined(separator: " / ")
  }
}

/// The rounds of a batch, and its work.
private struct Batch {
  let item: Rounds
  let sequences: Int
  let prompt: Int
  let generate: Int

  /// `nil` where the case is no batch.
  init?(_ item: Rounds) {
    guard case .batch(let sequences, let prompt, let generate) = item.benchmark.work else {
      return nil
    }
    (self.item, self.sequences, self.prompt, self.generate) = (item, sequences, prompt, generate)
  }
}
