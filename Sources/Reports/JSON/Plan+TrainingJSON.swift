import JSON
import Sizing

extension Plan {
  /// The memory of training; what a size alone does not tell is `null`.
  var trainingJSON: JSONValue {
    guard let bill = training else { return sizeTraining?.json ?? .null }
    return .members([
      "method": .string(bill.recipe.method.name),
      "loraRank": .optional(bill.recipe.method.adapters?.rank),
      "optimizer": .string(bill.recipe.optimizer.rawValue),
      "sequence": .integer(bill.recipe.sequence),
      "microBatch": .integer(bill.recipe.microBatch),
      "gradientAccumulation": .integer(bill.recipe.microBatches),
      "tokensPerStep": .number(bill.recipe.tokensPerStep),
      "recompute": .string(bill.recipe.recompute.rawValue),
      "zero": .integer(bill.recipe.zero.rawValue),
      "tensorParallel": .integer(bill.recipe.layout.tensor),
      "pipelineParallel": .integer(bill.recipe.layout.pipeline),
      "dataParallel": .integer(bill.recipe.layout.data),
      "sequenceParallel": .bool(bill.recipe.layout.isSequenceParallel),
      "devices": .integer(bill.devices),
      "trainedParameters": .integer(bill.trainedParameters),
      "weightsBytes": .integer(bill.bytes(of: .weights)),
      "gradientBytes": .integer(bill.bytes(of: .gradients)),
      "optimizerBytes": .integer(bill.bytes(of: .optimizer)),
      "activationBytes": .integer(bill.bytes(of: .activations)),
      "bufferBytes": .integer(bill.bytes(of: .buffers)),
      "totalBytes": .integer(bill.totalBytes),
      "perDeviceBytes": .integer(bill.perDeviceBytes),
      "mostLoaded": .string(bill.mostLoaded.stage.description),
      "lines": .array(bill.mostLoaded.lines.map(\.json)),
    ])
  }
}

extension SizeTrainingBill {
  /// The lines that are known, of one copy; the rest is `null` and named in `unknown`.
  var json: JSONValue {
    .members([
      "method": .string(recipe.method.name),
      "optimizer": .string(recipe.optimizer.rawValue),
      "zero": .integer(recipe.zero.rawValue),
      "tensorParallel": .integer(recipe.layout.tensor),
      "pipelineParallel": .integer(recipe.layout.pipeline),
      "dataParallel": .integer(recipe.layout.data),
      "devices": .integer(recipe.layout.devices),
      "weightsBytes": .integer(weightsBytes),
      "gradientBytes": .optional(gradientBytes),
      "optimizerBytes": .optional(optimizerBytes),
      "activationBytes": .null, "totalBytes": .null, "perDeviceBytes": .null,
      "knownPerDeviceBytes": .integer(perDeviceBytes),
      "unknown": .strings(unknown),
    ])
  }
}

extension AcceleratorFit {
  var json: JSONValue {
    .members([
      "name": .string(selection.accelerator.name),
      "count": .integer(selection.count),
      "fits": .bool(fits),
      "perDeviceBytes": .integer(perDeviceBytes),
      "memoryBytes": .integer(selection.accelerator.memoryBytes.value),
      "usableMemoryBytes": .integer(memoryBytes),
      "load": .number(load),
      "loadOf": .string(loadKind.rawValue),
      "layout": layoutJSON,
      "isLayoutSearched": .bool(isLayoutSearched),
      "prefillTokensPerSecond": .optional(speed?.prefillTokensPerSecond),
      "decodeTokensPerSecond": .optional(speed?.decodeTokensPerSecond),
      "limit": .optional(limit),
      "basis": .optional(speed?.basis.rawValue),
      "formula": .optional(speed?.formula),
      "zero": .optional(recipe?.zero.rawValue),
      "trainingSeconds": .optional(run?.seconds),
      "trainingEnergyKilowattHours": .optional(run?.energyKilowattHours),
      "trainingCost": .optional(run?.cost),
    ])
  }

  /// Layout in which several devices share the work, or `null` where that is not known.
  private var layoutJSON: JSONValue {
    if let recipe { return recipe.layoutJSON }
    guard let layout = inferenceLayout else { return .null }
    return .members([
      "tensor": .integer(layout.tensor), "pipeline": .integer(layout.pipeline),
      "data": .integer(layout.data),
    ])
  }
}
