import Programs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Runs `carat bench` and counts what it does.
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

  private var counts: [String: Double] = [:]

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
  mutating func value(of figure: CountedFigure) throws -> Double {
    let shorter = try count(figure, figure.shorter)
    let longer = try count(figure, figure.longer)
    return (longer - shorter) / Double(figure.moreTokens)
  }

  /// Counts one run, remembered by its command line.
  private mutating func count(_ figure: CountedFigure, _ lengths: Lengths) throws -> Double {
    let fixed = ["--repetitions", "1", "--isa", "avx2", "--json"]
    let bench = ["bench", try model(figure.format)] + lengths.flags + fixed
    let program =
      switch figure.kind {
      case .instructions: underCallgrind(bench + ["--threads", "1"])
      case .allocations: counting(bench + ["--threads", "2"])
      }
    if let count = counts[program.commandLine] { return count }
    try? FileManager.default.removeItem(atPath: record)
    _ = try program.run()
    let count = try read(figure.kind, of: program)
    counts[program.commandLine] = count
    return count
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

  private func read(_ kind: CountedFigure.Kind, of program: Program) throws -> Double {
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
