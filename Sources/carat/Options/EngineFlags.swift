public import ArgumentParser
import Inference
import ModelFiles
public import ModelSpec
public import Tensors

/// How the engine is set up, and how much is said: the same for all commands that compute.
struct EngineFlags: ParsableArguments {
  @Option(help: "Threads that compute. (default: the cores that this process may use)")
  var threads: Int?

  @Option(
    help: """
      Positions of a sequence, answer included. (default: the smallest of the model's, 8192, and \
      what fits in memory)
      """)
  var context: Int?

  @Option(
    help: ArgumentHelp(
      "Numbers that keys and values are stored in. (default: F32 for F32 models, else F16)",
      valueName: "format"))
  var kvPrecision: StorageFormat?

  @Option(
    help: ArgumentHelp(
      "Kernels: \(InstructionSet.allCases.map(\.rawValue).joined(separator: ", ")). "
        + "(default: the best of this machine)", valueName: "name"))
  var isa: InstructionSet?

  @Flag(help: "Print one JSON object on standard output, and nothing else.")
  var json = false

  @Flag(name: .shortAndLong, help: "Leave out notes, statistics and progress.")
  var quiet = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be between 1 and 1024, got \(threads)")
    }
    if let context, context < 1 {
      throw ValidationError("--context must be 1 or more, got \(context)")
    }
    if let isa, !InstructionSet.available.contains(isa) {
      throw ValidationError("\(DeviceError.instructionSet(isa))")
    }
  }

  /// The engine's options.
  func options(sequences: Int = 1, context minimum: Int? = nil) -> EngineOptions {
    EngineOptions(
      threads: threads, context: context ?? minimum, cacheFormat: kvPrecision, sequences: sequences,
      instructionSet: isa)
  }

  /// Opens a model and sets up an engine, saying so if that takes long.
  func engine(
    _ model: LanguageModel, sequences: Int = 1, context: Int? = nil, speculation: Speculation? = nil
  ) throws -> Engine {
    for note in model.notes where !quiet {
      Console.note("note: \(note.withoutControls)")
    }
    var options = options(sequences: sequences, context: context)
    options.speculation = speculation
    return try Engine(model, options: options)
  }
}

extension StorageFormat: ExpressibleByArgument {
  /// The format with this name, in any case.
  public init?(argument: String) { self.init(name: argument) }

  /// The names, rather than the numbers that files write.
  public static var allValueStrings: [String] { allCases.map(\.name) }
}

extension InstructionSet: ExpressibleByArgument {}
