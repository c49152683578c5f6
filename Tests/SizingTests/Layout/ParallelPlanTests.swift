import ModelSpec
import Sizing
import Testing

@Suite("Layouts for a cluster")
struct ParallelPlanTests {
  static let cases: [(String, String)] = [
    ("llama-2-7b", "h100x8"), ("llama-2-13b", "a100-80x16"), ("llama-2-70b", "h100x64"),
    ("llama-3-8b", "mi300xx8"),
  ]

  static func plan(
    _ model: String, _ cards: String, sequence: Int = 2048, sequences: Int? = nil,
    network: Double? = 50e9
  ) throws -> ParallelPlan {
    let spec = try #require(try AdviceCases.subject(model).spec)
    return try ParallelPlan(
      spec, recipe: TrainingRecipe(sequence: sequence),
      cluster: try Cluster(try AdviceCases.cards(cards), networkBytesPerSecond: network),
      sequencesPerStep: sequences)
  }

  @Test("each layout uses every device, keeps to its node, and fits by the bill")
  func valid() throws {
    for (model, cards) in Self.cases {
      let plan = try Self.plan(model, cards)
      let spec = try #require(try AdviceCases.subject(model).spec)
      #expect(!plan.layouts.isEmpty && plan.layouts.count <= 5, "\(model)")
      for layout in plan.layouts {
        let parts = layout.recipe.layout
        #expect(parts.devices == plan.cluster.selection.count)
        #expect(plan.cluster.devicesPerNode % parts.tensor == 0)
        #expect(parts.pipeline <= spec.layers.count)
        let bill = try TrainingBill(spec, recipe: layout.recipe)
        #expect(bill.perDeviceBytes == layout.perDeviceBytes)
        #expect(layout.perDeviceBytes <= layout.memoryBytes)
        #expect(
          layout.recipe.tokensPerStep == Double(plan.sequencesPerStep * layout.recipe.sequence))
      }
      #expect(Set(plan.layouts.map(\.recipe)).count == plan.layouts.count)
    }
  }

  @Test("the fastest comes first, and a step is the sum of its parts")
  func ranking() throws {
    for (model, cards) in Self.cases {
      let layouts = try Self.plan(model, cards).layouts
      let seconds = layouts.map(\.cost.totalSeconds)
      #expect(seconds == seconds.sorted())
      for layout in layouts {
        let cost = layout.cost
        #expect(
          cost.totalSeconds == cost.computeSeconds + cost.bubbleSeconds + cost.tensorSeconds
            + cost.pipelineSeconds + cost.dataSeconds)
        let parts = layout.recipe.layout
        #expect((parts.tensor == 1) == (cost.tensorSeconds == 0))
        #expect((parts.pipeline == 1) == (cost.pipelineSeconds == 0 && cost.bubbleSeconds == 0))
        #expect((parts.data == 1) == (cost.dataSeconds == 0))
        let share = Double(parts.pipeline - 1) / Double(layout.recipe.microBatches)
        #expect(abs(layout.bubble - share) < 1e-12)
      }
    }
  }

  @Test("computing alone takes operations over rate: one card, no exchange")
  func oneCard() throws {
    let plan = try Self.plan("smollm2-135m", "h100", sequences: 64)
    let spec = try #require(try AdviceCases.subject("smollm2-135m").spec)
    let layout = try #require(plan.layouts.first)
    let operations = try TrainingOperations(
      spec, recipe: layout.recipe, tokens: 64 * 2048)
    let expected = operations.hardware / (989.4e12 * TrainingRun.assumedUtilization)
    #expect(abs(layout.cost.totalSeconds / expected - 1) < 1e-9)
    #expect(layout.cost.communicationSeconds == 0)
  }

  @Test("gradients of replicas take a ring's time over the link")
  func gradients() throws {
    let plan = try Self.plan("smollm2-135m", "h100x8", sequences: 64)
    let layout = try #require(
      plan.layouts.first { $0.recipe.layout.data == 8 && $0.recipe.zero == .none })
    let count = ParameterCount(try #require(try AdviceCases.subject("smollm2-135m").spec)).total
    let expected = ParallelCost.gradientReductionSeconds(
      gradientBytes: 2 * Double(count), replicas: 8, bandwidth: 450e9)
    #expect(abs(layout.cost.dataSeconds / expected - 1) < 1e-9)
  }

  @Test("tensor-parallel sums take four rings of the stream a layer and micro-batch over the link")
  func tensorTraffic() throws {
    let spec = try #require(try AdviceCases.subject("llama-2-70b").spec)
    let plan = try Self.plan("llama-2-70b", "h100x64")
    let layout = try #require(plan.layouts.first { $0.recipe.layout.tensor > 1 })
    let (recipe, parts) = (layout.recipe, layout.recipe.layout)
    let stream = 2.0 * Double(recipe.microBatch * recipe.sequence * spec.modelDimension)
    let each = 4 * 2 * Double(parts.tensor - 1) / Double(parts.tensor) * stream
    let layers = (spec.layers.count + parts.pipeline - 1) / parts.pipeline
    let expected = each * Double(layers * recipe.microBatches) / 450e9
    #expect(recipe.recompute == .selective)
    #expect(abs(layout.cost.tensorSeconds / expected - 1) < 1e-9)
  }

  @Test("a slower network never makes the best step faster")
  func network() throws {
    var last = 0.0
    for network in [400e9, 50e9, 5e9, 1.25e9] {
      let best = try #require(
        try Self.plan("llama-2-13b", "a100-80x16", network: network).layouts.first)
      #expect(best.cost.totalSeconds >= last)
      last = best.cost.totalSeconds
    }
  }

  @Test("no layout of several nodes gets by without their network")
  func everyLayoutCrosses() throws {
    for (model, cards) in [("llama-2-7b", "h100x16"), ("llama-2-7b", "h100x24")] {
      let plan = try Self.plan(model, cards, network: 1e3)
      #expect(!plan.layouts.isEmpty)
      for layout in plan.layouts {
        #expect(layout.cost.communicationSeconds > 100 * layout.cost.computeSeconds)
      }
    }
    let one = try Self.plan("llama-2-7b", "h100x8", network: 1e3)
    #expect(one.layouts == (try Self.plan("llama-2-7b", "h100x8", network: 1e12)).layouts)
  }

  @Test("where nothing fits, the limit and the missing bytes are named")
  func nothing() throws {
    let plan = try Self.plan("llama-2-70b", "t4x2")
    #expect(plan.layouts.isEmpty)
    let shortfall = try #require(plan.shortfall)
    #expect(shortfall.excessBytes > 0)
    let spec = try #require(try AdviceCases.subject("llama-2-70b").spec)
    #expect(
      try TrainingBill(spec, recipe: shortfall.recipe).perDeviceBytes == shortfall.perDeviceBytes)
    #expect(plan.problem?.contains("capacity") == true)
  }

  @Test("a step of fewer sequences than can be divided has no layout, and says so")
  func indivisible() throws {
    let plan = try Self.plan("smollm2-135m", "h100x7", sequences: 1)
    #expect(plan.layouts.isEmpty && plan.shortfall == nil)
    #expect(plan.problem?.contains("no layout") == true)
  }

  @Test("an assumed network is said to be assumed; a given one is not")
  func assumed() throws {
    let assumed = try Self.plan("llama-2-7b", "h100x16", network: nil)
    #expect(assumed.notes.contains { $0.contains("assumed") })
    #expect(assumed.cluster.networkBytesPerSecond.value == 1.25e9)
    #expect(try !Self.plan("llama-2-7b", "h100x16").notes.contains { $0.contains("assumed") })
  }

  @Test("hostile figures are refused, not trapped on")
  func hostile() throws {
    let spec = try #require(try AdviceCases.subject("smollm2-135m").spec)
    let cards = try AdviceCases.cards("h100x8")
    let recipe = TrainingRecipe(sequence: 2048)
    for size in [0, -1, 3, Int.max] {
      #expect(throws: SizingError.self) { try Cluster(cards, devicesPerNode: size) }
    }
    for network in [0, -1, Double.nan, .infinity] {
      #expect(throws: SizingError.self) { try Cluster(cards, networkBytesPerSecond: network) }
    }
    let cluster = try Cluster(cards)
    for sequences in [0, -1, Int.max] {
      #expect(throws: SizingError.self) {
        try ParallelPlan(spec, recipe: recipe, cluster: cluster, sequencesPerStep: sequences)
      }
    }
    for sequence in [0, -5, Int.max] {
      #expect(throws: SizingError.self) {
        try ParallelPlan(spec, recipe: TrainingRecipe(sequence: sequence), cluster: cluster)
      }
    }
    #expect(throws: SizingError.self) {
      try ParallelPlan(spec, recipe: recipe, cluster: cluster, utilization: 1.5)
    }
  }
}
