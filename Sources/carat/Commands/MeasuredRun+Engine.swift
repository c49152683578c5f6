import Inference
import ModelFiles
import Planning
import Tensors

extension MeasuredRun {
  /// Takes the figures of an engine for a request, without memory of the process and times.
  init(_ engine: Engine, _ request: SpeedRequest) {
    self.init(
      threads: engine.threads, instructionSet: engine.instructionSet.rawValue,
      context: engine.context, sequences: request.sequences, promptTokens: request.promptTokens,
      generatedTokens: request.generatedTokens,
      fileBytes: engine.model.checkpoint.weights.fileBytes,
      matrixBytes: engine.weightBytes.matrices, vectorBytes: engine.weightBytes.vectors,
      cacheBytes: engine.cacheBytes, cacheBytesPerToken: engine.cacheBytesPerToken,
      workspaceBytes: engine.workspaceBytes)
  }
}
