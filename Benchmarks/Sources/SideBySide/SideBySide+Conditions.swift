import Figures
import Programs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension SideBySide {
  /// Versions, flags and the state of the machine, one to a line.
  func conditions(_ machine: MachineFacts, othersBusy: Double?, _ measured: [Rounds]) throws
    -> [String]
  {
    let theirs = (try? String(contentsOfFile: "\(llama)/.version", encoding: .utf8)) ?? "unknown"
    let ours = try Program(carat, ["--version"]).run().text
    let kernels = Set(measured.compactMap(\.instructionSet)).sorted().joined(separator: ", ")
    return [
      "Carat \(ours.filter { !$0.isNewline }), kernels \(kernels.isEmpty ? "unknown" : kernels); "
        + "llama.cpp of llama-cpp-python \(theirs.filter { !$0.isNewline })",
      "both: \(threads) threads on processors \(machine.cores), cache in F16, batch sizes at their "
        + "defaults; llama.cpp with flash attention \(flashAttention ? "on" : "off")",
      machine.processor + ", "
        + (machine.memoryBytes.map { Digits.mebibytes(Double($0)) } ?? "unknown") + " of memory",
      limits(machine, measured),
      disturbances(othersBusy, measured),
    ]
  }

  private func limits(_ machine: MachineFacts, _ measured: [Rounds]) -> String {
    func gigas(_ rate: Double?) -> String { rate.map { Digits.fixed($0 / 1e9, 0) } ?? "unknown" }
    let medians = Spread(measured.compactMap { $0.readBandwidth?.median })
    let reads =
      medians.map {
        "\(Digits.fixed($0.minimum / 1e9, 1)) to \(Digits.fixed($0.maximum / 1e9, 1)) GB/s"
      } ?? "unknown"
    return "from registers: \(gigas(machine.int8Rate)) GOP/s int8, \(gigas(machine.bf16Rate)) "
      + "GFLOP/s bf16, \(gigas(machine.fp32Rate)) GFLOP/s fp32; plain reads of memory: \(reads), "
      + "medians of the cases"
  }

  private func disturbances(_ before: Double?, _ measured: [Rounds]) -> String {
    let before = before.map { Digits.fixed($0, 2) } ?? "an unknown number of"
    let most = Digits.fixed(measured.map(\.othersBusy).max() ?? 0, 2)
    let repeated = measured.map(\.disturbed).reduce(0, +)
    return "rounds in turn: \(rounds); others kept \(before) processors busy before, at most "
      + "\(most) during a round that counts; disturbed rounds that were repeated: \(repeated)"
  }
}
