import JSON
import ModelSpec

extension QuantizationReader {
  typealias Builder = @Sendable (QuantizationReader) throws -> QuantizationScheme?

  /// Builders that read each method's settings, by its name without dashes; what they leave out is
  /// what the method writes by default.
  static let builders: [String: Builder] = [
    "gptq": { try $0.gptq() }, "gptqmarlin": { try $0.gptq() }, "autoround": { try $0.gptq() },
    "intel/autoround": { try $0.gptq() }, "awq": { try $0.awq() }, "awqmarlin": { try $0.awq() },
    "mlx": { try $0.mlx() }, "bitsandbytes": { try $0.bitsAndBytes() },
    "fp8": { try $0.floats8() }, "fbgemmfp8": { _ in Self.rows("FBGEMM FP8", scaleBits: 32) },
    "compressedtensors": { try $0.compressedTensors() }, "modelopt": { try $0.modelOptimizer() },
    "mxfp4": { _ in Self.shared("MXFP4", groupSize: 32) },
    "nvfp4": { _ in Self.shared("NVFP4", groupSize: 16) },
    "hqq": { try $0.hqq() }, "eetq": { _ in Self.rows("EETQ", scaleBits: 16) },
    "quanto": { try $0.quanto() }, "torchao": { try $0.torchAO() },
    "autogptq": { try $0.gptq() }, "autoawq": { try $0.awq() },
    "modeloptfp4": { _ in Self.shared("NVFP4", groupSize: 16) },
    "petitnvfp4": { _ in Self.shared("NVFP4", groupSize: 16) },
    "expertsint8": { _ in Self.expertRows("experts INT8") },
    "bitnet": { _ in Self.matrix("BitNet", bits: 2, scaleBits: 16) },
  ]

  /// Bytes with a scale for each row.
  private static func rows(_ method: String, scaleBits: Int) -> QuantizationScheme {
    var scheme = QuantizationScheme(method: method, setting: .init(bits: 8, groupSize: nil))
    scheme.beside.bitsPerGroup = scaleBits
    return scheme
  }

  /// Experts in bytes with a scale for each row, all else as it was.
  private static func expertRows(_ method: String) -> QuantizationScheme {
    var scheme = rows(method, scaleBits: 32)
    scheme.scope.isExpertsOnly = true
    return scheme
  }

  /// Values with one scale for the whole matrix.
  private static func matrix(_ method: String, bits: Int, scaleBits: Int) -> QuantizationScheme {
    var scheme = QuantizationScheme(method: method, setting: .init(bits: bits, groupSize: nil))
    scheme.beside.bitsPerGroup = scaleBits
    scheme.beside.isPerMatrix = true
    return scheme
  }

  /// Four-bit floats with a scale of one byte for each group; NVFP4 has two more numbers for
  /// each matrix.
  private static func shared(_ method: String, groupSize: Int, bits: Int = 4) -> QuantizationScheme
  {
    var scheme = QuantizationScheme(
      method: method, setting: .init(bits: bits, groupSize: groupSize))
    scheme.beside.bitsPerGroup = 8
    scheme.beside.bytesPerMatrix = groupSize == 16 ? 8 : 0
    return scheme
  }

  private func gptq() throws -> QuantizationScheme? {
    let packing = try section.string("packing_format") ?? section.string("backend") ?? ""
    if packing.contains("awq") { return try awq() }
    let bits = integer("bits", "w_bit") ?? 4
    let isMarlin = try section.string("checkpoint_format") == "marlin"
    var scheme = QuantizationScheme(
      method: isMarlin ? "GPTQ (Marlin)" : method.contains("gptq") ? "GPTQ" : "AutoRound",
      setting: .init(bits: bits, groupSize: groupSize(default: 128)))
    if !isMarlin {
      scheme.beside.packedZeros = 1
      scheme.beside.bytesPerColumn = 4
    }
    scheme.scope.head = isTrue("lm_head")
    return scheme
  }

  private func awq() throws -> QuantizationScheme? {
    let bits = integer("bits", "w_bit") ?? 4
    var scheme = QuantizationScheme(
      method: "AWQ", setting: .init(bits: bits, groupSize: groupSize(default: 128)))
    scheme.beside.packedZeros = section.object["zero_point"]?.bool == false ? 0 : 1
    return scheme
  }

  private func mlx() throws -> QuantizationScheme? {
    let mode = try section.string("mode") ?? "affine"
    let bits = integer("bits") ?? 4
    let setting = QuantizationScheme.Setting(bits: bits, groupSize: groupSize(default: 64))
    var scheme = QuantizationScheme(
      method: mode == "affine" ? "MLX" : "MLX \(mode)", setting: setting)
    scheme.beside.bitsPerGroup = mode == "affine" ? 32 : 8
    (scheme.scope.embedding, scheme.scope.head, scheme.scope.routers) = (true, true, true)
    for (module, value) in section.object {
      if value.bool == false { scheme.overrides[module] = .some(nil) }
      guard let own = value.object else { continue }
      let size = own["group_size"]?.integer ?? setting.groupSize ?? 64
      let bits = own["bits"]?.integer ?? bits
      guard (1...16).contains(bits), size > 0 else {
        throw ConfigError(
          key: "quantization.\(module)", "expected 1 to 16 bits and groups of 1 value or more")
      }
      scheme.overrides[module] = QuantizationScheme.Setting(bits: bits, groupSize: size)
    }
    return scheme
  }

  private func bitsAndBytes() throws -> QuantizationScheme? {
    if isTrue("load_in_8bit") {
      var scheme = Self.rows("bitsandbytes", scaleBits: 32)
      scheme.beside.bytesPerMatrix = 1
      return scheme
    }
    let type = try section.string("bnb_4bit_quant_type") ?? "fp4"
    var scheme = QuantizationScheme(
      method: "bitsandbytes \(type)", setting: .init(bits: 4, groupSize: 64))
    // The code book; with scales that are quantised themselves theirs too.
    let isNested = isTrue("bnb_4bit_use_double_quant")
    scheme.beside.bitsPerGroup = isNested ? 8 : 32
    scheme.beside.nestedGroups = isNested ? 256 : nil
    scheme.beside.bytesPerMatrix = isNested ? 64 + 1024 : 64
    return scheme
  }

  private func floats8() throws -> QuantizationScheme? {
    var scheme = Self.matrix("FP8", bits: 8, scaleBits: 32)
    if let block = try section.integers("weight_block_size"), block.count == 2 {
      scheme.beside.tile = ScaleBlock(rows: block[0], columns: block[1])
    }
    return scheme
  }

  private func hqq() throws -> QuantizationScheme? {
    let values = try section.nested("quant_config")?.nested("weight_quant_params") ?? section
    // Without the key 64; null makes one group of a row.
    let isWhole = values.object["group_size"]?.isNull == true
    let size = isWhole ? 0 : try values.optionalInteger("group_size") ?? 64
    var scheme = QuantizationScheme(
      method: "HQQ",
      setting: .init(
        bits: try values.optionalInteger("nbits") ?? 4, groupSize: size > 0 ? size : nil))
    // Scale and zero point in the model's own numbers; what the layer is made of stands beside as
    // small tensors and texts.
    let format = try plainFormat()
    scheme.beside.bitsPerGroup = 16 * format.bytesPerBlock
    scheme.beside.bytesPerMatrix = format == .bf16 ? 69 : 68
    switch scheme.setting.bits {
    case 3: scheme.beside.groupsPerInteger = 10
    case 5, 6: scheme.setting.bits = 8
    default: break
    }
    return scheme
  }

  private func quanto() throws -> QuantizationScheme? {
    let weights = try section.string("weights") ?? "int8"
    guard weights == "int4" || weights == "int2" else { return Self.rows("quanto", scaleBits: 16) }
    var scheme = QuantizationScheme(
      method: "quanto", setting: .init(bits: weights == "int4" ? 4 : 2, groupSize: 128))
    scheme.beside.bitsPerGroup = 32
    return scheme
  }

  private func torchAO() throws -> QuantizationScheme? {
    let kind = section.object["quant_type"]
    let text = Self.words(of: kind).lowercased()
    if text.isEmpty { return nil }
    let size = kind.flatMap { Self.integer("group_size", in: $0) }
    // A type of 4 bits is named as the kind of integers that stand one in a byte, too.
    let isInBytes = text.contains("intx")
    guard text.contains("int4"), !isInBytes else {
      var scheme = Self.rows("torchao", scaleBits: 32)
      scheme.setting.groupSize = size
      if isInBytes {
        scheme.beside.bitsPerGroup = try 8 * plainFormat().bytesPerBlock + 8
      } else if !text.contains("float8") {
        scheme.beside.bitsPerGroup = 40
      }
      return scheme
    }
    var scheme = QuantizationScheme(
      method: "torchao", setting: .init(bits: 4, groupSize: size ?? 128))
    scheme.beside.bitsPerGroup = 32
    return scheme
  }

  /// The first integer under a key, at any depth.
  private static func integer(_ key: String, in value: JSONValue) -> Int? {
    guard let object = value.object else { return nil }
    if let found = object[key]?.integer { return found }
    return object.lazy.compactMap { integer(key, in: $0.value) }.first
  }

  /// The texts in a value: newer files name the settings as objects of objects.
  private static func words(of value: JSONValue?) -> String {
    if let object = value?.object {
      return object.map { words(of: $0.value) }.joined(separator: " ")
    }
    return value?.string ?? ""
  }

  private func modelOptimizer() throws -> QuantizationScheme? {
    let algorithm = try section.string("quant_algo") ?? "FP8"
    if algorithm.uppercased().contains("FP4") { return Self.shared("NVFP4", groupSize: 16) }
    // A scale of the weights and one of the inputs.
    return Self.matrix("FP8", bits: 8, scaleBits: 64)
  }

  private func compressedTensors() throws -> QuantizationScheme? {
    let groups = try section.nested("config_groups")
    let first = groups?.object.first { $0.value["weights"]?.object != nil }?.value["weights"]
    guard let object = first?.object else { return nil }
    let weights = ConfigReader(object, modelType: method)
    let format = try section.string("format") ?? ""
    let bits = try weights.optionalInteger("num_bits") ?? 8
    let size = try weights.optionalInteger("group_size")
    let strategy = try weights.string("strategy") ?? (size == nil ? "tensor" : "group")
    if bits == 4, try weights.string("type") == "float" {
      return Self.shared("compressed-tensors", groupSize: size ?? 16)
    }
    var scheme = QuantizationScheme(
      method: "compressed-tensors",
      setting: .init(bits: bits, groupSize: strategy == "group" ? size : nil))
    scheme.beside.isPerMatrix = strategy == "tensor"
    let isPacked = format.contains("pack") || bits < 8
    if isPacked { scheme.beside.bytesPerMatrix = 16 }
    if object["symmetric"]?.bool == false { scheme.beside.packedZeros = 1 }
    if object["actorder"]?.string == "group" { scheme.beside.bytesPerColumn = 4 }
    if strategy == "block", let tile = try weights.integers("block_structure"), tile.count == 2 {
      scheme.beside.tile = ScaleBlock(rows: tile[0], columns: tile[1])
    }
    return scheme
  }
}
