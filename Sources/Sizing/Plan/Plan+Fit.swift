import ModelSpec
import PlainText

extension Plan {
  /// A model whose architecture is known on some accelerators.
  func fit(
    _ selection: AcceleratorSelection, _ spec: ModelSpec, _ inference: InferenceBill,
    _ recipe: TrainingRecipe
  ) throws(SizingError) -> AcceleratorFit {
    let memory = selection.accelerator.usableMemoryBytes
    if request.training != nil {
      let spread = try request.spread(recipe, spec, over: selection)
      return AcceleratorFit(
        selection: selection, perDeviceBytes: spread.bytes, fits: spread.bytes <= memory,
        speed: nil, recipe: spread.recipe,
        run: try run(on: selection, devices: spread.recipe.layout.devices),
        loadKind: .training, isLayoutSearched: spread.isSearched)
    }
    let (layout, bytes) = inference.bestLayout(spec, devices: selection.count, memory: memory)
    return AcceleratorFit(
      selection: selection, perDeviceBytes: bytes, fits: bytes <= memory,
      speed: speed(spec, inference.request, on: selection, layout), recipe: nil,
      run: try run(on: selection), inferenceLayout: layout,
      isLayoutSearched: layout.tensor != selection.count)
  }

  /// A model of which only the size is known, on some accelerators.
  func fit(
    _ selection: AcceleratorSelection, training recipe: TrainingRecipe?
  ) throws(SizingError) -> AcceleratorFit {
    let memory = selection.accelerator.usableMemoryBytes
    guard let recipe else {
      let each = (weightsBytes + selection.count - 1) / selection.count
      return AcceleratorFit(
        selection: selection, perDeviceBytes: each, fits: each <= memory, speed: nil, recipe: nil,
        run: try run(on: selection), loadKind: .weights)
    }
    let bill = try SizeTrainingBill(
      parameters: subject.parameters, recipe: recipe, over: selection, for: request)
    return AcceleratorFit(
      selection: selection, perDeviceBytes: bill.perDeviceBytes,
      fits: bill.perDeviceBytes <= memory, speed: nil, recipe: bill.recipe,
      run: try run(on: selection, devices: bill.recipe.layout.devices), loadKind: .trainingState)
  }

  /// The estimate for a card's data sheet, or for this machine what its kernels were timed at.
  ///
  /// Replicas add up; stages of a pipeline work one after another, so a step takes as long as on
  /// the devices of one.
  func speed(
    _ spec: ModelSpec, _ inference: InferenceRequest, on selection: AcceleratorSelection,
    _ layout: InferenceLayout? = nil
  ) -> SpeedEstimate? {
    let replicas = layout?.data ?? 1
    var work = request.speedCase.within(inference.context)
    work.sequences = (request.batch + replicas - 1) / replicas
    if selection.accelerator.name == Accelerator.thisMachineName {
      return request.calibration?.estimate(
        spec, weights: inference.weights, cacheFormat: inference.cacheFormat, rows: inference.rows,
        work)
    }
    var group = selection
    group.count = layout?.tensor ?? selection.count
    guard
      var estimate = Roofline(group)?.estimate(
        spec, weights: inference.weights, cacheFormat: inference.cacheFormat, work)
    else { return nil }
    let all = Double(request.batch) / Double(work.sequences)
    estimate.prefillTokensPerSecond *= all
    estimate.decodeTokensPerSecond *= all
    return estimate
  }

  /// Training on some accelerators at the assumed share of their dense 16-bit rate.
  ///
  /// - Parameter devices: Those of them that the layout uses.
  func run(
    on selection: AcceleratorSelection, devices: Int = .max
  ) throws(SizingError) -> TrainingRun? {
    let row = selection.accelerator
    guard let rate = row.trainingOperationsPerSecond else { return nil }
    return try TrainingRun(
      operations: trainingOperations, accelerators: min(devices, selection.count), densePeak: rate,
      utilization: request.utilization, powerWatts: row.powerWatts?.value,
      powerUsageEffectiveness: request.powerUsageEffectiveness,
      gridKilogramsPerKilowattHour: request.gridKilogramsPerKilowattHour,
      pricePerAcceleratorHour: row.pricePerHour?.value ?? request.pricePerHour)
  }

  /// Operations of the whole training run: from the architecture, or 6 N D, beside adapters 4 N D.
  public var trainingOperations: Double {
    if let operations { return operations.model }
    let all = TrainingOperations.estimate(parameters: Double(subject.parameters), tokens: tokens)
    // Frozen matrices need no gradients of their own; what adapters add is not known.
    return request.training?.method.adapters == nil ? all : all * 2 / 3
  }
}

// MARK: - Notes

extension Plan {
  /// Says that a context is longer than the model was made for.
  mutating func noteContext(_ bill: InferenceBill, _ spec: ModelSpec) {
    let context = bill.request.context
    guard context > spec.contextLength else { return }
    notes.append(
      PlanNote(
        "A context of \(NumberText.grouped(context)) is longer than the "
          + "\(NumberText.grouped(spec.contextLength)) positions that the model was made for."))
  }

  /// Says that speeds are of fewer tokens than were asked for.
  mutating func noteSpeedCase(_ bill: InferenceBill) {
    let context = bill.request.context
    let (asked, taken) = (request.speedCase, request.speedCase.within(context))
    guard asked != taken, fits.contains(where: { $0.speed != nil }) else { return }
    let cut = [
      ("prompt", asked.promptTokens, taken.promptTokens), ("depth", asked.depth, taken.depth),
    ].filter { $0.1 != $0.2 }.map { name, asked, _ in "\(name) of \(NumberText.grouped(asked))" }
    notes.append(
      PlanNote(
        "A \(cut.joined(separator: " and a ")) is beyond the context: speeds are of "
          + "\(NumberText.grouped(context)) tokens", remedy: .longerContext))
  }

  /// Says which layouts were taken, and which devices have nothing to do.
  mutating func noteLayouts() {
    for fit in fits {
      let name = "\(NumberText.grouped(fit.selection.count)) x \(fit.selection.accelerator.name)"
      if fit.isLayoutSearched, let text = fit.layoutText {
        notes.append(Self.chosen("The layout on \(name) was chosen: " + text, fit))
      }
      guard let used = fit.recipe?.layout.devices, used < fit.selection.count else { continue }
      notes.append(
        PlanNote(
          "The layout uses \(NumberText.grouped(used)) of \(name): time, energy and cost are those of "
            + "\(used == 1 ? "one" : "these")."))
    }
  }

  /// Reason that a layout was chosen.
  private static func chosen(_ layout: String, _ fit: AcceleratorFit) -> PlanNote {
    guard let recipe = fit.recipe else {
      return PlanNote(
        layout
          + (fit.fits
            ? ", since the model does not fit with each matrix shared by all."
            : ", which needs the least; none fits."))
    }
    let chosen =
      layout + ", micro-batches of \(recipe.microBatch), recompute \(recipe.recompute.rawValue)"
    return fit.fits
      ? PlanNote(chosen + ", the fastest of those that fit", remedy: .otherLayouts)
      : PlanNote(chosen + ", which needs the least; none fits.")
  }
}
