public import JSON
import ModelSpec
public import Sizing

extension FitGrid {
  /// The grid as a JSON object: `accelerators`, `precisions`, and `cells` in rows.
  public var json: JSONValue {
    let columns: [JSONValue] = accelerators.map {
      .members(["name": .string($0.accelerator.name), "count": .integer($0.count)])
    }
    let rows: [JSONValue] = cells.map { .array($0.map(\.json)) }
    return .members([
      "accelerators": .array(columns),
      "precisions": .strings(precisions.map(\.name)),
      "cells": .array(rows),
    ])
  }
}

extension FitGrid.Cell {
  /// The cell as a JSON object.
  var json: JSONValue {
    .members([
      "state": .string(state.rawValue),
      "perDeviceBytes": .optional(perDeviceBytes),
      "memoryBytes": .integer(memoryBytes),
      "load": .optional(load),
    ])
  }
}
