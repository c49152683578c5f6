import JSON
import Programs

/// The figures of one run of an engine.
struct Sample: Sendable {
  /// The figures that it measured.
  var figures: [Figure: Double] = [:]
  /// Bytes a second that plain reading of memory gave.
  var readBandwidth: Double?
  /// Bytes of weights and cache that generating reads for a token.
  var bytesPerToken: Double?
  /// Kernels that were used.
  var instructionSet: String?
  /// Number of processors that others kept busy meanwhile, on average.
  var othersBusy = 0.0
}

/// One of those that are compared: what it runs for a sample, and how the sample is read from what
/// was printed.
struct Contestant: Sendable {
  /// Its name in tables.
  let name: String
  /// Programs that run, one after the other.
  let programs: [Program]
  /// Reads the sample from what the programs left.
  let read: @Sendable ([ProgramResult]) throws -> Sample

  /// Runs all programs once.
  func sample() throws -> Sample {
    let (start, before) = (Clock.seconds, Processors.busySeconds())
    let results = try programs.map { try $0.run() }
    let seconds = Clock.seconds - start
    var sample = try read(results)
    if let before, let after = Processors.busySeconds() {
      let own = results.reduce(0) { $0 + $1.processorSeconds }
      sample.othersBusy = max(0, after - before - own) / seconds
    }
    return sample
  }
}

/// The reason that the output of a program is of no use.
struct UnexpectedOutput: Error, CustomStringConvertible {
  let program: Program
  let expected: String
  let got: String

  var description: String {
    "\(program.commandLine)\n  expected \(expected), got \(got.isEmpty ? "nothing" : got)"
  }
}

extension ProgramResult {
  /// The number at this path in the JSON that the program printed, if there is one.
  func json(of program: Program) throws -> JSONValue {
    do {
      return try JSONValue(parsing: output)
    } catch {
      throw UnexpectedOutput(
        program: program, expected: "JSON", got: "\(error): \(text.prefix(200))")
    }
  }
}
