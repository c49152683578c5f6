import ModelSpec
import Testing

@testable import Sizing

@Suite("Training of a bare size")
struct SizeTrainingTests {
  private static let seven = PlanSubject(name: "7B", parameters: 7_000_000_000, source: .size)

  private static func request(
    _ cards: String, _ change: (inout PlanRequest) -> Void = { _ in }
  ) throws -> PlanRequest {
    var request = try AdviceCases.training(on: [cards])
    change(&request)
    return request
  }

  @Test(
    "ZeRO stages divide over replicas what the paper says: 16, 4 + 12/G, 2 + 14/G, 16/G bytes",
    arguments: [
      (0, 112_000_000_000), (1, 38_500_000_000), (2, 26_250_000_000), (3, 14_000_000_000),
    ])
  func stages(stage: Int, bytes: Int) throws {
    let request = try Self.request("rtx4090x8") {
      $0.training?.zero = ZeroStage(rawValue: stage) ?? .none
      $0.isZeroGiven = true
    }
    let fit = try #require(try Plan(Self.seven, request).fits.first)
    #expect(fit.perDeviceBytes == bytes)
    #expect(fit.fits == (bytes <= 24_000_000_000))
    #expect(fit.loadKind == .trainingState)
  }

  @Test("where no stage was given the lowest that fits is taken")
  func lowest() throws {
    let fit = try #require(try Plan(Self.seven, try Self.request("rtx4090x8")).fits.first)
    #expect(fit.recipe?.zero == .weights && fit.fits)
    let roomy = try #require(try Plan(Self.seven, try Self.request("b200x8")).fits.first)
    #expect(roomy.recipe?.zero == ZeroStage.none)
  }

  @Test("a frozen base has no gradients and no optimizer state, and adapters are not known")
  func adapters() throws {
    let count = 7_000_000_000
    for (method, base) in [
      (TrainingMethod.lora(LowRankSpec(), base: nil), 2 * count),
      // 4 bits, 8 bits for 64 values, 32 bits for 256 of those.
      (.qlora(LowRankSpec()), count / 2 + count / 64 + (count + 16_383) / 16_384 * 4),
    ] {
      let plan = try Plan(Self.seven, try Self.request("rtx4090") { $0.training?.method = method })
      let bill = try #require(plan.sizeTraining)
      #expect(bill.weightsBytes == base)
      #expect(bill.gradientBytes == nil && bill.optimizerBytes == nil)
      #expect(plan.fits.first?.perDeviceBytes == base)
      #expect(plan.notes.contains { $0.text.contains("adapters") })
    }
  }

  @Test("state that follows from shapes is unknown, not guessed")
  func optimizers() throws {
    for optimizer in [Optimizer.muon, .adafactor] {
      let plan = try Plan(
        Self.seven, try Self.request("h100") { $0.training?.optimizer = optimizer })
      #expect(plan.sizeTraining?.optimizerBytes == nil)
      // Weights, gradients and master copy are known: 2 + 2 + 4 bytes.
      #expect(plan.fits.first?.perDeviceBytes == 56_000_000_000)
    }
  }

  @Test("nonsense is refused as for a model whose architecture is known")
  func nonsense() throws {
    let changes: [(inout PlanRequest) -> Void] = [
      { $0.training?.microBatch = 0 }, { $0.training?.sequence = -1 },
      { $0.training?.layout.tensor = 0 }, { $0.training?.gradientAccumulation = 0 },
      { $0.training?.method = .lora(LowRankSpec(rank: 0), base: nil) }, { $0.batch = 0 },
      { $0.training?.layout.isSequenceParallel = true }, { $0.context = 0 },
    ]
    for change in changes {
      let request = try Self.request("h100", change)
      #expect(throws: SizingError.self) { try Plan(Self.seven, request) }
      #expect(throws: SizingError.self) {
        try Plan(try AdviceCases.subject("gemma-2b"), request)
      }
    }
    let layout = try Self.request("h100x4") {
      $0.isLayoutGiven = true
      $0.training?.layout.data = 64
    }
    #expect(throws: SizingError.self) { try Plan(Self.seven, layout) }
  }

  @Test("advice counts a size as its plan does")
  func advice() throws {
    let request = try Self.request("rtx4090x8")
    let plan = try Plan(Self.seven, request)
    let advice = Advice(plan: plan)
    #expect(advice.devices.first?.perDeviceBytes == plan.fits.first?.perDeviceBytes)
    for machine in advice.machines {
      var again = request
      again.accelerators = [machine.fit.selection]
      #expect(
        try Plan(Self.seven, again).fits.first?.perDeviceBytes == machine.fit.perDeviceBytes)
    }
  }
}
