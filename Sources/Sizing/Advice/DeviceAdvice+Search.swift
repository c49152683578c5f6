import ModelSpec

extension DeviceAdvice {
  /// Looks for everything that some accelerators allow.
  init(_ demand: DeviceDemand, on selection: AcceleratorSelection) {
    self.selection = selection
    perDeviceBytes = demand.bytes(on: selection)
    if demand.subject.spec != nil {
      findContext(demand)
      findBatch(demand)
    }
    if demand.request.training == nil { findPrecision(demand) }
    largestModel = CatalogueSearch(demand: demand, selection: selection).largest
    guard !fits else { return }
    let search = ChangeSearch(demand: demand, selection: selection, bytesBefore: perDeviceBytes)
    let found = search.run()
    changes = found.changes
    leastBytes = changes.contains(where: \.fits) ? nil : found.leastBytes
  }

  /// The longest sequence, by whole blocks of 32 and then the model's own end.
  private mutating func findContext(_ demand: DeviceDemand) {
    guard let spec = demand.subject.spec else { return }
    let table = spec.embedding.learnedPositions
    let end = min(spec.contextLength, table ?? Int.max)
    let place = selection
    let holds = { (positions: Int) in demand.with(context: positions).fits(place) }
    if holds(end) {
      largestContext = end
      let isTable = table.map { $0 <= spec.contextLength } ?? false
      contextLimit = isTable ? .positionTable : .trainedContext
      guard table == nil else { return }
      contextThatMemoryHolds =
        largest(from: (end + 31) / 32 * 32, through: 1 << 24, step: 32, where: holds) ?? end
    } else if let found = largest(from: 32, through: end, step: 32, where: holds) {
      largestContext = found
      contextLimit = .memory
    }
  }

  private mutating func findBatch(_ demand: DeviceDemand) {
    if demand.request.training == nil {
      largestBatch = largest(from: 1, through: 65_536) { batch in
        demand.with { $0.batch = batch }.fits(selection)
      }
    } else {
      largestMicroBatch = largest(from: 1, through: 1 << 20) { batch in
        demand.with {
          $0.training?.microBatch = batch
          $0.isMicroBatchGiven = true
        }.fits(selection)
      }
    }
  }

  private mutating func findPrecision(_ demand: DeviceDemand) {
    let isFloat32 = demand.request.isFloat32(demand.subject)
    let ladder =
      demand.subject.spec == nil ? WeightPrecision.sizeLadder : WeightPrecision.ladder
    bestPrecision = ladder.first { precision in
      (isFloat32 || precision != .plain(.f32))
        && demand.with { $0.precision = precision }.fits(selection)
    }
  }
}

extension DeviceDemand {
  /// The same with sequences of this length, of inference or of training.
  func with(context positions: Int) -> DeviceDemand {
    with {
      if $0.training != nil { $0.training?.sequence = positions } else { $0.context = positions }
    }
  }
}

/// Looks for the largest published model that some accelerators hold as asked.
struct CatalogueSearch {
  let demand: DeviceDemand
  let selection: AcceleratorSelection

  /// Models whose architecture is public, the largest first.
  private static let models: [PlanSubject] = {
    let known = Catalogue.models.compactMap { model in
      model.spec == nil ? nil : try? PlanSubject(model)
    }
    return known.sorted { ($1.parameters, $0.name) < ($0.parameters, $1.name) }
  }()

  /// The first that fits in the same precision, context and batch, or by the same recipe.
  var largest: DeviceAdvice.Model? {
    let memory = selection.accelerator.usableMemoryBytes
    let asked = request
    for subject in Self.models {
      guard let spec = subject.spec, spec.contextLength >= positions else { continue }
      // Much larger models need no bill.
      let least = Double(subject.parameters) * leastBytes / Double(selection.count)
      guard least <= Double(memory) else { continue }
      if DeviceDemand(subject, asked).fits(selection) {
        return DeviceAdvice.Model(name: subject.name, parameters: subject.parameters)
      }
    }
    return nil
  }

  /// Bytes of a parameter that nothing goes below: 4 bits of inference and of a frozen base,
  /// weights and gradients of training.
  private var leastBytes: Double {
    guard let recipe = demand.request.training, recipe.method.adapters == nil else { return 0.5 }
    return Double(recipe.precision.weights.bytes + recipe.precision.gradients.bytes)
  }

  /// Positions that were asked for, or that the plan takes for its own model.
  private var positions: Int {
    if let recipe = demand.request.training { return recipe.sequence }
    return demand.request.context ?? demand.subject.spec?.usualContext ?? 4096
  }

  /// The request with all that the plan took from its own model spelled out.
  private var request: PlanRequest {
    var request = demand.request
    request.context = positions
    guard request.training == nil else { return request }
    request.cacheFormat = request.cache(for: demand.subject)
    guard request.precision == nil, let stored = demand.subject.storedWeights else {
      return request
    }
    // A file's own precision is the nearest rung that takes no fewer bits.
    let bits = 8 * Double(stored.totalBytes) / Double(max(1, demand.subject.parameters))
    request.precision =
      WeightPrecision(name: stored.name)
      ?? WeightPrecision.ladder.last { $0.nominalBits >= bits - 0.25 } ?? .plain(.f32)
    return request
  }
}
