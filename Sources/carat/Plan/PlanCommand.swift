import ArgumentParser
import Foundation
import JSON
import Machine
import ModelFiles
import ModelSpec
import Sizing

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Work out what a model takes: parameters, memory, speed, time and energy.",
    usage: "carat plan MODEL... [options]",
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
    guard !models.isEmpty || machines.listAccelerators else {
      throw ValidationError("name a model, such as gemma-2b")
    }
    if models.count > 1, output.measure || output.advise {
      throw ValidationError("--measure and --advise take one model, got \(models.count)")
    }
  }

  func run() async throws {
    let table = try machines.table()
    if machines.listAccelerators {
      return try AcceleratorList(table: table).write(json: output.json)
    }
    let calibration = CalibrationFile.load()
    var plans: [Plan] = []
    var path: String?
    for name in models {
      let (name, precision) = try Self.split(name)
      let found = try SubjectName(name)
      path = found.path
      var request = try request(for: found.subject, table: table, calibration: calibration)
      if let precision { request.precision = precision }
      plans.append(try Plan(found.subject, request))
    }
    if output.measure, let first = plans.first {
      plans = [try await measured(first, path: path)]
    }
    try PlanOutput(plans: plans, table: table, flags: output).write()
    let judged = plans.flatMap(\.fits)
    if output.fits, !judged.allSatisfy(\.fits) { throw ExitCode(3) }
  }

  /// `NAME@PRECISION` taken apart, unless a file has that name.
  private static func split(_ name: String) throws -> (String, WeightPrecision?) {
    guard let mark = name.lastIndex(of: "@"), !FileManager.default.fileExists(atPath: name) else {
      return (name, nil)
    }
    let text = String(name[name.index(after: mark)...])
    guard let precision = WeightPrecision(name: text) else {
      throw WrongArguments(
        "what follows the @ of '\(name)' must be a precision, one of "
          + "\(WeightPrecision.all.map(\.name).joined(separator: ", "))")
    }
    return (String(name[..<mark]), precision)
  }

  /// What the flags ask about a model.
  func request(for subject: PlanSubject, table: AcceleratorTable, calibration: Calibration?) throws
    -> PlanRequest
  {
    var request = PlanRequest()
    request.precision = inference.precision
    request.context = inference.context
    request.batch = inference.batch
    request.cacheFormat = inference.kvPrecision
    request.threads = inference.threads ?? ProcessorCount.allowed()
    request.speedCase = SpeedCase(promptTokens: inference.prompt, depth: inference.depth)
    let recipe = try training.recipe(for: subject.spec)
    if training.isAsked { request.training = recipe }
    request.isLayoutGiven = training.dataParallel != nil
    request.isZeroGiven = training.zero != nil
    request.tokens = training.tokens?.value
    request.days = training.days
    if let utilization = training.utilization { request.utilization = utilization }
    if let pue = training.pue { request.powerUsageEffectiveness = pue }
    request.gridKilogramsPerKilowattHour = training.gridIntensity
    request.pricePerHour = training.price
    request.calibration = calibration
    request.accelerators = try machines.selections(table, calibration: calibration)
    if request.accelerators.isEmpty, output.fits || calibration != nil || output.measure {
      request.accelerators = try [ThisMachine.selection(calibration: calibration)]
    }
    return request
  }
}

/// Which machines a plan is held against.
struct MachineFlags: ParsableArguments {
  @Option(
    name: .customLong("on"),
    help: ArgumentHelp(
      """
      An accelerator, or several of one kind, such as h100x8 or rtx4090; 'this-machine' is this \
      one, and a size such as 16GB any device of that memory. Repeatable.
      """, valueName: "name"))
  var on: [String] = []

  @Option(help: ArgumentHelp("Accelerators of your own, a JSON file.", valueName: "file"))
  var accelerators: String?

  @Flag(help: "List the accelerators that are known, and end.") var listAccelerators = false

  /// The built-in table with the user's rows.
  func table() throws -> AcceleratorTable {
    guard let accelerators else { return .builtIn }
    return try AcceleratorTable(adding: try TextInput.bytes(of: accelerators), named: accelerators)
  }

  func selections(_ table: AcceleratorTable, calibration: Calibration?) throws
    -> [AcceleratorSelection]
  {
    try on.map { name in
      if name.lowercased() == Accelerator.thisMachineName {
        return try ThisMachine.selection(calibration: calibration)
      }
      if let memory = MemorySize(name) { return try memory.selection }
      do {
        return try table.selection(name)
      } catch {
        throw WrongArguments("--on: \(error)")
      }
    }
  }
}

/// What is printed, and whether the answer is judged.
struct OutputFlags: ParsableArguments {
  @Flag(help: "Exit with status 3 if the model does not fit on each of --on, or on this machine.")
  var fits = false
  @Flag(
    help:
      "Show the cheapest machines, the largest context and batch, and the smallest changes that make it fit."
  )
  var advise = false
  @Flag(help: "Run the model here and set what was measured beside what was predicted.")
  var measure = false
  @Option(help: ArgumentHelp("Write a page with pictures.", valueName: "file")) var html: String?
  @Flag(help: "Print Markdown.") var markdown = false
  @Option(help: ArgumentHelp("Write a Slurm script for the training.", valueName: "file"))
  var slurm: String?
  @Option(help: ArgumentHelp("Write a Kubernetes MPIJob for the training.", valueName: "file"))
  var kubernetes: String?
  @Option(help: ArgumentHelp("The container image of the MPIJob.", valueName: "name"))
  var image = "carat:latest"
  @Flag(help: "Show every line of the bills with its formula and source.") var details = false
  @Flag(help: "Print one JSON object, and nothing else.") var json = false
  @Flag(name: .shortAndLong, help: "Leave out progress.") var quiet = false
}
