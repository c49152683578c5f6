import ModelSpec
import Testing
import Tokenizers

@testable import ModelFiles

@Suite("What a configuration leaves out")
struct ConfigDefaultsTests {
  @Test("takes the model type's published default, and a note names it and the value")
  func notes() throws {
    let config = try ConfigChange("", "\"-rms_norm_eps\": 0, \"-rope_theta\": 0").config()
    let described = try ModelSpec.huggingFace(config, name: "x")
    #expect(described.spec.finalNorm.epsilon == 1e-6)
    #expect(described.spec.layers[0].attention.rotary?.theta == 10_000)
    #expect(described.notes.contains { $0.contains("rms_norm_eps") && $0.contains("1e-06") })
    #expect(described.notes.contains { $0.contains("rope_theta") && $0.contains("10000") })
  }

  @Test("a complete configuration has no notes about defaults")
  func complete() throws {
    let described = try ModelSpec.huggingFace(ConfigChange("", "").config(), name: "x")
    #expect(described.notes == [])
  }

  @Test("null means none where the field may be none, and the default elsewhere")
  func nulls() throws {
    let capped = try ConfigChange("", of: "gemma3_text", "\"final_logit_softcapping\": null")
      .config()
    #expect(try ModelSpec.huggingFace(capped, name: "x").spec.head.softcap == nil)
    let heads = try ConfigChange("", "\"num_key_value_heads\": null").config()
    let spec = try ModelSpec.huggingFace(heads, name: "x").spec
    #expect(spec.layers[0].attention.keyValueHeads == 4)
  }

  @Test("the model type is taken from the class where it is missing")
  func className() throws {
    let config = try ConfigChange("", "\"-model_type\": 0").config()
    #expect(try ModelSpec.huggingFace(config, name: "x").spec.architecture == .llama)
  }
}
