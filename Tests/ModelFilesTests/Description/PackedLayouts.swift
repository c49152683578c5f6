import Testing

@testable import ModelFiles

/// The files that one quantiser writes, what the configuration then says, and the quantiser's name.
struct PackedLayout: Sendable, CustomTestStringConvertible {
  var name: String
  var method: String
  var config: String
  var packsVocabulary = false
  var matrix: @Sendable (inout SparseModel, String, Int, Int) -> Void

  var testDescription: String { name }

  static let all: [PackedLayout] = gptq + awq + compressed + others + hqq + torchAO

  private static func gptq(_ bits: Int, group: Int, ordered: Bool = true) -> PackedLayout {
    PackedLayout(
      name: "GPTQ \(bits) bits, groups of \(group), \(ordered ? "with" : "without") an order",
      method: "GPTQ",
      config:
        #""quantization_config": {"quant_method": "gptq", "bits": \#(bits), "group_size": \#(group), "desc_act": \#(ordered)}"#
    ) { model, module, outputs, inputs in
      let groups = group > 0 ? inputs / group : 1
      model.add("\(module).qweight", [inputs / 32 * bits, outputs], "I32")
      model.add("\(module).qzeros", [groups, outputs / 32 * bits], "I32")
      model.add("\(module).scales", [groups, outputs], "F16")
      if ordered { model.add("\(module).g_idx", [inputs], "I32") }
    }
  }

  private static let gptq: [PackedLayout] =
    [2, 3, 4, 8].map { gptq($0, group: 128) }
    + [gptq(4, group: -1), gptq(4, group: 32, ordered: false)]
    + [
      PackedLayout(
        name: "GPTQ in Marlin's order", method: "GPTQ (Marlin)",
        config:
          #""quantization_config": {"quant_method": "gptq", "bits": 4, "group_size": 128, "checkpoint_format": "marlin"}"#
      ) { model, module, outputs, inputs in
        model.add("\(module).B", [inputs / 16, outputs * 2], "I32")
        model.add("\(module).s", [inputs / 128, outputs], "F16")
        model.add("\(module).workspace", [outputs / 128 * 16], "I32")
      }
    ]

  private static let awq: [PackedLayout] = [
    PackedLayout(
      name: "AWQ for matrices", method: "AWQ",
      config: #""quantization_config": {"quant_method": "awq", "bits": 4, "group_size": 128}"#
    ) { model, module, outputs, inputs in
      model.add("\(module).qweight", [inputs, outputs / 8], "I32")
      model.add("\(module).qzeros", [inputs / 128, outputs / 8], "I32")
      model.add("\(module).scales", [inputs / 128, outputs], "F16")
    },
    PackedLayout(
      name: "AWQ for vectors", method: "AWQ",
      config:
        #""quantization_config": {"quant_method": "awq", "w_bit": 4, "q_group_size": 64, "version": "gemv"}"#
    ) { model, module, outputs, inputs in
      let packed = (inputs / 64 + 7) / 8
      model.add("\(module).qweight", [outputs, inputs / 8], "I32")
      model.add("\(module).qzeros", [outputs, packed], "I32")
      model.add("\(module).scales", [outputs, packed * 8], "F16")
    },
  ]

  private static func compressed(
    _ name: String, bits: Int, strategy: String,
    _ matrix: @escaping @Sendable (inout SparseModel, String, Int, Int) -> Void
  ) -> PackedLayout {
    PackedLayout(
      name: "compressed-tensors, \(name)", method: "compressed-tensors",
      config: """
        "quantization_config": {"quant_method": "compressed-tensors", "format": "\(name)", "ignore": ["lm_head"],
         "config_groups": {"group_0": {"targets": ["Linear"], "weights": {"num_bits": \(bits), \(strategy)}}}}
        """, matrix: matrix)
  }

  private static let compressed: [PackedLayout] = [
    compressed(
      "pack-quantized", bits: 4,
      strategy:
        #""type": "int", "strategy": "group", "group_size": 128, "symmetric": false, "actorder": "group""#
    ) { model, module, outputs, inputs in
      model.add("\(module).weight_packed", [outputs, inputs / 8], "I32")
      model.add("\(module).weight_scale", [outputs, inputs / 128], "BF16")
      model.add("\(module).weight_zero_point", [outputs / 8, inputs / 128], "I32")
      model.add("\(module).weight_g_idx", [inputs], "I32")
      model.add("\(module).weight_shape", [2], "I64")
    },
    compressed(
      "float-quantized", bits: 8, strategy: #""type": "float", "strategy": "channel""#
    ) { model, module, outputs, inputs in
      model.add("\(module).weight", [outputs, inputs], "F8_E4M3")
      model.add("\(module).weight_scale", [outputs, 1], "BF16")
    },
    compressed(
      "int-quantized", bits: 8, strategy: #""type": "int", "strategy": "channel""#
    ) { model, module, outputs, inputs in
      model.add("\(module).weight", [outputs, inputs], "I8")
      model.add("\(module).weight_scale", [outputs, 1], "BF16")
    },
    compressed(
      "nvfp4-pack-quantized", bits: 4,
      strategy: #""type": "float", "strategy": "tensor_group", "group_size": 16"#
    ) { model, module, outputs, inputs in
      model.add("\(module).weight_packed", [outputs, inputs / 2], "U8")
      model.add("\(module).weight_scale", [outputs, inputs / 16], "F8_E4M3")
      model.add("\(module).weight_global_scale", [1], "F32")
      model.add("\(module).input_global_scale", [1], "F32")
    },
  ]
}
