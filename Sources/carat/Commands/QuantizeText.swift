import Inference
import ModelFiles
import ModelSpec
import PlainText

/// A conversion for people.
struct QuantizeText {
  private let conversion: ConversionReport
  private let comparison: ModelComparison?

  init(_ conversion: ConversionReport, _ comparison: ModelComparison?) {
    (self.conversion, self.comparison) = (conversion, comparison)
  }

  var text: String {
    var text = TextStyle.output.bold(conversion.path.oneLine)
    text += "  \(conversion.format.name), \(NumberText.bytes(conversion.bytes))\n"
    var table = Table([.left, .right, .right])
    for share in conversion.shares {
      table.add(
        share.format.name, NumberText.count(share.tensors, "tensor"),
        NumberText.decimalBytes(share.bytes))
    }
    text += table.text(indent: 2)
    for note in conversion.notes { text += "  note: \(note.oneLine)\n" }
    guard let comparison else { return text }
    table = Table([.left, .right, .left])
    table.add(
      "perplexity", NumberText.fixed(comparison.perplexity, 4),
      "original \(NumberText.fixed(comparison.originalPerplexity, 4)), on "
        + NumberText.count(comparison.tokens, "token"))
    table.add("KL divergence", NumberText.fixed(comparison.klDivergence, 6), "nats for each token")
    table.add("same choice", "\(NumberText.fixed(100 * comparison.sameChoice, 1))%", "")
    return text + "\n" + table.text(indent: 2)
  }
}

/// Shows a conversion on standard error.
struct ConversionProgressView {
  private var bar = ProgressBar()
  private let isQuiet: Bool
  private let start = ContinuousClock.now

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  mutating func show(_ progress: ConversionProgress) {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    // Short work needs no bar.
    guard !isQuiet, seconds > 1 else { return }
    bar.show(
      ProgressBar.Position(
        done: progress.writtenBytes, total: progress.totalBytes,
        bytesPerSecond: Double(progress.writtenBytes) / seconds))
  }

  mutating func end() { bar.clear() }
}
