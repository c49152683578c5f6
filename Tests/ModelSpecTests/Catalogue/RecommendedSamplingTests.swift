import ModelSpec
import Testing

@Suite("What makers recommend")
struct RecommendedSamplingTests {
  private func recommended(_ names: [String], of known: String) throws -> RecommendedSampling? {
    let spec = try #require(Catalogue.model(named: known)?.spec)
    return Catalogue.recommendedSampling(calledOneOf: names, shapedAs: spec)
  }

  @Test(
    "a tuned model is known by any of its names, whatever its format",
    arguments: [
      "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf",
      "SmolLM2-135M-Instruct-Q4_K_M.gguf",
      "HuggingFaceTB/SmolLM2-135M-Instruct", "Smollm2 135M Instruct",
      "smollm2-135m-instruct-f16.gguf",
      "SmolLM2-135M-Instruct-IQ4_XS-00001-of-00002.gguf",
    ])
  func names(name: String) throws {
    let found = try #require(try recommended(["Ep2 Mix1", name], of: "smollm2-135m"))
    #expect((found.temperature, found.topP, found.topK) == (0.2, 0.9, nil))
    #expect(found.source.contains("SmolLM2"))
  }

  @Test("base models, further trained ones and other shapes have no recommendation")
  func others() throws {
    #expect(try recommended(["smollm2-135m"], of: "smollm2-135m") == nil)
    #expect(try recommended(["my-SmolLM2-135M-Instruct"], of: "smollm2-135m") == nil)
    #expect(try recommended(["SmolLM2-135M-Instruct-finetuned"], of: "smollm2-135m") == nil)
    #expect(try recommended(["smollm2-135m-instruct"], of: "smollm2-360m") == nil)
    #expect(try recommended(["qwen3-0.6b-base"], of: "qwen3-0.6b") == nil)
    #expect(try recommended(["qwen3-coder-30b-a3b-instruct"], of: "qwen3-30b-a3b") == nil)
    #expect(try recommended([], of: "smollm2-135m") == nil)
    #expect(try recommended(["smollm2-135m.gguf", "chat"], of: "smollm2-135m") == nil)
  }

  @Test("each family has its maker's values")
  func families() throws {
    let gemma = try #require(try recommended(["gemma-3-270m-it"], of: "gemma-3-270m"))
    #expect((gemma.temperature, gemma.topK, gemma.topP) == (1, 64, 0.95))
    let qwen = try #require(try recommended(["Qwen2.5-Coder-1.5B-Instruct"], of: "qwen2.5-1.5b"))
    #expect((qwen.temperature, qwen.topK, qwen.topP) == (0.7, 20, 0.8))
    #expect(qwen.repetitionPenalty == 1.05)
    let thinking = try #require(try recommended(["Qwen3-0.6B"], of: "qwen3-0.6b"))
    #expect((thinking.temperature, thinking.topK, thinking.topP) == (0.6, 20, 0.95))
    let llama = try #require(
      try recommended(["Meta-Llama-3.1-8B-Instruct"], of: "llama-3.1-8b"))
    #expect((llama.temperature, llama.topP) == (0.6, 0.9))
    for model in Catalogue.models {
      guard let sampling = model.sampling else { continue }
      #expect(!sampling.source.isEmpty)
    }
  }
}
