import Inference
import Machine
import ModelFiles
import ModelSpec
import Planning
import Sizing
import Tensors
import Tokenizers

extension PlanCommand {
  /// Times the kernels that the model needs and that were not timed yet, runs the model in a
  /// process of its own, and sets both beside each other.
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
      request.accelerators = [
        try ThisMachine.selection(memoryBytes: AvailableMemory.bytes(), calibration: calibration)
      ]
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
    try CalibrationFile.ofUser().save(timed)
    return CalibrationFile.load(threads: request.threads) ?? timed
  }
}
