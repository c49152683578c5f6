@testable import ModelFiles

extension PackedLayout {
  static let others: [PackedLayout] =
    [(2, 64), (3, 64), (4, 32), (6, 64), (8, 128)].map { mlx($0.0, group: $0.1) } + [
      PackedLayout(
        name: "MLX mxfp4", method: "MLX mxfp4",
        config: #""quantization": {"group_size": 32, "bits": 4, "mode": "mxfp4"}"#,
        packsVocabulary: true
      ) { model, module, outputs, inputs in
        model.add("\(module).weight", [outputs, inputs / 8], "U32")
        model.add("\(module).scales", [outputs, inputs / 32], "U8")
      },
      PackedLayout(
        name: "bitsandbytes NF4", method: "bitsandbytes nf4",
        config:
          #""quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": true, "bnb_4bit_quant_type": "nf4"}"#
      ) { model, module, outputs, inputs in
        model.add("\(module).weight", [outputs * inputs / 2, 1], "U8")
        model.add("\(module).weight.absmax", [outputs * inputs / 64], "F32")
        model.add("\(module).weight.quant_map", [16], "F32")
      },
      PackedLayout(
        name: "bitsandbytes NF4 with scales quantised again, in a 16-bit carrier",
        method: "bitsandbytes nf4",
        config: """
          "quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": true, "bnb_4bit_quant_type": "nf4",
           "bnb_4bit_use_double_quant": true, "bnb_4bit_quant_storage": "bfloat16"}
          """
      ) { model, module, outputs, inputs in
        let blocks = outputs * inputs / 64
        model.add("\(module).weight", [outputs * inputs / 4, 1], "BF16")
        model.add("\(module).weight.absmax", [blocks], "U8")
        model.add("\(module).weight.nested_absmax", [(blocks + 255) / 256], "F32")
        model.add("\(module).weight.quant_map", [16], "F32")
        model.add("\(module).weight.nested_quant_map", [256], "F32")
        model.add("\(module).weight.quant_state.bitsandbytes__nf4", [113], "U8")
      },
      PackedLayout(
        name: "bitsandbytes in 8 bits", method: "bitsandbytes",
        config: #""quantization_config": {"quant_method": "bitsandbytes", "load_in_8bit": true}"#
      ) { model, module, outputs, inputs in
        model.add("\(module).weight", [outputs, inputs], "I8")
        model.add("\(module).SCB", [outputs], "F32")
        model.add("\(module).weight_format", [1], "U8")
      },
      PackedLayout(
        name: "FP8 in tiles", method: "FP8",
        config: #""quantization_config": {"quant_method": "fp8", "weight_block_size": [128, 128]}"#
      ) { model, module, outputs, inputs in
        model.add("\(module).weight", [outputs, inputs], "F8_E4M3")
        model.add("\(module).weight_scale_inv", [(outputs + 127) / 128, (inputs + 127) / 128])
      },
      PackedLayout(
        name: "HQQ", method: "HQQ",
        config: #""quantization_config": {"quant_method": "hqq", "nbits": 4, "group_size": 64}"#
      ) { model, module, outputs, inputs in
        model.add("\(module).W_q", [outputs * inputs / 2 / 64, 64], "U8")
        model.add("\(module).scale", [outputs * inputs / 64, 1], "F16")
        model.add("\(module).zero", [outputs * inputs / 64, 1], "F16")
      },
      PackedLayout(
        name: "EETQ", method: "EETQ",
        config: #""quantization_config": {"quant_method": "eetq", "weights": "int8"}"#
      ) { model, module, outputs, inputs in
        model.add("\(module).weight", [inputs, outputs], "I8")
        model.add("\(module).weight_scales", [outputs], "F16")
      },
      PackedLayout(
        name: "torchao in 8 bits", method: "torchao",
        config:
          #""quantization_config": {"quant_method": "torchao", "quant_type": {"default": {"_type": "Int8WeightOnlyConfig"}}}"#
      ) { model, module, outputs, inputs in
        model.add("\(module)._weight_qdata", [outputs, inputs], "I8")
        model.add("\(module)._weight_scale", [outputs], "F32")
      },
      PackedLayout(
        name: "Model Optimizer's NVFP4", method: "NVFP4",
        config: #""quantization_config": {"quant_method": "modelopt", "quant_algo": "NVFP4"}"#
      ) { model, module, outputs, inputs in
        model.add("\(module).weight", [outputs, inputs / 2], "U8")
        model.add("\(module).weight_scale", [outputs, inputs / 16], "F8_E4M3")
        model.add("\(module).weight_scale_2", [1], "F32")
        model.add("\(module).input_scale", [1], "F32")
      },
    ]

  private static func mlx(_ bits: Int, group: Int) -> PackedLayout {
    PackedLayout(
      name: "MLX \(bits) bits, groups of \(group)", method: "MLX",
      config: #""quantization": {"group_size": \#(group), "bits": \#(bits)}"#,
      packsVocabulary: true
    ) { model, module, outputs, inputs in
      model.add("\(module).weight", [outputs, inputs / 32 * bits], "U32")
      model.add("\(module).scales", [outputs, inputs / group], "F16")
      model.add("\(module).biases", [outputs, inputs / group], "F16")
    }
  }
}
