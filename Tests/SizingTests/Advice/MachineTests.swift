import ModelSpec
import Sizing
import Testing

@Suite("The cheapest machines that hold a model")
struct MachineTests {
  @Test(
    "each machine fits when planned again, and half as many do not",
    arguments: ["gemma-2b", "llama-2-7b", "llama-2-70b", "deepseek-v3"])
  func smallest(model: String) throws {
    let advice = try AdviceCases.advice(model, PlanRequest())
    #expect(!advice.machines.isEmpty && advice.machines.count <= 8)
    for machine in advice.machines {
      var request = PlanRequest()
      request.accelerators = [machine.fit.selection]
      let again = try AdviceCases.fit(model, request)
      #expect(again.fits)
      #expect(again.perDeviceBytes == machine.fit.perDeviceBytes)
      #expect(
        again.speed?.decodeTokensPerSecond == machine.fit.speed?.decodeTokensPerSecond)
      guard machine.fit.selection.count > 1 else { continue }
      request.accelerators = [
        try AcceleratorSelection(
          machine.fit.selection.accelerator, count: machine.fit.selection.count / 2)
      ]
      #expect(try !AdviceCases.fit(model, request).fits)
    }
  }

  @Test("each accelerator is listed once, the least memory first where no price is known")
  func ranking() throws {
    let machines = try AdviceCases.advice("llama-2-13b", PlanRequest()).machines
    let names = machines.map(\.fit.selection.accelerator.name)
    #expect(Set(names).count == names.count)
    let memory = machines.map(\.totalMemoryBytes)
    #expect(memory == memory.sorted())
  }

  @Test("a known price outranks memory")
  func price() throws {
    var table = AcceleratorTable.builtIn
    var row = try #require(table["h200"])
    row.pricePerHour = Sourced(2.5, .given, "test")
    try table.add(row)
    let plan = try Plan(try AdviceCases.subject("gemma-2b"))
    let first = try #require(Advice(plan: plan, table: table).machines.first)
    #expect(first.fit.selection.accelerator.name == "h200")
    #expect(first.pricePerHour == 2.5)
  }

  @Test("boards and laptops are offered for inference, alone, and never for training")
  func kinds() throws {
    let small = try AdviceCases.advice("smollm2-135m", PlanRequest()).machines
    let shared: Set<Accelerator.Kind> = [.board, .computer, .cpu]
    let boards = small.filter { shared.contains($0.fit.selection.accelerator.kind) }
    #expect(!boards.isEmpty)
    #expect(boards.allSatisfy { $0.fit.selection.count == 1 })
    #expect(small.contains { !shared.contains($0.fit.selection.accelerator.kind) })
    let training = try AdviceCases.training(on: [])
    let cards = try AdviceCases.advice("smollm2-135m", training).machines
    #expect(!cards.isEmpty)
    #expect(cards.allSatisfy { !shared.contains($0.fit.selection.accelerator.kind) })
  }

  @Test("machines for training fit with the layout that they name")
  func training() throws {
    let request = try AdviceCases.training(on: [])
    let advice = try AdviceCases.advice("llama-2-13b", request)
    #expect(!advice.machines.isEmpty)
    for machine in advice.machines {
      let recipe = try #require(machine.fit.recipe)
      #expect(recipe.layout.devices == machine.fit.selection.count)
      var again = request
      again.training = recipe
      again.isLayoutGiven = true
      again.isZeroGiven = true
      again.accelerators = [machine.fit.selection]
      let fit = try AdviceCases.fit("llama-2-13b", again)
      #expect(fit.fits && fit.perDeviceBytes == machine.fit.perDeviceBytes)
    }
  }

  @Test("this machine is judged where nothing was asked for and the table has it")
  func thisMachine() throws {
    var table = AcceleratorTable.builtIn
    try table.add(
      .thisMachine(
        cores: 2, memoryBytes: 8_000_000_000, bandwidthBytesPerSecond: 1e10, flops: 1e11))
    let plan = try Plan(try AdviceCases.subject("smollm2-135m"))
    let devices = Advice(plan: plan, table: table).devices
    #expect(devices.map(\.selection.accelerator.name) == [Accelerator.thisMachineName])
    #expect(devices.first?.fits == true)
    #expect(Advice(plan: plan).devices.isEmpty)
  }

  @Test("a bare size is judged by its weights, and says so")
  func size() throws {
    var request = try AdviceCases.inference(on: ["rtx4090"], precision: .plain(.bf16))
    let subject = PlanSubject(name: "13B", parameters: 13_000_000_000, source: .size)
    let advice = Advice(plan: try Plan(subject, request))
    let device = try #require(advice.devices.first)
    #expect(device.excessBytes == 26_000_000_000 - device.memoryBytes)
    #expect(device.largestContext == nil)
    #expect(device.bestPrecision == .blocks(.uniform(.q8_0)))
    let first = try #require(device.changes.first)
    #expect(first.fits)
    request = first.request
    #expect(try Plan(subject, request).fits.allSatisfy(\.fits))
    #expect(advice.notes.contains { $0.contains("weights alone") })
  }

  @Test("hostile sizes are refused or do not fit, without a trap")
  func hostile() throws {
    for count in [Int.max, Int.min, 0, -1] {
      let subject = PlanSubject(name: "x", parameters: count, source: .size)
      #expect(throws: SizingError.self) { try Plan(subject) }
    }
    var request = try AdviceCases.inference(
      on: ["h100x8"], precision: .plain(.f32), context: 1 << 24, batch: 65_536)
    let device = try #require(try AdviceCases.advice("llama-2-70b", request).devices.first)
    #expect(!device.fits)
    request = try AdviceCases.training(
      on: ["h100x8"], sequence: 1 << 20, microBatch: 1 << 12)
    let training = try AdviceCases.advice("gemma-2b", request)
    #expect(training.machines.isEmpty)
    #expect(training.devices.first?.fits == false)
    let absurd = try AdviceCases.training(on: ["h100x8"], sequence: 1 << 32, microBatch: 1 << 32)
    #expect(throws: SizingError.self) { try AdviceCases.advice("gemma-2b", absurd) }
  }
}
