public import JSON
public import Sizing

extension ParallelPlan {
  /// The plan as a JSON object: the cluster, `layouts` with the fastest first, and what is missing
  /// where none fits.
  public var json: JSONValue {
    .members([
      "name": .string(cluster.selection.accelerator.name),
      "count": .integer(cluster.selection.count),
      "devicesPerNode": .integer(cluster.devicesPerNode),
      "linkBytesPerSecond": .number(cluster.linkBytesPerSecond),
      "networkBytesPerSecond": .number(cluster.networkBytesPerSecond.value),
      "networkProvenance": .string(cluster.networkBytesPerSecond.provenance.rawValue),
      "sequencesPerStep": .integer(sequencesPerStep),
      "utilization": .number(utilization),
      "fits": .bool(!layouts.isEmpty),
      "layouts": .array(layouts.map(\.json)),
      "shortfall": shortfall?.json ?? .null,
      "problem": .optional(problem),
      "notes": .strings(notes),
    ])
  }
}

extension ParallelPlan.Layout {
  /// The layout as a JSON object.
  var json: JSONValue {
    .members([
      "layout": recipe.layoutJSON,
      "perDeviceBytes": .integer(perDeviceBytes),
      "memoryBytes": .integer(memoryBytes),
      "load": .number(load),
      "bubble": .number(bubble),
      "stepSeconds": .number(cost.totalSeconds),
      "computeSeconds": .number(cost.computeSeconds),
      "bubbleSeconds": .number(cost.bubbleSeconds),
      "tensorSeconds": .number(cost.tensorSeconds),
      "pipelineSeconds": .number(cost.pipelineSeconds),
      "dataSeconds": .number(cost.dataSeconds),
      "communicationSeconds": .number(cost.communicationSeconds),
      "tokensPerStep": .number(recipe.tokensPerStep),
      "tokensPerSecond": .number(tokensPerSecond),
    ])
  }
}

extension ParallelPlan.Shortfall {
  /// The shortfall as a JSON object.
  var json: JSONValue {
    .members([
      "layout": recipe.layoutJSON,
      "perDeviceBytes": .integer(perDeviceBytes),
      "memoryBytes": .integer(memoryBytes),
      "excessBytes": .integer(excessBytes),
    ])
  }
}
