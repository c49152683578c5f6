import ModelSpec
public import Sizing

extension PlanMeasurement {
  /// Sets a run beside its plan.
  ///
  /// - Parameters:
  ///   - plan: The plan of the same model, context and threads.
  ///   - run: What was measured.
  ///   - vocabulary: Entries and merges of the tokenizer, 0 without one.
  /// - Throws: `PlanningError` for a model whose architecture is not known.
  public init(
    _ plan: Plan, run: MeasuredRun, vocabulary: (entries: Int, merges: Int)
  ) throws {
    guard let bill = plan.inference, let spec = plan.subject.spec else {
      throw PlanningError.unmeasurable
    }
    let resident = run.programBytes.map { programBytes in
      ResidentEstimate(
        spec, bill.request, programBytes: programBytes, fileBytes: plan.subject.fileBytes ?? 0,
        vocabulary: vocabulary, promptTokens: run.promptTokens,
        positions: max(run.promptTokens, run.generatedTokens),
        lookedUp: run.promptTokens + run.generatedTokens)
    }
    self.init(
      figures: Self.allocated(plan, bill, run) + [
        Figure(
          id: "peakResidentBytes", title: "peak resident memory",
          predicted: resident.map { Double($0.totalBytes) },
          measured: run.peakResidentBytes.map(Double.init), unit: .bytes, basis: .calibrated)
      ] + Self.speeds(plan, run),
      threads: run.threads, instructionSet: run.instructionSet)
  }

  /// Bytes that the engine allocated, beside the same lines of the bill.
  private static func allocated(
    _ plan: Plan, _ bill: InferenceBill, _ run: MeasuredRun
  ) -> [Figure] {
    let weights = bill.request.weights
    let matrices = weights.totalBytes - weights.besideBytes - weights.vectorBytes
    let vectors = 4 * weights.vectorElements
    let lines: [(id: String, title: String, predicted: Int?, measured: Int)] = [
      ("fileBytes", "file", plan.subject.fileBytes, run.fileBytes),
      ("weightsBytes", "matrices", matrices, run.matrixBytes),
      ("vectorBytes", "norms and biases as float32", vectors, run.vectorBytes),
      ("kvCacheBytes", "keys and values", bill.cacheBytes, run.cacheBytes),
      (
        "kvBytesPerToken", "keys and values of a token", bill.cacheBytesPerToken,
        run.cacheBytesPerToken
      ),
      ("workBufferBytes", "work buffers", bill.activationBytes - vectors, run.workspaceBytes),
    ]
    return lines.map { line in
      Figure(
        id: line.id, title: line.title, predicted: line.predicted.map(Double.init),
        measured: Double(line.measured), unit: .bytes, basis: .exact)
    }
  }

  private static func speeds(_ plan: Plan, _ run: MeasuredRun) -> [Figure] {
    let speed = plan.fits.lazy.compactMap(\.speed).first
    let lines: [(id: String, title: String, predicted: Double?, measured: Double?)] = [
      (
        "prefillTokensPerSecond", "reading", speed?.prefillTokensPerSecond,
        run.promptTokensPerSecond
      ),
      (
        "decodeTokensPerSecond", "generating", speed?.decodeTokensPerSecond,
        run.generatedTokensPerSecond
      ),
    ]
    return lines.filter { $0.measured != nil }.map { line in
      Figure(
        id: line.id, title: line.title, predicted: line.predicted, measured: line.measured,
        unit: .tokensPerSecond, basis: .calibrated)
    }
  }
}
