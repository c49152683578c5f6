import Programs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Runs the program and counts what it does.
///
/// Each run is made once, however many figures need it.
struct Counter {
  /// Carat's executable.
  let carat: String
  /// The folder with this package's two preloaded libraries.
  let libraries: String
  /// The shape of the model.
  let shape: String
  /// A folder of our own.
  let folder: String

  private var costs: [CountedRun: Cost] = [:]

  init(carat: String, libraries: String, shape: String, folder: String) throws {
    self.carat = carat
    self.libraries = libraries
    self.shape = shape
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // Valgrind 3.19 gives up on the debugging information that Swift 6 writes, and needs none.
    for (from, to) in [
      (carat, "carat"), ("\(libraries)/\(Self.signalMask)", Self.signalMask),
    ] {
      _ = try Program("strip", ["-g", "-o", "\(folder)/\(to)", from]).run()
    }
  }

  private static let signalMask = "libMutableSignalMask.so"
  private static let allocationCount = "libAllocationCount.so"

  /// The figure.
  mutating func value(of figure: some CountedFigure) throws -> Double {
    let (shorter, longer) = (try cost(of: figure.shorter), try cost(of: figure.longer))
    return (longer.count - shorter.count) / figure.units(shorter, longer)
  }

  /// Counts one run, or remembers it.
  private mutating func cost(of run: CountedRun) throws -> Cost {
    if let cost = costs[run] { return cost }
    let program = try program(for: run)
    try? FileManager.default.removeItem(atPath: record)
    let output = try program.run().text
    var cost = Cost(count: try read(run.kind, of: program))
    if case .constraints(let rounds) = run {
      do {
        cost.masks = try ConstrainOutput(output).masks(rounds)
      } catch let error as ConstrainOutput.Fault {
        throw ProgramError(problem: error.problem, program: program, said: "")
      }
    }
    costs[run] = cost
    return cost
  }

  private func program(for run: CountedRun) throws -> Program {
    switch run {
    case .tokens(let kind, let format, let lengths):
      let fixed = ["--repetitions", "1", "--isa", "avx2", "--json"]
      let bench = ["bench", try model(format)] + lengths.flags + fixed
      return switch kind {
      case .instructions: underCallgrind(bench + ["--threads", "1"])
      case .allocations: counting(bench + ["--threads", "2"])
      }
    case .constraints(let rounds):
      let batch = "\(folder)/schemas.jsonl"
      try Data(rounds.lines.utf8).write(to: URL(fileURLWithPath: batch))
      var program = underCallgrind(["constrain", try tokenizer(), "--batch", batch, "--json"])
      // With seeds of its own each run, tables of states cost up to 5 % more or less.
      program.environment["SWIFT_DETERMINISTIC_HASHING"] = "1"
      return program
    }
  }

  /// Path that the counting tools write to.
  private var record: String { "\(folder)/record" }

  private func underCallgrind(_ arguments: [String]) -> Program {
    Program(
      "valgrind",
      ["--quiet", "--tool=callgrind", "--callgrind-out-file=\(record)", "\(folder)/carat"]
        + arguments, environment: ["LD_PRELOAD": "\(folder)/\(Self.signalMask)"])
  }

  private func counting(_ arguments: [String]) -> Program {
    Program(
      carat, arguments,
      environment: [
        "LD_PRELOAD": "\(libraries)/\(Self.allocationCount)", "ALLOCATION_COUNT_FILE": record,
      ])
  }

  private func read(_ kind: CountedRun.Kind, of program: Program) throws -> Double {
    let text = (try? String(contentsOfFile: record, encoding: .utf8)) ?? ""
    let count =
      switch kind {
      case .instructions: CountText.callgrind(text)
      case .allocations: CountText.allocations(text)
      }
    guard let count else {
      throw ProgramError(
        problem: "expected a count in \(record), got none", program: program,
        said: String(text.prefix(200)))
    }
    return Double(count)
  }

  /// The model in a format, made once.
  private func model(_ format: String) throws -> String {
    let path = "\(folder)/small-\(format.lowercased()).gguf"
    if FileManager.default.fileExists(atPath: path) { return path }
    let arguments = ["quantize", shape, path, "--format", format, "--random-weights", "1"]
    _ = try Program(carat, arguments + ["--quiet"]).run()
    return path
  }

  /// The folder of the tokenizer, made once.
  private func tokenizer() throws -> String {
    let path = "\(folder)/tokenizer"
    let file = "\(path)/tokenizer.json"
    if FileManager.default.fileExists(atPath: file) { return path }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data(TokenizerFile().text.utf8).write(to: URL(fileURLWithPath: file))
    return path
  }
}

/// The cost of a run.
struct Cost: Sendable, Hashable {
  /// Instructions or requests to the heap.
  var count: Double
  /// Masks that were filled.
  var masks = 0
}

/// The output of the counting tools.
enum CountText {
  /// The instructions in a file of callgrind.
  static func callgrind(_ text: String) -> Int? {
    text.split(separator: "\n").last { $0.hasPrefix("totals: ") }
      .flatMap { Int($0.dropFirst("totals: ".count)) }
  }

  /// The requests to the heap in a line of the preloaded library.
  static func allocations(_ text: String) -> Int? {
    let words = text.split { $0 == " " || $0 == "\n" }
    return words.count == 3 ? Int(words[0]) : nil
  }
}
