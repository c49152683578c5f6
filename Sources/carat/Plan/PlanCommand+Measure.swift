import Inference
import JSON
import Machine
import ModelFiles
import ModelSpec
import Sizing
import Subprocess
import SystemPackage
import Tensors
import Tokenizers

extension PlanCommand {
  /// Times the kernels that the model needs and that were not timed yet, runs the model in a process of its own, and sets both
  /// beside each other.
  func measured(_ plan: Plan, path: String?) async throws -> Plan {
    guard let path, let bill = plan.inference, plan.subject.storedWeights != nil else {
      throw WrongArguments(
        "--measure runs a model that is on this machine: name a file, a folder or a name of the library"
      )
    }
    if let precision = plan.request.precision {
      throw WrongArguments(
        "--measure runs the file as it is; leave --precision \(precision.name) out, or 'carat quantize' it first"
      )
    }
    let calibration = try calibrated(bill.request)
    var request = plan.request
    request.calibration = calibration
    if request.accelerators.allSatisfy({ $0.accelerator.name == Accelerator.thisMachineName }) {
      request.accelerators = [try ThisMachine.selection(calibration: calibration)]
    }
    let run = try await MeasuredRun(
      path: path, request: bill.request, threads: calibration.threads, quiet: output.quiet)
    request.speedCase = SpeedCase(
      promptTokens: run.promptTokens, depth: max(1, run.generatedTokens / 2),
      sequences: request.batch)
    var planned = try Plan(plan.subject, request)
    planned.measured = try PlanMeasurement(
      planned, run: run, vocabulary: Self.vocabulary(path))
    return planned
  }

  /// Entries and merges of the tokenizer.
  private static func vocabulary(_ path: String) -> (entries: Int, merges: Int) {
    guard let tokenizer = try? Checkpoint(opening: path).tokenizer() else { return (0, 0) }
    return (tokenizer.vocabularySize, tokenizer.description.merges.count)
  }

  /// The kept calibration, with the formats that are missing timed now.
  private func calibrated(_ request: InferenceRequest) throws -> Calibration {
    let needed = Set(
      (request.weights.dense + request.weights.experts + request.weights.head).compactMap(\.format))
    let kept = CalibrationFile.load(threads: request.threads)
    let missing = needed.subtracting(kept.map { Set($0.kernels.keys) } ?? [])
    if let kept, missing.isEmpty { return kept }
    let device = try CPUDevice(threads: request.threads)
    let timer = KernelTimer(device: device) { [quiet = output.quiet] text in
      if !quiet { Console.note(text) }
    }
    let timed = try timer.calibration(missing.sorted { $0.rawValue < $1.rawValue })
    try CalibrationFile.save(timed)
    return CalibrationFile.load(threads: request.threads) ?? timed
  }
}

/// What `carat measure` printed about one run.
struct MeasuredRun {
  let members: JSONObject

  /// Starts this program once more.
  ///
  /// - Throws: `CommandError` with what the process said if it failed.
  init(path: String, request: InferenceRequest, threads: Int, quiet: Bool) async throws {
    if !quiet { Console.note("running the model") }
    let arguments = [
      "measure", path, "--threads", "\(threads)", "--context", "\(request.context)",
      "--kv-precision", request.cacheFormat.name, "--sequences", "\(request.sequences)", "--quiet",
    ]
    // Its answer is one object of some dozen numbers, and its errors a few lines.
    let run = try await Subprocess.run(
      .path(FilePath(try Self.executable())), arguments: Arguments(arguments),
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    guard run.terminationStatus == .exited(0),
      let object = try? JSONValue(parsing: run.standardOutput).object
    else {
      let said = run.standardError
      throw CommandError(
        "the model could not be run: \(said.split(whereSeparator: \.isNewline).joined(separator: "; "))"
      )
    }
    members = object
  }

  private static func executable() throws -> String {
    #if os(Linux)
      return "/proc/self/exe"
    #else
      return CommandLine.arguments[0]
    #endif
  }

  func integer(_ key: String) -> Int { members[key]?.integer ?? 0 }
  /// Of the program as it ran, or as it started where the system does not tell.
  var programBytes: Int {
    members["programResidentBytes"]?.integer ?? integer("startResidentBytes")
  }
  var promptTokens: Int { integer("promptTokens") }
  var generatedTokens: Int { integer("generatedTokens") }
  func rate(_ tokens: Int, _ key: String) -> Double? {
    members[key]?.number.map { Double(tokens * integer("sequences")) / $0 }
  }
}

extension PlanMeasurement {
  /// Sets a run beside its plan.
  init(_ plan: Plan, run: MeasuredRun, vocabulary: (entries: Int, merges: Int)) throws {
    guard let bill = plan.inference, let spec = plan.subject.spec else {
      throw CommandError("only models whose architecture is known are measured")
    }
    let weights = bill.request.weights
    let matrices = weights.totalBytes - weights.besideBytes - weights.vectorBytes
    let work = bill.activationBytes - 4 * weights.vectorElements
    let resident = ResidentEstimate(
      spec, bill.request, programBytes: run.programBytes,
      fileBytes: plan.subject.fileBytes ?? 0,
      vocabulary: vocabulary, promptTokens: run.promptTokens,
      positions: max(run.promptTokens, run.generatedTokens),
      lookedUp: run.promptTokens + run.generatedTokens)
    let speed = plan.fits.lazy.compactMap(\.speed).first
    var figures = [
      Figure(
        id: "fileBytes", title: "file", predicted: plan.subject.fileBytes.map(Double.init),
        measured: Double(run.integer("fileBytes")), unit: .bytes, basis: .exact),
      Figure(
        id: "weightsBytes", title: "matrices", predicted: Double(matrices),
        measured: Double(run.integer("matrixBytes")), unit: .bytes, basis: .exact),
      Figure(
        id: "vectorBytes", title: "norms and biases as float32",
        predicted: Double(4 * weights.vectorElements),
        measured: Double(run.integer("vectorBytes")), unit: .bytes, basis: .exact),
      Figure(
        id: "kvCacheBytes", title: "keys and values", predicted: Double(bill.cacheBytes),
        measured: Double(run.integer("cacheBytes")), unit: .bytes, basis: .exact),
      Figure(
        id: "kvBytesPerToken", title: "keys and values of a token",
        predicted: Double(bill.cacheBytesPerToken),
        measured: Double(run.integer("cacheBytesPerToken")),
        unit: .bytes, basis: .exact),
      Figure(
        id: "workBufferBytes", title: "work buffers", predicted: Double(work),
        measured: Double(run.integer("workspaceBytes")), unit: .bytes, basis: .exact),
      Figure(
        id: "peakResidentBytes", title: "peak resident memory",
        predicted: Double(resident.totalBytes),
        measured: Double(run.integer("peakResidentBytes")), unit: .bytes, basis: .calibrated),
    ]
    for (id, title, predicted, measured) in [
      (
        "prefillTokensPerSecond", "reading", speed?.prefillTokensPerSecond,
        run.rate(run.promptTokens, "promptSeconds")
      ),
      (
        "decodeTokensPerSecond", "generating", speed?.decodeTokensPerSecond,
        run.rate(run.generatedTokens, "generateSeconds")
      ),
    ] {
      guard let measured else { continue }
      figures.append(
        Figure(
          id: id, title: title, predicted: predicted, measured: measured, unit: .tokensPerSecond,
          basis: .calibrated))
    }
    self.init(
      figures: figures, threads: run.integer("threads"),
      instructionSet: run.members["isa"]?.string ?? "")
  }
}
