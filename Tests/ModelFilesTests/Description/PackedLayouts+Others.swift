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
        name: "EETQ", method: "EETQ",
        config: #""quantization_config": {"quant_method": "eetq", "weights": "int8"}"#
      ) { model, module, outputs, inputs in
        model.add("\(module).weight", [inputs, outputs], "I8")
        model.add("\(module).weight_scales", [outputs], "F16")
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

  // As hqq 0.2.8 writes its layers: the packed groups, scales and zero points, and 19 tensors that
  // describe them.
  static let hqq: [PackedLayout] =
    [8, 6, 5, 4, 3, 2, 1].map { hqq($0, group: 64) } + [
      hqq(4, group: nil), hqq(3, group: nil), hqq(4, group: 64, isViewedAsFloat: true),
    ]

  private static func hqq(
    _ bits: Int, group: Int?, isViewedAsFloat: Bool = false
  ) -> PackedLayout {
    let size = group.map { "\($0)" } ?? "null"
    let settings = #""nbits": \#(bits), "group_size": \#(size)"#
    return PackedLayout(
      name: "HQQ \(bits) bits, groups of \(size), as \(isViewedAsFloat ? "floats" : "integers")",
      method: "HQQ",
      config:
        #""quantization_config": {"quant_method": "hqq", "quant_config": {"weight_quant_params": {\#(settings)}}}"#
    ) { model, module, outputs, inputs in
      let width = group ?? inputs
      let groups = outputs * inputs / width
      if bits == 3 {
        model.add("\(module).W_q", [(groups + 9) / 10, width], "I32")
      } else {
        let rows = groups * (bits > 4 ? 8 : bits) / 8
        model.add(
          "\(module).W_q", [rows, isViewedAsFloat ? width / 2 : width],
          isViewedAsFloat ? "F16" : "U8")
      }
      model.add("\(module).scale", [groups, 1], "F16")
      model.add("\(module).zero", [groups, 1], "F16")
      for name in ["nbits", "group_size", "axis"] { model.add("\(module).\(name)", [], "I32") }
      model.add("\(module).shape", [2], "I64")
      let texts = [("packing", 7), ("unpack_view_dtype", 11), ("compute_dtype", 13)]
      for (name, length) in texts { model.add("\(module).\(name)", [length], "U8") }
      for name in [
        "view_as_float", "quant_scale", "quant_zero", "offload_meta", "encoded_state_dict",
        "stores_quant_config", "channel_wise", "optimize", "round_zero",
      ] { model.add("\(module).\(name)", [], "U8") }
    }
  }

  // As torchao 0.18 flattens its tensors for safetensors.
  static let torchAO: [PackedLayout] = [
    torchAO(
      "Int8WeightOnlyConfig", #""granularity": {"_type": "PerRow", "_data": {"dim": -1}}"#
    ) { model, module, outputs, inputs in
      model.add("\(module)._weight_qdata", [outputs, inputs], "I8")
      model.add("\(module)._weight_scale", [outputs, 1], "F32")
      model.add("\(module)._weight_zero_point", [outputs, 1], "I8")
    },
    torchAO("Float8WeightOnlyConfig", #""granularity": {"_type": "PerRow"}"#) {
      model, module, outputs, inputs in
      model.add("\(module)._weight_qdata", [outputs, inputs], "F8_E4M3")
      model.add("\(module)._weight_scale", [outputs, 1], "F32")
    },
    torchAO(
      "IntxWeightOnlyConfig",
      #""weight_dtype": {"_data": "int4"}, "granularity": {"_data": {"group_size": 32}}"#
    ) { model, module, outputs, inputs in
      model.add("\(module)._weight_qdata", [outputs, inputs], "I8")
      model.add("\(module)._weight_scale", [outputs, inputs / 32], "F16")
      model.add("\(module)._weight_zero_point", [outputs, inputs / 32], "I8")
    },
    torchAO("Int4WeightOnlyConfig", #""group_size": 64"#) { model, module, outputs, inputs in
      model.add("\(module)._weight_qdata", [outputs, inputs / 2], "I8")
      model.add("\(module)._weight_scale", [inputs / 64, outputs], "F16")
      model.add("\(module)._weight_zero_point", [inputs / 64, outputs], "F16")
    },
  ]

  private static func torchAO(
    _ type: String, _ data: String,
    _ matrix: @escaping @Sendable (inout SparseModel, String, Int, Int) -> Void
  ) -> PackedLayout {
    let kind = #"{"_type": "\#(type)", "_version": 2, "_data": {\#(data)}}"#
    return PackedLayout(
      name: "torchao \(type)", method: "torchao",
      config:
        #""quantization_config": {"quant_method": "torchao", "quant_type": {"default": \#(kind)}}"#,
      matrix: matrix)
  }

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
