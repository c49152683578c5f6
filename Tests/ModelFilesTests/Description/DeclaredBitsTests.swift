import ModelSpec
import Testing

@testable import ModelFiles

@Suite("Quantisers by their names")
struct DeclaredBitsTests {
  private func describe(_ quantization: String, mixture: Bool = false) throws -> ModelDescription {
    let folder = try TemporaryFolder()
    let experts = mixture ? #""num_local_experts": 4, "num_experts_per_tok": 2,"# : ""
    let config = """
      {"model_type": "\(mixture ? "mixtral" : "llama")", \(experts) "vocab_size": 128,
       "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
       "num_attention_heads": 2, "num_key_value_heads": 2,
       "quantization_config": \(quantization)}
      """
    try folder.write(Array(config.utf8), to: "config.json")
    return try ModelDescription(reading: folder("config.json"))
  }

  @Test(
    "weights of a quantiser whose bits are not known are reckoned as before it, and named so",
    arguments: ["squeezellm", "aqlm", "int", "fp99", "exl2"])
  func unknown(method: String) throws {
    let description = try describe(#"{"quant_method": "\#(method)", "bits": 4.65}"#)
    let storage = try #require(try description.weightStorage())
    let spec = try #require(description.spec)
    #expect(storage.isReckoned && storage.name == "bf16 before \(method)")
    #expect(storage.totalBytes == 2 * ParameterCount(spec).total)
    #expect(description.notes.contains { $0.contains("does not tell the bits of \(method)") })
  }

  @Test(
    "a name that states its bits is read, and an alias like the name that it stands for",
    arguments: [
      (#"{"quant_method": "auto_gptq", "bits": 3}"#, "GPTQ 3 bits, groups of 128"),
      (#"{"quant_method": "auto_awq", "w_bit": 4}"#, "AWQ 4 bits, groups of 128"),
      (#"{"quant_method": "tpu_int8"}"#, "tpu_int8 8 bits"),
      (#"{"quant_method": "ptpc_fp8"}"#, "ptpc_fp8 8 bits"),
      (#"{"quant_method": "modelopt_fp4"}"#, "NVFP4 4 bits, groups of 16"),
      (#"{"quant_method": "experts_int8"}"#, "experts INT8 8 bits"),
    ])
  func stated(quantization: String, title: String) throws {
    #expect(try describe(quantization).quantization?.title == title)
  }

  @Test("INT8 of experts leaves all other matrices in 16 bits")
  func expertsOnly() throws {
    let description = try describe(#"{"quant_method": "experts_int8"}"#, mixture: true)
    let storage = try #require(try description.weightStorage())
    // Each of 2 x 4 experts: three matrices of 64 x 128 bytes, and a scale of 4 bytes for each row.
    let experts = 8 * (3 * 64 * 128 + 4 * (128 + 128 + 64))
    let others = try #require(description.spec).tensors.filter { tensor in
      if case .layer(_, let role) = tensor.role { return !role.isExpert }
      return true
    }
    #expect(
      storage.totalBytes == experts + 2 * others.reduce(0) { $0 + $1.elementCount })
  }
}
