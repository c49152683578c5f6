public import JSON
import ModelSpec
public import Sizing

extension Advice {
  /// The advice as a JSON object: `machines`, `devices` with their `changes`, and `notes`.
  public var json: JSONValue {
    .members([
      "machines": .array(machines.map(\.json)),
      "devices": .array(devices.map(\.json)),
      "notes": .strings(notes),
    ])
  }
}

extension Advice.Machine {
  /// The accelerators as a JSON object.
  var json: JSONValue {
    .members([
      "name": .string(fit.selection.accelerator.name),
      "displayName": .string(fit.selection.accelerator.displayName),
      "count": .integer(fit.selection.count),
      "perDeviceBytes": .integer(fit.perDeviceBytes),
      "memoryBytes": .integer(fit.memoryBytes),
      "totalMemoryBytes": .integer(totalMemoryBytes),
      "load": .number(fit.load),
      "loadOf": .string(fit.loadKind.rawValue),
      "decodeTokensPerSecond": .optional(fit.speed?.decodeTokensPerSecond),
      "layout": fit.recipe?.layoutJSON ?? .null,
      "trainingSeconds": fit.recipe == nil ? .null : .optional(fit.run?.seconds),
      "trainingCost": fit.recipe == nil ? .null : .optional(fit.run?.cost),
      "powerWatts": .optional(powerWatts),
      "pricePerHour": .optional(pricePerHour),
      "why": .string(why),
    ])
  }
}

extension DeviceAdvice {
  /// The advice for one choice of accelerators as a JSON object.
  public var json: JSONValue {
    .members([
      "name": .string(selection.accelerator.name),
      "count": .integer(selection.count),
      "fits": .bool(fits),
      "perDeviceBytes": .optional(perDeviceBytes),
      "memoryBytes": .integer(memoryBytes),
      "excessBytes": .optional(excessBytes),
      "violation": .optional(violation),
      "largestContext": .optional(largestContext),
      "contextLimit": .optional(contextLimit?.rawValue),
      "contextThatMemoryHolds": .optional(contextThatMemoryHolds),
      "largestBatch": .optional(largestBatch),
      "largestMicroBatch": .optional(largestMicroBatch),
      "bestPrecision": .optional(bestPrecision?.name),
      "largestModel": largestModel.map {
        .members(["name": .string($0.name), "parameters": .integer($0.parameters)])
      } ?? .null,
      "changes": .array(changes.map(\.json)),
      "leastBytes": .optional(leastBytes),
    ])
  }
}

extension Change {
  /// The change as a JSON object.
  public var json: JSONValue {
    .members([
      "steps": .array(
        steps.map {
          .members([
            "kind": .string($0.kind.rawValue), "title": .string($0.title),
            "flag": .string(PlanFlag.text($0.lever)), "cost": .string($0.cost),
          ])
        }),
      "perDeviceBytes": .integer(perDeviceBytes),
      "memoryBytes": .integer(memoryBytes),
      "fits": .bool(fits),
    ])
  }
}

extension TrainingRecipe {
  /// Its spread over devices, as a JSON object.
  var layoutJSON: JSONValue {
    .members([
      "tensor": .integer(layout.tensor),
      "pipeline": .integer(layout.pipeline),
      "data": .integer(layout.data),
      "zero": .integer(zero.rawValue),
      "microBatch": .integer(microBatch),
      "microBatches": .integer(microBatches),
      "recompute": .string(recompute.rawValue),
    ])
  }
}
