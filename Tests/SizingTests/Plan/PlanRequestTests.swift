import ModelSpec
import Testing

@testable import Sizing

@Suite("What a plan makes of its request")
struct PlanRequestTests {
  private static func plan(
    _ model: String = "gemma-2b", _ change: (inout PlanRequest) -> Void
  ) throws -> Plan {
    var request = PlanRequest()
    change(&request)
    return try Plan(try AdviceCases.subject(model), request)
  }

  @Test("figures out of range are refused without any accelerator")
  func ranges() throws {
    let changes: [(inout PlanRequest) -> Void] = [
      { $0.utilization = 40 }, { $0.utilization = 0 }, { $0.utilization = .nan },
      { $0.powerUsageEffectiveness = 0.5 }, { $0.gridKilogramsPerKilowattHour = -1 },
      { $0.pricePerHour = .infinity }, { $0.days = 0 }, { $0.tokens = -1 }, { $0.threads = 0 },
      { $0.speedCase.promptTokens = 0 }, { $0.speedCase.depth = -1 }, { $0.batch = 65_537 },
    ]
    for change in changes {
      #expect(throws: SizingError.self) { try Self.plan("gemma-2b", change) }
    }
  }

  @Test("a context beyond the model's is noted, its own is not")
  func context() throws {
    #expect(
      try Self.plan { $0.context = 8193 }.notes.contains { $0.text.contains("8,192 positions") })
    #expect(try !Self.plan { $0.context = 8192 }.notes.contains { $0.text.contains("longer") })
    #expect(throws: SizingError.self) { try Self.plan("gpt-2") { $0.context = 2048 } }
  }

  @Test("a part is known as the least certain of its lines")
  func basis() throws {
    let plan = try Self.plan { $0.context = 1024 }
    #expect(plan.inferenceBasis == .exact)
    #expect(plan.trainingBasis == .modelled)
    #expect(Basis.leastCertain([.exact, .measured, .calibrated]) == .calibrated)
    let size = try Plan(PlanSubject(name: "7B", parameters: 7_000_000_000, source: .size))
    #expect(size.inferenceBasis == .modelled)
  }

  @Test("adapters are trained on a fine-tune's tokens, all parameters on 20 for each")
  func tokens() throws {
    for method in [TrainingMethod.lora(LowRankSpec(), base: nil), .qlora(LowRankSpec())] {
      let plan = try Self.plan {
        $0.training = TrainingRecipe(sequence: 1024)
        $0.training?.method = method
      }
      // 1,875 steps of 16 sequences of 512 tokens.
      #expect(plan.tokens == 15_360_000)
    }
    let full = try Self.plan { $0.training = TrainingRecipe(sequence: 1024) }
    #expect(full.tokens == 20 * 2_506_434_560)
    let given = try Self.plan {
      $0.training = TrainingRecipe(sequence: 1024)
      $0.training?.method = .qlora(LowRankSpec())
      $0.tokens = 1e9
    }
    #expect(given.tokens == 1e9)
  }

  @Test("the rule of storage takes the bytes of the precision that was asked for")
  func storageRule() throws {
    for (precision, bytes) in [
      (WeightPrecision.plain(.f32), 4.0), (.nominal(bits: 8), 1), (.nominal(bits: 4), 0.5),
    ] {
      let plan = try Self.plan { $0.precision = precision }
      let rule = try #require(plan.rules.first { $0.id == .storage })
      #expect(rule.value == 2_506_434_560 * bytes && rule.exact == rule.value)
    }
  }

  @Test("the rule for accelerators names its card")
  func card() throws {
    let rule = try #require(
      try Plan(
        try AdviceCases.subject("gemma-2b"), try AdviceCases.inference(on: ["t4x2"])
      ).rules.last)
    #expect(rule.id == .accelerators && rule.title.contains("t4"))
    #expect(rule.formula.contains("memory of t4"))
    #expect(try Self.plan { _ in }.rules.last?.formula.contains("rtx4090") == true)
  }

  @Test("no device has more usable memory than memory, whatever a driver or a file says")
  func usable() throws {
    for row in AcceleratorTable.builtIn.rows {
      #expect(row.usableMemoryBytes <= row.memoryBytes.value, "\(row.name)")
    }
    let file = """
      {"accelerators": [
        {"name": "a", "memoryGB": 10, "bandwidthGBps": 1, "visibleMemoryBytes": 11000000000},
        {"name": "b", "memoryGB": 10, "bandwidthGBps": 1, "visibleMemoryBytes": 9000000000},
        {"name": "h100", "usableShare": 0.5}]}
      """
    let table = try AcceleratorTable(adding: Array(file.utf8), named: "f")
    #expect(table["a"]?.usableMemoryBytes == 10_000_000_000)
    #expect(table["b"]?.usableMemoryBytes == 9_000_000_000)
    #expect(table["h100"]?.usableMemoryBytes == 40_000_000_000)
  }

  @Test("a row of a file may name a device by an alias, and leaves its figures as they are")
  func aliases() throws {
    let known = try #require(AcceleratorTable.builtIn["a100-80"])
    let alias = try #require(known.aliases.first)
    let file = #"{"accelerators": [{"name": "\#(alias.uppercased())", "pricePerHour": 1.5}]}"#
    let table = try AcceleratorTable(adding: Array(file.utf8), named: "f")
    let row = try #require(table[alias])
    #expect(row.name == "a100-80" && row.pricePerHour?.value == 1.5)
    #expect(row.memoryBytes == known.memoryBytes && table["a100-80"] == row)
    let twice =
      #"{"accelerators": [{"name": "\#(alias)", "pricePerHour": 1}, {"name": "a100-80", "pricePerHour": 2}]}"#
    #expect(throws: AcceleratorFileError.self) {
      try AcceleratorTable(adding: Array(twice.utf8), named: "f")
    }
    let renamed =
      #"{"accelerators": [{"name": "\#(alias)", "aliases": ["mine"], "pricePerHour": 1}]}"#
    let other = try AcceleratorTable(adding: Array(renamed.utf8), named: "f")
    #expect(other[alias]?.pricePerHour?.value == 1 && other["mine"]?.name == "a100-80")
  }

  @Test("memory bought is memory as it is sold, and training is ranked by the cost of its run")
  func bought() throws {
    var request = try AdviceCases.training(on: [])
    request.pricePerHour = 2
    let plan = try Plan(try AdviceCases.subject("gemma-2b"), request)
    let advice = Advice(plan: plan)
    let costs = advice.machines.map { $0.fit.run?.cost ?? .infinity }
    #expect(costs == costs.sorted() && costs.first != .infinity)
    #expect(advice.notes.contains { $0.contains("cost of the run") })
    let laptops = try AdviceCases.advice("smollm2-135m", PlanRequest()).machines
    for machine in laptops + advice.machines {
      let sold = machine.fit.selection.accelerator.memoryBytes.value
      #expect(machine.totalMemoryBytes == sold * machine.fit.selection.count)
    }
  }
}
