public import ArgumentParser
import Inference
import ModelFiles
public import ModelSpec
import PlainText
public import Tensors

/// The flags that set up the engine, and how much is said: the same for all commands that compute.
struct EngineFlags: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: "Threads that compute, 1 to 1024. (default: the cores that this process may use)")
  var threads: Int?

  @Option(
    name: [.short, .long],
    help: """
      Positions of a sequence, answer included. (default: the smallest of the model's, \(ModelSpec.longestUsualContext), and \
      what fits in memory)
      """)
  var context: Int?

  @Option(
    help: ArgumentHelp(
      "Numbers that keys and values are stored in. (default: F32 for F32 models, else F16)",
      valueName: "format"))
  var kvPrecision: CachePrecision?

  @Option(
    help: ArgumentHelp(
      "Kernels: \(InstructionSet.allCases.map(\.rawValue).joined(separator: ", ")). "
        + "(default: the best of this machine)", valueName: "name"))
  var isa: InstructionSet?

  @Flag(name: .shortAndLong, help: "Leave out notes, statistics and progress.")
  var quiet = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be between 1 and 1024, got \(threads)")
    }
    if let context, !(1...1 << 24).contains(context) {
      throw ValidationError("--context must be between 1 and \(1 << 24), got \(context)")
    }
    if let isa, !InstructionSet.available.contains(isa) {
      throw ValidationError("\(DeviceError.instructionSet(isa))")
    }
  }

  /// The engine's options.
  func options(sequences: Int = 1, context minimum: Int? = nil) -> EngineOptions {
    EngineOptions(
      threads: threads, context: context ?? minimum, cacheFormat: kvPrecision?.format,
      sequences: sequences,
      instructionSet: isa)
  }

  /// Opens a model and sets up an engine, saying so if that takes long.
  func engine(
    _ model: LanguageModel, sequences: Int = 1, cacheBytes: Int? = nil, context: Int? = nil,
    speculation: Speculation? = nil
  ) throws -> Engine {
    for note in model.notes where !quiet {
      Console.note("note: \(note.oneLine)")
    }
    var options = options(sequences: sequences, context: context)
    options.cacheBytes = cacheBytes
    options.speculation = speculation
    let engine = try Engine(model, options: options)
    if !quiet {
      for note in EngineNotes(engine, options).texts { Console.note("note: \(note)") }
    }
    return engine
  }
}

extension StorageFormat: ExpressibleByArgument {
  /// The format with this name, in any case.
  public init?(argument: String) { self.init(name: argument) }

  /// The names, rather than the numbers that files write.
  public static var allValueStrings: [String] { allCases.map(\.name) }
}

extension InstructionSet: ExpressibleByArgument {}
