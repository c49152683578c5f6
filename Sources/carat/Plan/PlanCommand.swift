import ArgumentParser
import JSON
import Machine
import ModelFiles
import ModelSpec
import Planning
import Reports
import Sizing

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Work out what a model takes: parameters, memory, speed, time and energy.",
    usage: "carat plan MODEL... [--on NAME[xN]] [--train METHOD] [options]",
    discussion: """
      MODEL is a path to a .gguf or .safetensors file, a folder, any config.json, a name of the library or \
      of the catalogue ('carat models'), or a size such as 70B, and NAME@PRECISION sets the precision of one; several are compared. \
      Only headers and configurations are read.
      """)

  @Argument(help: "A file, folder, configuration, name or size; several are compared.")
  var models: [String] = []

  @OptionGroup(title: "Inference") var inference: InferenceFlags
  @OptionGroup(title: "Training") var training: TrainingFlags
  @OptionGroup(title: "Machines") var machines: MachineFlags
  @OptionGroup(title: "Output") var output: OutputFlags

  func validate() throws {
    if machines.listAccelerators {
      let others =
        models + inference.given + training.given + machines.on.map { "--on \($0)" } + output.given
      guard others.isEmpty else {
        throw ValidationError(
          "--list-accelerators lists them and ends: leave out \(others.joined(separator: ", "))")
      }
      return
    }
    guard !models.isEmpty else { throw ValidationError("name a model, such as gemma-2b") }
    if models.count > 1, output.measure || output.advise {
      throw ValidationError("--measure and --advise take one model, got \(models.count)")
    }
  }

  func run() async throws {
    let table = try machines.table()
    if machines.listAccelerators {
      return try list(table)
    }
    do {
      try await plan(table)
    } catch let error as SizingError {
      throw error.namedAsFlag
    }
  }

  private func list(_ table: AcceleratorTable) throws {
    if output.json { return try JSONPrinter.print(table.json) }
    try Console.write(
      AcceleratorList(table).text
        + "Every figure's source is in --json. Dense rates; sparse ones are kept apart.\n")
  }

  private func plan(_ table: AcceleratorTable) async throws {
    let calibration = CalibrationFile.load()
    let library = try? Environment.library()
    var plans: [Plan] = []
    var path: String?
    var named = 0
    for name in models {
      let (name, precision) = try SubjectName.split(name)
      if let local = LocalModel(name, library: library) {
        LibraryShadow.note(name, taken: local.path)
      }
      let found = try SubjectName(name, library: library)
      path = found.path
      var request = try request(for: found.subject, table: table, calibration: calibration)
      if let precision { request.precision = precision }
      named += precision == nil ? 0 : 1
      plans.append(try Plan(found.subject, request))
    }
    if output.measure, let first = plans.first {
      plans = [try await measured(first, path: path)]
    }
    let idle = IdleFlags(command: self, hasOwnPrecisions: named == models.count)
    for index in plans.indices {
      plans[index].notes += idle.notes(for: plans[index]).map { PlanNote($0) }
    }
    try PlanOutput(plans: plans, table: table, flags: output).write()
    let judged = plans.flatMap(\.fits)
    if output.fits, !judged.allSatisfy(\.fits) { throw ExitCode(3) }
  }

  /// Request that the flags make about a model.
  func request(for subject: PlanSubject, table: AcceleratorTable, calibration: Calibration?) throws
    -> PlanRequest
  {
    var request = PlanRequest()
    request.precision = inference.precision
    request.context = inference.context
    request.batch = inference.batch ?? 1
    request.cacheLimit = inference.cacheBytes
    request.cacheFormat = inference.kvPrecision?.format
    request.threads = inference.threads ?? ProcessorCount.allowed()
    request.speedCase = SpeedCase(
      promptTokens: inference.prompt ?? 512, depth: inference.depth ?? 512)
    try training.apply(to: &request, for: subject.spec)
    request.calibration = calibration
    request.accelerators = try machines.selections(table, calibration: calibration)
    if request.accelerators.isEmpty, output.fits || calibration != nil || output.measure {
      request.accelerators = try [
        ThisMachine.selection(memoryBytes: AvailableMemory.bytes(), calibration: calibration)
      ]
    }
    return request
  }
}
