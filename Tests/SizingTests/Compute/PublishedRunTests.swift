import ModelSpec
import Testing

@testable import Sizing

/// Runs as their makers report them; N is all parameters, embeddings included.
struct PublishedRun: CustomTestStringConvertible {
  var testDescription: String
  var parameters: Double
  var tokens: Double
  var hours: Double
  var densePeak: Double
  var watts: Double
  var utilization: Double
  var megawattHours: Double?

  static let all = [
    PublishedRun(
      testDescription: "Llama 2 7B", parameters: 6_738_415_616, tokens: 2e12, hours: 184_320,
      densePeak: 312e12, watts: 400, utilization: 39.1, megawattHours: 73.7),
    PublishedRun(
      testDescription: "Llama 2 13B", parameters: 13_015_864_320, tokens: 2e12, hours: 368_640,
      densePeak: 312e12, watts: 400, utilization: 37.7, megawattHours: 147.5),
    PublishedRun(
      testDescription: "Llama 2 70B", parameters: 68_976_648_192, tokens: 2e12, hours: 1_720_320,
      densePeak: 312e12, watts: 400, utilization: 42.8, megawattHours: 688.1),
    PublishedRun(
      testDescription: "Llama 3 8B", parameters: 8_030_261_248, tokens: 15e12, hours: 1_300_000,
      densePeak: 989e12, watts: 700, utilization: 15.6, megawattHours: nil),
    PublishedRun(
      testDescription: "Llama 3 70B", parameters: 70_553_706_496, tokens: 15e12,
      hours: 6_400_000, densePeak: 989e12, watts: 700, utilization: 27.9, megawattHours: nil),
  ]
}

@Suite("Published training runs")
struct PublishedRunTests {
  static let specs: [String: ModelSpec] = [
    "Llama 2 7B": TrainingModels.llama2Small, "Llama 2 13B": TrainingModels.llama2Middle,
    "Llama 2 70B": TrainingModels.llama2Large, "Llama 3 8B": TrainingModels.llama3Small,
    "Llama 3 70B": TrainingModels.llama3Large,
  ]

  @Test("6 N D over accelerator-hours gives the utilization", arguments: PublishedRun.all)
  func utilization(run: PublishedRun) throws {
    let spec = try #require(Self.specs[run.testDescription])
    #expect(Double(ParameterCount(spec).total) == run.parameters)
    let share = ModelUtilization.modelFlopsUtilization(
      operations: TrainingOperations.estimate(parameters: run.parameters, tokens: run.tokens),
      acceleratorHours: run.hours, densePeak: run.densePeak)
    #expect((share * 1000).rounded() / 10 == run.utilization)
  }

  @Test(
    "at that utilization the run takes the reported hours and energy", arguments: PublishedRun.all)
  func hours(run: PublishedRun) throws {
    let operations = TrainingOperations.estimate(parameters: run.parameters, tokens: run.tokens)
    let share = ModelUtilization.modelFlopsUtilization(
      operations: operations, acceleratorHours: run.hours, densePeak: run.densePeak)
    let predicted = try TrainingRun(
      operations: operations, accelerators: 2048, densePeak: run.densePeak, utilization: share,
      powerWatts: run.watts)
    #expect(abs(predicted.acceleratorHours / run.hours - 1) < 1e-12)
    #expect(abs(predicted.days - run.hours / 2048 / 24) < 1e-9)
    if let energy = run.megawattHours {
      let megawattHours = try #require(predicted.energyKilowattHours) / 1000
      #expect((megawattHours * 10).rounded() / 10 == energy)
    }
  }

  @Test("Llama 2's 31.22 t of CO2 follow from 0.4234 kg a kilowatt-hour")
  func carbon() throws {
    let run = try TrainingRun(
      operations: 312e12 * 663_552_000, accelerators: 1, densePeak: 312e12, utilization: 1,
      powerWatts: 400, gridKilogramsPerKilowattHour: 0.4234, pricePerAcceleratorHour: 2)
    #expect((try #require(run.carbonTonnes) * 100).rounded() / 100 == 31.22)
    #expect(try #require(run.cost) == 2 * 184_320)
  }

  @Test("without a power there is no energy, without a price no cost, and zero stands for neither")
  func unknowns() throws {
    let run = try TrainingRun(operations: 1e20, accelerators: 8, densePeak: 1e14)
    #expect(run.utilization == TrainingRun.assumedUtilization)
    #expect(run.energyKilowattHours == nil)
    #expect(run.carbonTonnes == nil)
    #expect(run.cost == nil)
  }

  @Test("a sparse rate as reference halves the utilization; the dense one is right")
  func sparseReference() {
    let operations = 0.4 * 989e12 * 3_600_000
    let dense = ModelUtilization.modelFlopsUtilization(
      operations: operations, acceleratorHours: 1000, densePeak: 989e12)
    let sparse = ModelUtilization.modelFlopsUtilization(
      operations: operations, acceleratorHours: 1000, densePeak: 1979e12)
    #expect(abs(dense - 0.4) < 1e-12)
    #expect(abs(sparse / dense - 0.5) < 0.001)
  }

  @Test("a run refuses what cannot be")
  func refusals() {
    for share in [0, -0.1, 1.1, Double.nan] {
      #expect(throws: SizingError.self) {
        try TrainingRun(operations: 1, accelerators: 1, densePeak: 1, utilization: share)
      }
    }
    #expect(throws: SizingError.self) {
      try TrainingRun(operations: 1, accelerators: 0, densePeak: 1)
    }
    #expect(throws: SizingError.self) {
      try TrainingRun(operations: 1, accelerators: 1, densePeak: .infinity)
    }
    #expect(throws: SizingError.self) {
      try TrainingRun(
        operations: 1, accelerators: 1, densePeak: 1, powerUsageEffectiveness: 0.9)
    }
    #expect(throws: SizingError.self) {
      try TrainingRun(operations: 1, accelerators: 1, densePeak: 1, pricePerAcceleratorHour: -1)
    }
  }

  @Test("the PaLM paper's count: 6 N + 12 L H Q T, and a MFU from tokens per second")
  func palm() {
    let count = ModelUtilization.palmOperationsPerToken(
      parameters: 540e9, layers: 118, heads: 48, headDimension: 256, sequence: 2048)
    let attention: Int = 12 * 118 * 48 * 256 * 2048
    #expect(count == 3240e9 + Double(attention))
    // Appendix B: 238,300 tokens per second on 6,144 chips of 275e12 operations per second, 46.2 %
    // with attention.
    let share = ModelUtilization.modelFlopsUtilization(
      operationsPerToken: count, tokensPerSecond: 238_300, accelerators: 6144, densePeak: 275e12)
    #expect((share * 1000).rounded() / 10 == 46.2)
  }
}
