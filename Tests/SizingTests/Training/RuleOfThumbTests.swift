import ModelSpec
import Testing

@testable import Sizing

@Suite("Rules of thumb")
struct RuleOfThumbTests {
  @Test("200 billion parameters of 8 bytes are 1,600 GB")
  func storage() {
    #expect(RuleOfThumb.storage(parameters: 200e9, bytesPerParameter: 8).value == 1600e9)
  }

  @Test("7 billion parameters: 28 GB in fp32, 14 in bf16, 7 in int8")
  func precisions() {
    for (bytes, gigabytes) in [(4.0, 28.0), (2, 14), (1, 7)] {
      let rule = RuleOfThumb.storage(parameters: 7e9, bytesPerParameter: bytes)
      #expect(rule.value == gigabytes * 1e9)
    }
  }

  @Test("7 billion parameters on 24 GB: 6.56, so 7 accelerators")
  func accelerators() throws {
    let rule = try RuleOfThumb.accelerators(parameters: 7e9, memoryBytes: 24e9)
    #expect(rule.value == 6.5625)
    #expect(rule.wholeAccelerators == 7)
    #expect(rule.formula == "parameters x 18 x 1.25 / memory = 7 x 18 x 1.25 / 24 GB")
    #expect(throws: SizingError.self) {
      try RuleOfThumb.accelerators(parameters: 7e9, memoryBytes: 0)
    }
  }

  @Test("(x + y + 12) x parameters: 16 bytes in mixed bf16, 20 in fp32")
  func trainingMemory() {
    #expect(RuleOfThumb.trainingMemory(parameters: 7e9, precision: .mixedBF16).value == 112e9)
    #expect(RuleOfThumb.trainingMemory(parameters: 7e9, precision: .fp32).value == 140e9)
  }

  @Test("l x b x s x h x p x 16 is a lower bound, and says so")
  func activations() throws {
    let spec = TrainingModels.llama2Small
    let bill = try TrainingBill(spec, recipe: TrainingRecipe(sequence: 4096))
    let rules = try RuleOfThumb.all(for: spec, bill: bill)
    let rule = try #require(rules.first { $0.id == .activations })
    let expected: Int = 32 * 4096 * 4096 * 2 * 16
    #expect(rule.value == Double(expected))
    #expect(rule.formula.contains("C > 16"))
    #expect(try #require(rule.ratio) > 1)
  }

  @Test("bf16 inference stays below a quarter of training: 14 of 28 GB for 7 billion")
  func inferenceQuarter() throws {
    let training = RuleOfThumb.trainingMemory(parameters: 7e9, precision: .mixedBF16)
    let rule = RuleOfThumb.inferenceBelowQuarter(
      trainingBytes: training.value, exactInference: 14e9)
    #expect(rule.value == 28e9)
    #expect(rule.ratio == 0.5)
  }

  @Test("beside the bill, the training rule is exact for mixed AdamW and wrong for others")
  func besideTheBill() throws {
    let spec = TrainingModels.llama2Small
    var recipe = TrainingRecipe(sequence: 512)
    for (optimizer, ratio) in [(Optimizer.adamW, 1.0), (.lion, 12.0 / 16)] {
      recipe.optimizer = optimizer
      let bill = try TrainingBill(spec, recipe: recipe)
      let rules = try RuleOfThumb.all(
        for: spec, bill: bill, accelerator: AcceleratorTable.builtIn["rtx4090"])
      #expect(Set(rules.map(\.id)) == Set(RuleOfThumb.ID.allCases))
      #expect(rules.first { $0.id == .trainingMemory }?.ratio == ratio)
    }
  }
}
