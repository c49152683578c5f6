import JSON
import ModelSpec
import Sizing

extension PublishedModel {
  /// The published figures, for a plan.
  var json: JSONValue {
    .members([
      "embedding": .optional(stated.embedding?.value),
      "nonEmbedding": .optional(stated.nonEmbedding?.value),
      "total": .optional(stated.total?.value),
      "isTotalRounded": stated.total.map { .bool(!$0.isExact) } ?? .null,
      "source": .string(source),
      "countsSource": .optional(stated.note),
      "disclosure": .string(disclosure.label),
      "training": training.map(\.json) ?? .null,
    ])
  }
}

extension TrainingFacts {
  /// The training of the model.
  fileprivate var json: JSONValue {
    .members([
      "tokens": .optional(tokens), "accelerator": .optional(accelerator),
      "accelerators": .optional(acceleratorCount), "acceleratorHours": .optional(acceleratorHours),
      "energyKilowattHours": .optional(energyMegawattHours.map { $0 * 1000 }),
      "carbonTonnes": .optional(carbonDioxideTonnes), "source": .string(source),
    ])
  }
}

extension PublishedComparison {
  /// Stated beside computed counts, and the readings that were tried.
  var json: JSONValue {
    .members([
      "counts": .array(lines.map(\.json)),
      "readings": .array(
        readings.map { reading in
          .members([
            "name": .string(reading.name), "agrees": .bool(reading.agrees),
            "counts": .array(reading.lines.map(\.json)),
          ])
        }),
    ])
  }
}

extension PublishedComparison.Line {
  fileprivate var json: JSONValue {
    .members([
      "quantity": .string(quantity.rawValue), "stated": .integer(stated.value),
      "computed": .integer(computed), "difference": .integer(difference), "agrees": .bool(agrees),
    ])
  }
}
