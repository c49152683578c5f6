public import JSON
import ModelSpec
public import Sizing

extension PrecisionComparison {
  /// The comparison as a JSON object: `rows`, `conclusions`, and `claim`, which is no result.
  public var json: JSONValue {
    .members([
      "memoryBytes": .integer(memoryBytes),
      "accelerator": .optional(selection?.accelerator.name),
      "count": .optional(selection?.count),
      "rows": .array(rows.map(\.json)),
      "conclusions": .strings(conclusions),
      "claim": claim.map {
        .members([
          "text": .string($0.text), "test": .string($0.test), "isMeasured": .bool(false),
        ])
      } ?? .null,
    ])
  }
}

extension PrecisionComparison.Row {
  /// The row as a JSON object.
  var json: JSONValue {
    .members([
      "name": .string(candidate.subject.name),
      "precision": .string(candidate.precisionName),
      "parameters": .integer(candidate.subject.parameters),
      "bitsPerParameter": .number(bitsPerParameter),
      "storedBits": .number(storedBits),
      "weightsBytes": .integer(weightsBytes),
      "totalBytes": .integer(totalBytes),
      "isWeightsOnly": .bool(isWeightsOnly),
      "fits": .bool(fits),
      "load": .number(load),
      "loadOf": .string(
        isWeightsOnly
          ? AcceleratorFit.Load.weights.rawValue : AcceleratorFit.Load.inference.rawValue),
      "bytesReadPerToken": .number(bytesReadPerToken),
      "decodeTokensPerSecond": .optional(decodeTokensPerSecond),
    ])
  }
}
