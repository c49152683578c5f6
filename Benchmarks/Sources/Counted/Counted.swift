import ArgumentParser
import Figures
import Programs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Counts what tokens and constraints cost, and compares it with the committed thresholds.
///
/// No clock is read.
@main
struct Counted: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "counted",
    abstract: "Count what tokens and constraints cost, against committed thresholds.",
    discussion: "Needs Valgrind, strip, and a processor with AVX2.")

  @Option(help: "Carat's executable.") var carat: String
  @Option(help: "The folder with the preloaded libraries of this package.") var libraries: String
  @Option(help: "The config.json of the model, or its folder.") var shape: String
  @Option(help: "A folder for models and counts.") var folder: String
  @Option(help: "The file of thresholds.") var thresholds: String
  @Option(help: "Count only figures whose names hold this text.") var only: String?
  @Flag(help: "Set the thresholds anew from what is counted.") var update = false

  func run() throws {
    var file = try ThresholdFile(
      parsing: try String(contentsOfFile: thresholds, encoding: .utf8))
    var counter = try Counter(
      carat: carat, libraries: libraries, shape: shape, folder: folder)
    var table = MarkdownTable([
      "figure": .left, "counted": .right, "threshold": .right, "difference": .right, "": .left,
    ])
    var failures = 0
    let figures = CountedFigures.all.filter { figure in only.map(figure.name.contains) ?? true }
    for figure in figures {
      StandardError.say("counting \(figure.name) ...")
      let value = try counter.value(of: figure)
      if update { file.update(figure.name, measured: value) }
      let threshold = file[figure.name]
      let verdict = Verdict(value, threshold)
      if verdict.isFailure { failures += 1 }
      table.add(
        figure.name, Self.text(value), threshold.map { Self.text($0.limit) } ?? "none",
        threshold.map { Self.difference(value, $0) } ?? "", verdict.text)
    }
    print(table.text)
    if update {
      try Data(file.text.utf8).write(to: URL(fileURLWithPath: thresholds))
    } else if failures > 0 {
      print(
        """
        \(failures) of \(figures.count) figures are above their thresholds in \(thresholds).
        If the cost is meant, 'make bench-counted UPDATE=1' sets them anew; say in the commit what is bought with it.
        """)
      throw ExitCode.failure
    }
  }

  private static func text(_ value: Double) -> String {
    Digits.fixed(value, abs(value) < 1000 ? 2 : 0)
  }

  /// Against the figure that the threshold was set from.
  private static func difference(_ value: Double, _ threshold: Threshold) -> String {
    guard threshold.measured > 0 else { return Self.text(value - threshold.measured) }
    let share = 100 * (value / threshold.measured - 1)
    return (share > 0 ? "+" : "") + Digits.fixed(share, 2) + " %"
  }
}
