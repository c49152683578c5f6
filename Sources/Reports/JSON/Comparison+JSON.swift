public import JSON
import ModelSpec
public import Sizing

extension Comparison {
  /// The table as a JSON object: `rows`, each with its `accelerators`.
  public var json: JSONValue { .members(["rows": .array(rows.map(\.json))]) }
}

extension Comparison.Row {
  /// The row as a JSON object.
  var json: JSONValue {
    .members([
      "name": .string(name),
      "parameters": .integer(parameters),
      "activeParameters": .optional(activeParameters),
      "precision": .string(precision),
      "context": .optional(context),
      "batch": .integer(batch),
      "weightsBytes": .integer(weightsBytes),
      "kvBytesPerToken": .optional(cacheBytesPerToken),
      "kvCacheBytes": .optional(cacheBytes),
      "inferenceBytes": .optional(inferenceBytes),
      "trainingBytes": .optional(trainingBytes),
      "trainingMethod": .optional(trainingMethod),
      "forwardFlopsPerToken": .optional(forwardOperationsPerToken),
      "accelerators": .array(fits.map(\.cell)),
    ])
  }
}

extension AcceleratorFit {
  /// The cell of a comparison as a JSON object.
  fileprivate var cell: JSONValue {
    .members([
      "name": .string(selection.accelerator.name),
      "count": .integer(selection.count),
      "fits": .bool(fits),
      "perDeviceBytes": .integer(perDeviceBytes),
      "memoryBytes": .integer(memoryBytes),
      "load": .number(load),
      "loadOf": .string(loadKind.rawValue),
      "limit": .optional(limit),
      "decodeTokensPerSecond": .optional(speed?.decodeTokensPerSecond),
      "prefillTokensPerSecond": .optional(speed?.prefillTokensPerSecond),
      "trainingSeconds": recipe == nil ? .null : .optional(run?.seconds),
    ])
  }
}
