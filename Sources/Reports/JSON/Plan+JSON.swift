public import JSON
import ModelSpec
public import Sizing

extension Plan {
  /// The plan as one JSON object; unknown is `null`, sizes are bytes.
  public var json: JSONValue { .object(JSONObject(members)) }

  /// The members of that object, in the order in which they are printed.
  public var members: KeyValuePairs<String, JSONValue> {
    [
      "model": modelJSON,
      "parameters": parametersJSON,
      "storageBytes": .object(
        WeightPrecision.common.reduce(into: JSONObject()) { object, precision in
          let known = storage.first { $0.precision == precision }
          object[precision.name] = .optional(known?.bytes)
        }),
      "inference": inferenceJSON,
      "training": trainingJSON,
      "ruleOfThumb": rulesJSON,
      "compute": computeJSON,
      "accelerators": .array(fits.map(\.json)),
      "basis": .members([
        "parameters": .string(parametersBasis.rawValue),
        "inference": .string(inferenceBasis.rawValue),
        "training": .string(trainingBasis.rawValue),
      ]),
      "measured": measured?.json ?? .null,
      "notes": .strings(notes.map(PlanFlag.text)),
    ]
  }

  private var modelJSON: JSONValue {
    .members([
      "name": .string(subject.name),
      "source": .string(subject.source.rawValue),
      "architecture": .optional(subject.spec?.architecture.rawValue),
      "disclosure": .optional(subject.published?.disclosure.label),
      "contextLength": .optional(subject.spec?.contextLength),
      "layers": .optional(subject.spec?.layers.count),
      "fileBytes": .optional(subject.fileBytes),
      "bytesRead": .optional(subject.bytesRead),
      "canRun": subject.spec.map { .bool($0.obstacleToRunning == nil) } ?? .null,
    ])
  }

  private var parametersJSON: JSONValue {
    let count = parameters
    let comparison = subject.published.map(PublishedComparison.init)
    return .members([
      "total": .integer(subject.parameters),
      "active": .optional(count?.active),
      "decoder": .optional(count?.decoder),
      "embedding": .optional(count?.embedding),
      "nonEmbedding": .optional(count?.nonEmbedding),
      "multiTokenPrediction": .optional(count?.predictionModules),
      "byComponent": count.map { count in
        .object(
          ParameterCount.Component.allCases.reduce(into: JSONObject()) {
            $0[$1.rawValue] = .integer(count.byComponent[$1] ?? 0)
          })
      } ?? .null,
      "byRole": count.map { count in
        .object(
          ParameterCount.Role.allCases.reduce(into: JSONObject()) {
            $0[$1.rawValue] = .integer(count.byRole[$1] ?? 0)
          })
      } ?? .null,
      "published": subject.published.map(\.json) ?? .null,
      "agreesWithPublished": comparison?.agreesWithPublished.map { .bool($0) } ?? .null,
      "comparison": comparison.map(\.json) ?? .null,
      "stored": .array(subject.stored.map(\.json)),
      "notes": .strings(comparison?.notes ?? []),
    ])
  }

  private var inferenceJSON: JSONValue {
    guard let bill = inference else {
      return .members([
        "precision": .string(precisionName),
        "context": .null, "batch": .integer(request.batch),
        "weightsBytes": .integer(weightsBytes), "kvCacheBytes": .null, "kvBytesPerToken": .null,
        "activationBytes": .null, "totalBytes": .null,
      ])
    }
    return .members([
      "precision": .string(bill.request.weights.name),
      "context": .integer(bill.request.context),
      "batch": .integer(bill.request.sequences),
      "kvPrecision": .string(bill.request.cacheFormat.name.lowercased()),
      "weightsBytes": .integer(bill.weightsBytes),
      "kvCacheBytes": .integer(bill.cacheBytes),
      "kvMinimumBytes": .integer(bill.minimumCacheBytes),
      "kvBytesPerToken": .integer(bill.cacheBytesPerToken),
      "activationBytes": .integer(bill.activationBytes),
      "totalBytes": .integer(bill.totalBytes),
      "lines": .array(bill.lines.map(\.json)),
    ])
  }

  private var rulesJSON: JSONValue {
    func value(_ id: RuleOfThumb.ID) -> JSONValue {
      guard let rule = rules.first(where: { $0.id == id }), rule.value < 0x1p62 else {
        return .null
      }
      return .integer(Int(rule.value.rounded()))
    }
    let accelerators = rules.first { $0.id == .accelerators }?.wholeAccelerators
    return .members([
      "inferenceBytes": value(.storage),
      "trainingBytes": value(.trainingMemory),
      "activationBytes": value(.activations),
      "accelerators": .optional(accelerators),
      "accelerator": .string(referenceCard.name),
      "formulas": .strings(rules.map { "\($0.title): \($0.formula)" }),
      "rules": .array(rules.map(\.json)),
    ])
  }

  private var computeJSON: JSONValue {
    let run = fits.lazy.compactMap(\.run).first
    let count = Double(subject.parameters)
    return .members([
      "forwardFlopsPerToken": operations.map { .number($0.forwardPerToken.total) }
        ?? .number(2 * count),
      "tokens": .number(tokens),
      "tokensFrom": .string(tokenSource.label),
      "trainingFlops": .number(trainingOperations),
      "sixNDFlops": .number(
        operations?.sixTimesParametersTokens
          ?? TrainingOperations.estimate(parameters: count, tokens: tokens)),
      "utilization": .number(request.utilization),
      "seconds": .optional(run?.seconds),
      "acceleratorHours": .optional(run?.acceleratorHours),
      "energyKilowattHours": .optional(run?.energyKilowattHours),
      "carbonTonnes": .optional(run?.carbonTonnes),
      "cost": .optional(run?.cost),
      "chinchilla": .members([
        "optimalTokens": .number(ScalingLaw.optimalTokens(parameters: count)),
        "optimalParameters": isPretraining
          ? .number(ScalingLaw.optimalParameters(operations: trainingOperations)) : .null,
        "loss": isPretraining
          ? .number(ScalingLaw.loss(parameters: count, tokens: tokens)) : .null,
      ]),
      "budget": budget.map { budget in
        .members([
          "days": .number(budget.days), "accelerator": .string(budget.selection.accelerator.name),
          "count": .integer(budget.selection.count), "flops": .number(budget.operations),
          "optimalParameters": .number(budget.parameters),
          "optimalTokens": .number(budget.tokens), "loss": .number(budget.loss),
          "tokensForThisModel": .number(budget.tokens(forParameters: count)),
        ])
      } ?? .null,
    ])
  }
}

extension BillLine {
  var json: JSONValue {
    .members([
      "id": .string(id), "title": .string(title), "bytes": .integer(bytes),
      "formula": .string(formula), "basis": .string(basis.rawValue), "source": .string(source),
    ])
  }
}

extension RuleOfThumb {
  var json: JSONValue {
    .members([
      "id": .string(id.rawValue), "title": .string(title), "formula": .string(formula),
      "value": .number(value), "unit": .string(unit.rawValue), "exact": .optional(exact),
      "exactOverRule": .optional(ratio),
    ])
  }
}

extension PlanSubject.Stored {
  var json: JSONValue {
    .members([
      "kind": .string(kind), "tensors": .integer(tensorCount), "elements": .integer(elementCount),
      "bytes": .integer(bytes), "explanation": .string(explanation),
    ])
  }
}

extension PlanMeasurement {
  /// The figures by name, each with prediction, measurement and difference.
  public var json: JSONValue {
    var object = JSONObject()
    for figure in figures {
      object[figure.id] = .members([
        "predicted": .optional(figure.predicted), "measured": .optional(figure.measured),
        "differencePercent": .optional(figure.differencePercent),
        "unit": .string(figure.unit.rawValue), "basis": .string(figure.basis.rawValue),
      ])
    }
    object["threads"] = .integer(threads)
    object["isa"] = .string(instructionSet)
    return .object(object)
  }
}
