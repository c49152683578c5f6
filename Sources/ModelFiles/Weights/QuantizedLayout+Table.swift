extension QuantizedLayout {
  private static let integers: Set<String> = ["I32", "U32", "I16", "U16", "U8", "I8", "I64"]
  private static let floats8: Set<String> = [
    "F8_E4M3", "F8_E5M2", "F8_E4M3FNUZ", "F8_E5M2FNUZ",
  ]
  private static let floats: Set<String> = ["F32", "F16", "BF16"]

  /// Layouts by the types that their values may have, so that plain tensors are told at once.
  private static let byType: [String: [QuantizedLayout]] = {
    var lists: [String: [QuantizedLayout]] = [:]
    for layout in all { for type in layout.types { lists[type, default: []].append(layout) } }
    return lists
  }()

  /// The layouts whose values may have a type, in the order in which they are tried.
  static func table(forType type: String) -> [QuantizedLayout] { byType[type] ?? [] }

  /// Every layout that is known; one that needs more marks stands before one that needs fewer.
  static let all: [QuantizedLayout] = [
    // AutoGPTQ and AutoAWQ: integers of several values, zero points packed alike, scales for
    // each group.
    QuantizedLayout(
      method: "GPTQ", values: ".qweight", types: integers, marks: [".g_idx"], bits: .zeros(4)),
    QuantizedLayout(
      method: "AWQ", values: ".qweight", types: integers, marks: [".scales"],
      isPackedUnlikeMark: true, bits: .zeros(4)),
    QuantizedLayout(method: "GPTQ", values: ".qweight", types: integers, bits: .zeros(4)),
    QuantizedLayout(
      method: "GPTQ (Marlin)", values: ".B", types: ["I32"], marks: [".s"], bits: .fixed(4)),
    // compressed-tensors. Marlin's 2:4 form keeps half of the values, and where they stood.
    QuantizedLayout(
      method: "compressed-tensors", values: ".weight_packed", types: ["I32"], marks: [".meta"],
      bits: .unknown),
    QuantizedLayout(
      method: "compressed-tensors", values: ".weight_packed", types: ["I32"], bits: .declared(4)),
    QuantizedLayout(
      method: "compressed-tensors", values: ".weight_packed", types: ["U8"], bits: .fixed(4)),
    QuantizedLayout(
      method: "compressed-tensors", values: ".compressed",
      types: integers.union(floats8)
        .union(floats), marks: [".bitmask"], bits: .unknown),
    // bitsandbytes: any type may hold the bytes of two values each.
    QuantizedLayout(
      method: "bitsandbytes", values: "", whole: "", types: integers.union(floats),
      marks: [".quant_state.bitsandbytes__nf4", ".quant_state.bitsandbytes__fp4", ".absmax"],
      bits: .fixed(4)),
    QuantizedLayout(
      method: "bitsandbytes", values: ".weight", types: ["I8"], marks: [".SCB"], bits: .element),
    QuantizedLayout(
      method: "MLX", values: ".weight", types: ["U32"], marks: [".scales"],
      bits: .groups(of: 64, bits: 4)),
    QuantizedLayout(
      method: "MXFP4", values: "_blocks", whole: "", types: ["U8"], marks: ["_scales"],
      hasNoModule: true, bits: .fixed(4)),
    // NVIDIA's Model Optimizer: a scale for sixteen values and one for all of them.
    QuantizedLayout(
      method: "NVFP4", values: ".weight", types: ["U8"], marks: [".weight_scale_2"],
      bits: .fixed(4)),
    QuantizedLayout(
      method: "MXFP4", values: ".weight", types: ["U8"], marks: [".weight_scale"],
      markTypes: ["U8", "F8_E8M0"], bits: .fixed(4)),
    QuantizedLayout(
      method: "BitNet", values: ".weight", types: ["U8"], marks: [".weight_scale"],
      markTypes: floats, bits: .fixed(2)),
    QuantizedLayout(
      method: "EETQ", values: ".weight", types: ["I8"], marks: [".weight_scales"], bits: .element),
    QuantizedLayout(
      method: "FP8", values: ".weight", types: floats8,
      marks: [".weight_scale_inv", ".weight_scale"], bits: .element),
    QuantizedLayout(
      method: "FP8", values: "", whole: "", types: floats8, marks: ["_scale_inv", "_scale"],
      hasNoModule: true, bits: .element),
    QuantizedLayout(
      method: "INT8", values: ".weight", types: ["I8"], marks: [".weight_scale"], bits: .element),
    // torchao: integers with zero points of integers stand one in a byte, those with floats two.
    QuantizedLayout(
      method: "torchao", values: "._weight_qdata", types: ["I8", "U8"],
      marks: ["._weight_zero_point"], markTypes: floats, bits: .fixed(4)),
    QuantizedLayout(
      method: "torchao", values: "._weight_qdata", types: ["I8", "U8"],
      marks: ["._weight_group_scale"], bits: .fixed(4)),
    QuantizedLayout(
      method: "torchao", values: "._weight_qdata", types: floats8.union(["I8"]), bits: .element),
    QuantizedLayout(
      method: "torchao", values: "._weight_qdata", types: ["U8", "I32"], bits: .fixed(4)),
    QuantizedLayout(
      method: "quanto", values: ".weight._data", types: floats8.union(["I8"]), bits: .element),
    QuantizedLayout(
      method: "quanto", values: ".weight._data", types: ["U8", "I32"], bits: .declared(4)),
    QuantizedLayout(
      method: "quanto", values: ".weight._data._data", types: ["U8", "I32"], bits: .declared(4)),
    // Packed values may be viewed as floats.
    QuantizedLayout(
      method: "HQQ", values: ".W_q", types: integers.union(floats), bits: .declared(4)),
    // Code books, and bits that differ within a matrix.
    QuantizedLayout(
      method: "AQLM", values: ".codes", types: integers, marks: [".codebooks"], bits: .unknown),
    QuantizedLayout(
      method: "VPTQ", values: ".indices", types: integers, marks: [".centroids.weight"],
      bits: .unknown),
    QuantizedLayout(method: "QuIP#", values: ".Qidxs", types: integers, bits: .unknown),
    QuantizedLayout(method: "SpQR", values: ".dense_weights", types: integers, bits: .unknown),
    QuantizedLayout(method: "ExLlamaV2", values: ".q_weight", types: integers, bits: .unknown),
    QuantizedLayout(method: "ExLlamaV3", values: ".trellis", types: integers, bits: .unknown),
  ]
}
