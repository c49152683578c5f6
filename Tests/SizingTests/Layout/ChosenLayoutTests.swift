import ModelSpec
import Testing

@testable import Sizing

@Suite("The layout that a plan takes")
struct ChosenLayoutTests {
  private static func plan(_ model: String, _ request: PlanRequest) throws -> Plan {
    try Plan(try AdviceCases.subject(model), request)
  }

  @Test(
    "several devices without a layout are given the first that advice lists, and it is named",
    arguments: [("gemma-7b", "tpu-v5ex4096"), ("llama-3-8b", "h100x16"), ("gemma-2b", "h100x12")])
  func searched(model: String, cards: String) throws {
    let request = try AdviceCases.training(on: [cards], sequence: 4096)
    let plan = try Self.plan(model, request)
    let fit = try #require(plan.fits.first)
    let spec = try #require(plan.subject.spec)
    let listed = try ParallelPlan(
      spec, recipe: TrainingRecipe(sequence: 4096), cluster: Cluster(fit.selection))
    let best = try #require(listed.layouts.first)
    #expect(fit.fits && fit.isLayoutSearched)
    #expect(fit.recipe == best.recipe && fit.perDeviceBytes == best.perDeviceBytes)
    #expect(plan.training?.recipe == best.recipe)
    let text = try #require(fit.layoutText)
    #expect(plan.notes.contains { $0.text.contains(text) && $0.text.contains("chosen") })
  }

  @Test("a layout of more devices than there are is refused with both numbers")
  func tooLarge() throws {
    var request = try AdviceCases.training(on: ["h100x4"])
    request.isLayoutGiven = true
    request.training?.layout = ParallelLayout(data: 64)
    #expect {
      try Self.plan("llama-3-8b", request)
    } throws: {
      "\($0)".contains("4 x h100")
        && ($0 as? SizingError)?.advice == .devices(accelerator: "h100", count: 64)
    }
    request.isLayoutGiven = false
    request.isShardingGiven = true
    request.training?.layout = ParallelLayout(tensor: 8)
    #expect(throws: SizingError.self) { try Self.plan("llama-3-8b", request) }
    request.training?.layout = ParallelLayout(tensor: 2)
    let fit = try #require(try Self.plan("llama-3-8b", request).fits.first)
    #expect(fit.recipe?.layout == ParallelLayout(tensor: 2, data: 2))
    #expect(!fit.isLayoutSearched)
  }

  @Test("a layout of fewer devices takes the time of those, and says so")
  func smaller() throws {
    var request = try AdviceCases.training(on: ["h100x4"])
    request.isLayoutGiven = true
    request.training?.layout = ParallelLayout(data: 2)
    let plan = try Self.plan("llama-3-8b", request)
    #expect(plan.fits.first?.run?.accelerators == 2)
    #expect(plan.notes.contains { $0.text.contains("uses 2 of 4 x h100") })
  }

  @Test("what was given of a recipe stays as it is in the layout that is found")
  func kept() throws {
    var request = try AdviceCases.training(on: ["h100x8"])
    request.training?.microBatch = 3
    request.training?.zero = .weights
    request.training?.recompute = .none
    request.isZeroGiven = true
    request.isRecomputeGiven = true
    let recipe = try #require(try Self.plan("gemma-2b", request).fits.first?.recipe)
    #expect(recipe.microBatch == 3 && recipe.zero == .weights && recipe.recompute == .none)
    request.training?.gradientAccumulation = 5
    let other = try #require(try Self.plan("gemma-2b", request).fits.first?.recipe)
    #expect(other.microBatches == 5 && other.microBatch == 3)
    #expect(other.layout.devices == 8)
  }

  @Test("that any layout fits is said exactly where the search finds one")
  func quickAnswer() throws {
    for sequence in [1024, 4096, 16_384, 65_536] {
      for cards in ["rtx4090x8", "tpu-v5ex16", "h100x2"] {
        let request = try AdviceCases.training(on: [cards], sequence: sequence)
        let subject = try AdviceCases.subject("gemma-2b")
        let selection = try AdviceCases.cards(cards)
        let (spec, recipe) = (try #require(subject.spec), try #require(request.training))
        let found = try request.spread(recipe, spec, over: selection)
        let fits = found.bytes <= selection.accelerator.usableMemoryBytes
        #expect(request.canSpread(recipe, spec, over: selection) == fits, "\(cards) \(sequence)")
      }
    }
  }

  @Test("devices whose rate is not known are given a layout too")
  func unknownRate() throws {
    let row = Accelerator(
      name: "some", displayName: "some", maker: "any", kind: .gpu,
      memoryBytes: Sourced(24_000_000_000, .given, "test"),
      bandwidthBytesPerSecond: Sourced(1, .given, "test"))
    var request = try AdviceCases.training(on: [])
    request.accelerators = [try AcceleratorSelection(row, count: 8)]
    let fit = try #require(try Self.plan("gemma-2b", request).fits.first)
    #expect(fit.fits && fit.isLayoutSearched && fit.run == nil)
  }

  @Test("inference that does not fit with each matrix shared by all is cut into stages or replicas")
  func inference() throws {
    // Latent vectors are whole on each device that shares a matrix, so only stages divide them.
    let request = try AdviceCases.inference(
      on: ["rtx4090x64"], precision: .plain(.bf16), context: 163_840)
    let plan = try Self.plan("deepseek-v3", request)
    let fit = try #require(plan.fits.first)
    let layout = try #require(fit.inferenceLayout)
    let spec = try #require(plan.subject.spec)
    let shared = try #require(plan.inference).bytesPerDevice(spec, devices: 64)
    #expect(shared > fit.memoryBytes)
    #expect(layout.pipeline > 1 && layout.tensor * layout.pipeline * layout.data == 64)
    #expect(fit.fits == (fit.perDeviceBytes <= fit.memoryBytes))
    #expect(fit.perDeviceBytes < shared)
    #expect(plan.notes.contains { $0.text.contains(layout.text) })
    // One key/value head cannot be divided, sequences can.
    let many = try AdviceCases.inference(on: ["rtx4090x8"], context: 8192, batch: 512)
    let replicated = try #require(try Self.plan("gemma-2b", many).fits.first)
    #expect(replicated.fits && replicated.inferenceLayout?.tensor != 8)
  }

  @Test("without need the layout of inference is as it was: each matrix is shared by all")
  func whole() throws {
    let request = try AdviceCases.inference(on: ["h100x16"], context: 8192)
    let plan = try Self.plan("llama-3-8b", request)
    let fit = try #require(plan.fits.first)
    let spec = try #require(plan.subject.spec)
    #expect(fit.perDeviceBytes == plan.inference?.bytesPerDevice(spec, devices: 16))
    #expect(!fit.isLayoutSearched)
    #expect(fit.inferenceLayout == InferenceLayout(tensor: 16))
  }
}
