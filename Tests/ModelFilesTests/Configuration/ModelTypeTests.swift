import JSON
import ModelSpec
import Testing
import Tokenizers

@testable import ModelFiles

@Suite("Which kind of model a configuration describes")
struct ModelTypeTests {
  @Test(
    "a model type of its maker's own is read as the class that it names",
    arguments: [
      ("deepseek_v3", "kimi_k2", "DeepseekV3ForCausalLM", Architecture.deepSeek3),
      ("llama", "somebody", "LlamaForCausalLM", .llama),
      ("llama", "somebody", "LlamaForSequenceClassification", .llama),
      ("llama", "somebody", "MinistralForCausalLM", .mistral),
      ("llama", "internlm", "InternLM2ForCausalLM", .internlm2),
      ("qwen3_moe", "somebody", "Qwen3MoeForCausalLM", .qwen3MoE),
      ("gpt2", "somebody", "GPT2LMHeadModel", .gpt2),
    ])
  func byClass(base: String, type: String, name: String, expected: Architecture) throws {
    let change = ConfigChange(
      "", of: base, #""model_type": "\#(type)", "architectures": ["\#(name)"]"#)
    let described = try ModelSpec.huggingFace(change.config(), name: "x")
    #expect(described.spec.architecture == expected)
    #expect(described.obstacleToReading == nil)
    #expect(described.notes.contains { $0.contains("\"\(type)\"") && $0.contains("architectures") })
  }

  @Test("without a model type the class tells, whatever its underscores")
  func classAlone() throws {
    let change = ConfigChange(
      "", of: "deepseek_v3", #""-model_type": 0, "architectures": ["DeepseekV3ForCausalLM"]"#)
    #expect(
      try ModelSpec.huggingFace(change.config(), name: "x").spec.architecture == .deepSeek3)
  }

  @Test("a known model type goes before the class")
  func typeFirst() throws {
    let change = ConfigChange("", #""architectures": ["Qwen2ForCausalLM"]"#)
    #expect(try ModelSpec.huggingFace(change.config(), name: "x").spec.architecture == .llama)
  }

  @Test("a known class with keys of its own, or an unknown one, is refused by its type")
  func unknown() throws {
    for change in [
      ConfigChange(
        "", of: "phi",
        #""model_type": "phi-msft", "-hidden_size": 0, "architectures": ["PhiForCausalLM"]"#),
      ConfigChange("", #""model_type": "mamba", "architectures": ["MambaForCausalLM"]"#),
    ] {
      let error = #expect(throws: ConfigError.self) {
        try ModelSpec.huggingFace(change.config(), name: "x")
      }
      #expect(error?.key == "model_type")
    }
  }

  @Test("the text part of a file of many kinds of input may name its class too")
  func inner() throws {
    let config = try JSONValue(
      parsing: """
        {"model_type": "kimi_k25", "architectures": ["KimiK25ForConditionalGeneration"],
         "text_config": {"model_type": "kimi_k2", "architectures": ["DeepseekV3ForCausalLM"],
         "hidden_size": 64, "num_hidden_layers": 2, "first_k_dense_replace": 1}}
        """)
    let described = try ModelSpec.huggingFace(config, name: "x")
    #expect(described.spec.architecture == .deepSeek3)
    #expect(described.obstacleToReading?.problem.contains("kimi_k25") == true)
  }
}
