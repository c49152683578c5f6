import ModelSpec

extension Plan {
  /// Works out what follows from a number of parameters alone.
  mutating func workOutSize() throws(SizingError) {
    let count = Double(subject.parameters)
    if let precision = request.precision, precision.bytes(parameters: 1) == nil {
      throw SizingError(
        "precision",
        expected:
          "one format for all weights, since the shares of a mix follow from the architecture",
        got: precision.name,
        advice: "Take q4_k, q4_0 or int4, or name a model whose architecture is known.")
    }
    for precision in WeightPrecision.common {
      guard let bytes = precision.bytes(parameters: subject.parameters) else { continue }
      storageSizes.append(StorageSize(precision: precision, bytes: bytes))
    }
    let recipe = request.training ?? TrainingRecipe(sequence: 4096)
    sizeTraining = try SizeTrainingBill(parameters: subject.parameters, recipe: recipe)
    rules = [
      .storage(parameters: count, bytesPerParameter: Double(weightsBytes) / count),
      .trainingMemory(parameters: count, precision: recipe.precision),
      try .accelerators(parameters: count, accelerator: referenceCard),
    ]
    for selection in request.accelerators {
      fits.append(try fit(selection, training: request.training))
    }
    if let spread = fits.first?.recipe {
      sizeTraining = try SizeTrainingBill(parameters: subject.parameters, recipe: spread)
    }
    noteSize()
    noteLayouts()
  }

  private mutating func noteSize() {
    var text = "the architecture is not known: cache, activations and speed are left out, and "
    if request.training == nil {
      text += "what fits is judged by weights alone"
    } else {
      let unknown = sizeTraining?.unknown.joined(separator: ", ") ?? "activations"
      text +=
        "what fits is judged by what is known; not known: \(unknown). So \"fits\" is not certain, "
        + "\"does not fit\" is"
    }
    notes.append(PlanNote(text))
  }
}
