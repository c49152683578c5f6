import ArgumentParser
import Figures
import JSON
import Programs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Runs Carat and llama.cpp in turn on the same files and processors, and prints how they compare.
@main
struct SideBySide: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "side-by-side",
    abstract: "Compare Carat with llama.cpp: same file, same processors, in turn.",
    discussion: "The tables go to standard output, progress to standard error.")

  @Option(help: "Carat's executable.") var carat: String
  @Option(help: "The folder with llama.cpp's programs.") var llama: String
  @Option(help: "The folder for files that are made.") var files: String
  @Option(help: "A CARAT_HOME whose library has, or gets, the pulled models.") var models: String
  @Option(help: "The folder of this package's scripts.") var scripts: String
  @Option(help: "Only this case; may be given several times.") var only: [String] = []
  @Option(help: "Rounds of which the median counts.") var rounds = 5
  @Option(help: "Further rounds in place of those that others disturbed.") var retries = 3
  @Option(help: "Processors that others may keep busy in a round, on average.")
  var disturbance = 0.1
  @Option(help: "Threads of both.") var threads = 2
  @Option(help: "Where the record is written.") var record: String
  @Flag(inversion: .prefixedNo, help: "llama.cpp's flash attention.") var flashAttention = true
  @Flag(help: "List the cases, and run none.") var list = false

  func validate() throws {
    guard rounds >= 1, retries >= 0, (1...256).contains(threads) else {
      throw ValidationError("expected --rounds from 1, --retries from 0, --threads from 1 to 256")
    }
    let known = Set(BenchmarkCase.all.map(\.id))
    for id in only where !known.contains(id) {
      throw ValidationError("no case is called \(id); --list shows them")
    }
  }

  func run() throws {
    let cases = BenchmarkCase.all.filter { only.isEmpty || only.contains($0.id) }
    if list {
      for benchmark in cases {
        print("\(benchmark.id): \(benchmark.file.title), \(benchmark.workTitle)")
      }
      return
    }
    let store = FileStore(
      carat: carat, folder: files, home: models, scripts: scripts, progress: StandardError.say)
    let paths = try cases.map { try store.path(of: $0.file) }
    let cores = Processors.pin(to: threads)
    let busy = Processors.othersBusy()
    StandardError.say(
      "others keep \(busy.map { Digits.fixed($0, 2) } ?? "an unknown number of") processors busy")
    let machine = MachineFacts(cores: cores, threads: threads)
    let measured = try zip(cases, paths).map { try measure($0, file: $1) }
    let report = Report(
      rounds: measured, machine: machine,
      conditions: try conditions(machine, othersBusy: busy, measured))
    try Data(report.json.serialized.utf8).write(to: URL(fileURLWithPath: record))
    print(report.text)
    if !report.failures.isEmpty { throw ExitCode.failure }
  }

  private func measure(_ benchmark: BenchmarkCase, file: String) throws -> Rounds {
    let theirs = LlamaPrograms(folder: llama, flashAttention: flashAttention)
    let ours = [
      Contestant.carat(carat, benchmark, file: file, threads: threads),
      Contestant.unsharing(carat, benchmark, file: file, threads: threads),
    ].compactMap { $0 }
    // Both find the file in the page cache.
    _ = try Program("dd", ["if=\(file)", "of=/dev/null", "bs=1M"]).run()
    return Rounds(
      of: benchmark, ours + theirs.contestants(benchmark, file: file, threads: threads),
      rounds: rounds, retries: retries, limit: disturbance, progress: StandardError.say)
  }
}
