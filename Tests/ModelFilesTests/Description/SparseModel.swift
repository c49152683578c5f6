import Foundation
import ModelSpec

@testable import ModelFiles

/// The header of a published safetensors file over values that take no room: a file as large as the
/// real one, with a hole where its weights would be.
struct SparseModel {
  private var members: [String] = []
  private var end = 0
  /// Values of all tensors.
  private(set) var elementCount = 0
  /// Bytes of all tensors.
  var byteCount: Int { end }

  private static let bits = [
    "F32": 32, "BF16": 16, "F16": 16, "F8_E4M3": 8, "U8": 8, "I8": 8, "I32": 32, "U32": 32,
    "I64": 64,
  ]

  /// Adds a tensor behind the others.
  mutating func add(_ name: String, _ shape: [Int], _ type: String = "F32") {
    let elements = shape.reduce(1, *)
    let start = end
    end += elements * (Self.bits[type] ?? 8) / 8
    elementCount += elements
    members.append(
      "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(start),\(end)]}")
  }

  /// Writes the header and makes the file as long as its tensors.
  @discardableResult
  func write(to path: String) throws -> (headerBytes: Int, fileBytes: Int) {
    let header = Array("{\(members.joined(separator: ","))}".utf8)
    let bytes = GGUFImage.bytes(UInt64(header.count)) + header
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.truncate(atOffset: UInt64(bytes.count + end))
    try file.close()
    return (bytes.count, bytes.count + end)
  }

  /// GPT-2 as it was first published, with the masks that it stores.
  static func gpt2(layers: Int, width: Int, masks: Bool) -> SparseModel {
    var model = SparseModel()
    model.add("wte.weight", [50257, width])
    model.add("wpe.weight", [1024, width])
    for layer in 0..<layers {
      let prefix = "h.\(layer)."
      for norm in ["ln_1", "ln_2"] {
        model.add("\(prefix)\(norm).weight", [width])
        model.add("\(prefix)\(norm).bias", [width])
      }
      if masks { model.add("\(prefix)attn.bias", [1, 1, 1024, 1024]) }
      for (name, inputs, outputs) in [
        ("attn.c_attn", width, 3 * width), ("attn.c_proj", width, width),
        ("mlp.c_fc", width, 4 * width), ("mlp.c_proj", 4 * width, width),
      ] {
        model.add("\(prefix)\(name).weight", [inputs, outputs])
        model.add("\(prefix)\(name).bias", [outputs])
      }
    }
    model.add("ln_f.weight", [width])
    model.add("ln_f.bias", [width])
    return model
  }

  /// A Llama with as many key/value heads as heads, of 128 columns each.
  ///
  /// - Parameters:
  ///   - frequencies: Whether each layer stores 64 rotary frequencies.
  ///   - rows: Rows of embedding and head.
  static func llama(
    layers: Int, width: Int, hidden: Int, frequencies: Bool = false, rows: Int = 32000,
    head: Bool = true, type: String = "F16"
  ) -> SparseModel {
    var model = SparseModel()
    model.add("model.embed_tokens.weight", [rows, width], type)
    for layer in 0..<layers {
      let prefix = "model.layers.\(layer)."
      for name in ["q_proj", "k_proj", "v_proj", "o_proj"] {
        model.add("\(prefix)self_attn.\(name).weight", [width, width], type)
      }
      if frequencies { model.add("\(prefix)self_attn.rotary_emb.inv_freq", [64]) }
      model.add("\(prefix)mlp.gate_proj.weight", [hidden, width], type)
      model.add("\(prefix)mlp.up_proj.weight", [hidden, width], type)
      model.add("\(prefix)mlp.down_proj.weight", [width, hidden], type)
      model.add("\(prefix)input_layernorm.weight", [width], type)
      model.add("\(prefix)post_attention_layernorm.weight", [width], type)
    }
    model.add("model.norm.weight", [width], type)
    if head { model.add("lm_head.weight", [rows, width], type) }
    return model
  }

  /// DeepSeek-V3 as it is published: FP8 matrices with a scale for each tile of 128 x 128, and a
  /// module for a further token that has an embedding and a head of its own.
  static func deepSeek3() -> SparseModel {
    var model = SparseModel()
    let width = 7168
    model.add("model.embed_tokens.weight", [129_280, width], "BF16")
    for layer in 0...61 {
      let prefix = "model.layers.\(layer)."
      model.addLatentAttention("\(prefix)self_attn.", width)
      model.add("\(prefix)input_layernorm.weight", [width], "BF16")
      model.add("\(prefix)post_attention_layernorm.weight", [width], "BF16")
      if layer < 3 {
        model.addNetwork("\(prefix)mlp.", width, 18432)
      } else {
        model.add("\(prefix)mlp.gate.weight", [256, width], "BF16")
        model.add("\(prefix)mlp.gate.e_score_correction_bias", [256])
        model.addNetwork("\(prefix)mlp.shared_experts.", width, 2048)
        for expert in 0..<256 { model.addNetwork("\(prefix)mlp.experts.\(expert).", width, 2048) }
      }
    }
    let module = "model.layers.61."
    model.add("\(module)embed_tokens.weight", [129_280, width], "BF16")
    model.add("\(module)shared_head.head.weight", [129_280, width], "BF16")
    for norm in ["enorm", "hnorm", "shared_head.norm"] {
      model.add("\(module)\(norm).weight", [width], "BF16")
    }
    model.add("\(module)eh_proj.weight", [width, 2 * width], "BF16")
    model.add("model.norm.weight", [width], "BF16")
    model.add("lm_head.weight", [129_280, width], "BF16")
    return model
  }

  private mutating func addScaled(_ name: String, _ rows: Int, _ columns: Int) {
    add("\(name).weight", [rows, columns], "F8_E4M3")
    add("\(name).weight_scale_inv", [(rows + 127) / 128, (columns + 127) / 128])
  }

  private mutating func addNetwork(_ prefix: String, _ width: Int, _ hidden: Int) {
    addScaled("\(prefix)gate_proj", hidden, width)
    addScaled("\(prefix)up_proj", hidden, width)
    addScaled("\(prefix)down_proj", width, hidden)
  }

  private mutating func addLatentAttention(_ prefix: String, _ width: Int) {
    addScaled("\(prefix)q_a_proj", 1536, width)
    add("\(prefix)q_a_layernorm.weight", [1536], "BF16")
    addScaled("\(prefix)q_b_proj", 128 * 192, 1536)
    addScaled("\(prefix)kv_a_proj_with_mqa", 512 + 64, width)
    add("\(prefix)kv_a_layernorm.weight", [512], "BF16")
    addScaled("\(prefix)kv_b_proj", 128 * 256, 512)
    addScaled("\(prefix)o_proj", width, 128 * 128)
  }
}
