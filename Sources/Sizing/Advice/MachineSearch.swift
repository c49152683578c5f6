import ModelSpec
import PlainText

/// Looks through a hardware table for the smallest numbers of each accelerator that hold a
/// plan's model.
struct MachineSearch {
  let plan: Plan
  let demand: DeviceDemand

  /// Most accelerators of one kind that are tried.
  static let mostDevices = 4096

  /// The best machines of the table.
  func machines(_ table: AcceleratorTable) -> [Advice.Machine] {
    var found: [Advice.Machine] = []
    if plan.request.training != nil, let spec = plan.subject.spec {
      var ladder = TrainingLadder(spec: spec, request: plan.request)
      for row in table.rows where row.canShareMatrices {
        if let fit = ladder.smallest(row, plan) { found.append(machine(fit)) }
      }
    } else {
      let bill = demand.inference
      for row in table.rows where row.canShareMatrices || plan.request.training == nil {
        if let fit = smallest(row, bill) { found.append(machine(fit)) }
      }
    }
    return chosen(found.sorted(by: isBetter))
  }

  /// The smallest power of two of a row's devices that hold the model; of boards and laptops, one.
  private func smallest(_ row: Accelerator, _ bill: InferenceBill?) -> AcceleratorFit? {
    var count = 1
    while count <= (row.canShareMatrices ? Self.mostDevices : 1) {
      defer { count *= 2 }
      guard let selection = try? AcceleratorSelection(row, count: count),
        let bytes = bytes(on: selection, bill), bytes <= row.usableMemoryBytes
      else { continue }
      return fit(selection, bytes, bill)
    }
    return nil
  }

  private func fit(
    _ selection: AcceleratorSelection, _ bytes: Int, _ bill: InferenceBill?
  ) -> AcceleratorFit {
    let isTraining = plan.request.training != nil
    var fit = AcceleratorFit(
      selection: selection, perDeviceBytes: bytes, fits: true, speed: nil, recipe: nil,
      run: (try? plan.run(on: selection)) ?? nil)
    if let spec = plan.subject.spec, let bill {
      let layout = bill.bestLayout(
        spec, devices: selection.count, memory: selection.accelerator.usableMemoryBytes
      ).layout
      fit.inferenceLayout = layout
      fit.speed = plan.speed(spec, bill.request, on: selection, layout)
    } else {
      fit.loadKind = isTraining ? .trainingState : .weights
      fit.recipe = plan.request.training.flatMap {
        let bill = try? SizeTrainingBill(
          parameters: plan.subject.parameters, recipe: $0, over: selection, for: plan.request)
        return bill?.recipe
      }
    }
    return fit
  }

  private func bytes(on selection: AcceleratorSelection, _ bill: InferenceBill?) -> Int? {
    guard let spec = plan.subject.spec else { return demand.bytes(on: selection) }
    return bill?.bestLayout(
      spec, devices: selection.count, memory: selection.accelerator.usableMemoryBytes
    ).bytes
  }
}

// MARK: - Ranking

extension MachineSearch {
  private func machine(_ fit: AcceleratorFit) -> Advice.Machine {
    let row = fit.selection.accelerator
    let each = row.pricePerHour?.value ?? plan.request.pricePerHour
    var why = [
      "\(NumberText.size(fit.perDeviceBytes)) of \(NumberText.size(fit.memoryBytes)) on each device, "
        + NumberText.percentage(fit.load)
    ]
    if fit.selection.count > 1, plan.request.training == nil {
      let half = fit.selection.count / 2
      why.append(half == 1 ? "1 does not hold it" : "\(half) do not hold it")
    }
    if let recipe = fit.recipe { why.append(recipe.layoutText) }
    if let node = row.interconnect?.devices?.value, fit.selection.count > node {
      why.append("more than the \(node) that its link joins: exchanges between groups are slower")
    }
    return Advice.Machine(
      fit: fit, why: why.joined(separator: "; "),
      pricePerHour: each.map { $0 * Double(fit.selection.count) })
  }

  /// Known prices first: of the whole run for training, of an hour for inference; then the least
  /// memory bought, then the least power.
  private func isBetter(_ left: Advice.Machine, _ right: Advice.Machine) -> Bool {
    let key = { (machine: Advice.Machine) in
      (
        (plan.request.training == nil ? machine.pricePerHour : machine.fit.run?.cost)
          ?? .infinity,
        machine.totalMemoryBytes, machine.powerWatts ?? .infinity,
        machine.fit.selection.accelerator.name
      )
    }
    return key(left) < key(right)
  }

  /// The first eight, but no more than three of one kind as long as others are left.
  private func chosen(_ ranked: [Advice.Machine]) -> [Advice.Machine] {
    var taken: Set<Int> = []
    var ofKind: [Accelerator.Kind: Int] = [:]
    for (index, machine) in ranked.enumerated() where taken.count < Advice.machineLimit {
      let kind = machine.fit.selection.accelerator.kind
      guard ofKind[kind, default: 0] < 3 else { continue }
      ofKind[kind, default: 0] += 1
      taken.insert(index)
    }
    for index in ranked.indices where taken.count < Advice.machineLimit { taken.insert(index) }
    return taken.sorted().map { ranked[$0] }
  }
}

extension TrainingRecipe {
  /// Text such as "tensor 2 x pipeline 1 x data 4, ZeRO 1".
  var layoutText: String {
    let stage = zero == .none ? "no ZeRO" : "ZeRO \(zero.rawValue)"
    return "tensor \(layout.tensor) x pipeline \(layout.pipeline) x data \(layout.data), \(stage)"
  }
}
