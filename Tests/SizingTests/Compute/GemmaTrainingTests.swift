import ModelSpec
import Testing

@testable import Sizing

/// The worked example of the documentation: what is printed there is asserted here.
@Suite("Gemma's own training (arXiv 2403.08295)")
struct GemmaTrainingTests {
  struct Run: CustomTestStringConvertible {
    var testDescription: String
    var tokens: Double
    var chips: Int
    /// 6 N D and the exact count at sequences of 8,192, in units of 10^20.
    var estimate: Double
    var exact: Double
    /// Days at 40 % of 197 x 10^12 operations per second, in hundredths: by 6 N D, and exactly.
    var estimatedDays: Double
    var exactDays: Double

    static let all = [
      Run(
        testDescription: "gemma-2b", tokens: 2e12, chips: 512, estimate: 300.8, exact: 337.0,
        estimatedDays: 8.63, exactDays: 9.67),
      Run(
        testDescription: "gemma-7b", tokens: 6e12, chips: 4096, estimate: 3073.7, exact: 3411.9,
        estimatedDays: 11.02, exactDays: 12.23),
    ]
  }

  @Test("operations and days on TPU v5e", arguments: Run.all)
  func days(run: Run) throws {
    let spec = try #require(Catalogue.model(named: run.testDescription)?.spec)
    let count = try TrainingOperations(
      spec, recipe: TrainingRecipe(sequence: 8192), tokens: run.tokens)
    #expect((count.sixTimesParametersTokens / 1e19).rounded() / 10 == run.estimate)
    #expect((count.model / 1e19).rounded() / 10 == run.exact)
    for (operations, days) in [
      (count.sixTimesParametersTokens, run.estimatedDays), (count.model, run.exactDays),
    ] {
      let training = try TrainingRun(
        operations: operations, accelerators: run.chips, densePeak: 197e12)
      #expect((training.days * 100).rounded() / 100 == days)
      #expect(training.energyKilowattHours == nil)
    }
  }

  @Test("memory of one device, in bytes")
  func memory() throws {
    let spec = try #require(Catalogue.model(named: "gemma-2b")?.spec)
    let bill = try TrainingBill(spec, recipe: TrainingRecipe(standardFor: spec))
    #expect(bill.bytes(of: .weights) == 5_012_869_120)
    #expect(bill.bytes(of: .gradients) == 5_012_869_120)
    #expect(bill.bytes(of: .optimizer) == 30_077_214_720)
    #expect(bill.bytes(of: .activations) == 22_078_062_592)
    #expect(bill.mostLoaded.line("activations.logits")?.bytes == 10_491_002_880)
    #expect(bill.perDeviceBytes == 62_181_015_552)
  }

  @Test("the rules of thumb beside the bill of gemma-2b on 24 GB")
  func rules() throws {
    let spec = try #require(Catalogue.model(named: "gemma-2b")?.spec)
    let bill = try TrainingBill(spec, recipe: TrainingRecipe(standardFor: spec))
    let rules = try RuleOfThumb.all(
      for: spec, bill: bill, accelerator: AcceleratorTable.builtIn["rtx4090"])
    let ratios = rules.compactMap { rule in
      rule.ratio.map { (rule.id, ($0 * 100).rounded() / 100) }
    }
    #expect(
      Dictionary(uniqueKeysWithValues: ratios)
        == [.trainingMemory: 1, .activations: 4.57, .accelerators: 1.1])
    #expect(rules.first { $0.id == .accelerators }?.wholeAccelerators == 3)
  }

  @Test("both were trained far beyond 20 tokens a parameter")
  func beyondChinchilla() {
    #expect((2e12 / 2_506_434_560).rounded() == 798)
    #expect((6e12 / 8_538_074_112).rounded() == 703)
    #expect(ScalingLaw.optimalTokens(parameters: 2_506_434_560) == 50_128_691_200)
  }

  @Test("eight replicas with ZeRO 3 and full recomputation fit 16 GB only with the loss in place")
  func divided() throws {
    let spec = try #require(Catalogue.model(named: "gemma-2b")?.spec)
    var recipe = TrainingRecipe(standardFor: spec)
    recipe.zero = .weights
    recipe.layout.data = 8
    recipe.recompute = .full
    #expect(try TrainingBill(spec, recipe: recipe).perDeviceBytes == 18_157_858_816)
    recipe.loss = .inPlace
    #expect(try TrainingBill(spec, recipe: recipe).perDeviceBytes == 11_863_257_088)
  }
}
