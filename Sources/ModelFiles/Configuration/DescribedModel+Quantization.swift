import JSON
import ModelSpec

extension DescribedModel {
  /// Notes what a configuration says of a quantiser: the model is what it is, but its weights are
  /// not read.
  mutating func readQuantization(_ root: ConfigReader) throws {
    guard let (key, reader) = try QuantizationReader.section(of: root) else { return }
    let described = try QuantizationReader(reader, key: key, root).read()
    let method = described.method
    obstacleToReading = ConfigError(
      key: key,
      "weights are quantised by \(method), which Carat does not read; use the original files or a GGUF"
    )
    notes.append("weights are quantised by \(method); parameters are counted as before that")
    notes += described.notes
    quantization = described.scheme
    if described.scheme == nil { unknownQuantizer = method }
    if let block = try reader.integers("weight_block_size") {
      guard block.count == 2, let tile = ScaleBlock(rows: block[0], columns: block[1]) else {
        throw ConfigError(
          key: "\(key).weight_block_size", "expected two sizes of 1 or more, got \(block)")
      }
      scaleBlock = tile
    }
  }
}

extension QuantizationScheme {
  /// Reads what a configuration of any model says of a quantiser; `nil` if it says nothing that can
  /// be reckoned with.
  init?(reading config: JSONObject) throws {
    let root = ConfigReader(config, modelType: "this model")
    guard let (key, reader) = try QuantizationReader.section(of: root),
      let scheme = try QuantizationReader(reader, key: key, root).read().scheme
    else { return nil }
    self = scheme
  }
}

/// Reads what a configuration says of a quantiser.
struct QuantizationReader {
  /// The members of `quantization_config`, or of MLX's `quantization`.
  let section: ConfigReader
  /// The method's name as the file writes it.
  let method: String
  private let root: ConfigReader
  private(set) var notes: [String] = []

  /// The part of a configuration that tells of a quantiser, and its key.
  static func section(of root: ConfigReader) throws -> (key: String, reader: ConfigReader)? {
    for key in ["quantization_config", "quantization"] {
      let text = try root.nested("text_config")
      if let found = try root.nested(key) ?? text?.nested(key) { return (key, found) }
    }
    return nil
  }

  /// Tells whether a configuration of any model speaks of a quantiser.
  static func isNamed(in config: JSONObject) throws -> Bool {
    try section(of: ConfigReader(config, modelType: "this model")) != nil
  }

  init(_ section: ConfigReader, key: String, _ root: ConfigReader) throws {
    self.section = section
    self.root = root
    let isMLX = section.has("bits") && section.has("group_size") && !section.has("quant_method")
    method =
      try section.string("quant_method") ?? (isMLX ? "MLX" : nil)
      ?? (section.has("quant_algo") ? "modelopt" : "an unnamed method")
  }

  /// The scheme, if the configuration tells how many bits a value has.
  func read() throws -> (scheme: QuantizationScheme?, method: String, notes: [String]) {
    let key = method.lowercased().filter { $0 != "_" && $0 != "-" }
    var scheme = try Self.builders[key]?(self) ?? general()
    try scheme?.skipped += skipped()
    scheme?.plainFormat = try plainFormat()
    guard let scheme else {
      return (nil, method, ["the configuration does not tell the bits of \(method)"])
    }
    guard (1...16).contains(scheme.setting.bits), scheme.setting.groupSize ?? 1 > 0 else {
      throw ConfigError(
        key: "quantization_config",
        "expected 1 to 16 bits and groups of 1 value or more, got \(scheme.title)")
    }
    return (scheme, method, notReckoned)
  }

  /// The first of some keys that holds an integer; some methods write means, such as 4.65 bits.
  func integer(_ keys: String...) -> Int? {
    keys.lazy.compactMap { section.object[$0]?.integer }.first
  }

  /// Names settings of single modules that are not read: what is reckoned takes the setting of all
  /// others for them.
  private var notReckoned: [String] {
    let groups = section.object["config_groups"]?.object?.count ?? 0
    var keys = ["dynamic", "extra_config", "layer_quant_config", "quantized_layers"].filter {
      (section.object[$0]?.object?.count ?? 0) > 0
    }
    if groups > 1 { keys.append("config_groups") }
    guard !keys.isEmpty else { return [] }
    return ["\(keys.joined(separator: ", ")) sets some modules apart, which is not reckoned"]
  }

  /// Tells whether a flag is set.
  func isTrue(_ key: String) -> Bool { section.object[key]?.bool == true }

  /// The size of a group; -1 and 0 mean that a row is one.
  func groupSize(default size: Int?) -> Int? {
    guard let value = integer("group_size", "q_group_size") else { return size }
    return value > 0 ? value : nil
  }

  /// A method that is not known by name, as integers with a scale of 16 bits for each group.
  private func general() -> QuantizationScheme? {
    guard let bits = integer("bits", "w_bit", "nbits", "num_bits") ?? bitsInName else {
      return nil
    }
    return QuantizationScheme(
      method: method, setting: .init(bits: bits, groupSize: groupSize(default: nil)))
  }

  /// The bits that a name such as `tpu_int8` or `ptpc_fp8` ends with.
  private var bitsInName: Int? {
    let name = method.lowercased()
    let stem = name.prefix(name.count - name.reversed().prefix { $0.isASCII && $0.isNumber }.count)
    guard stem.hasSuffix("int") || stem.hasSuffix("fp") else { return nil }
    return Int(name.dropFirst(stem.count)).flatMap { (1...16).contains($0) ? $0 : nil }
  }

  private func skipped() throws -> [String] {
    try [
      "modules_to_not_convert", "llm_int8_skip_modules", "ignore", "ignored_layers",
      "exclude_modules", "skip_modules",
    ].flatMap { section.has($0) ? try section.strings($0) ?? [] : [] }
  }

  /// The numbers that are not quantised.
  func plainFormat() throws -> StorageFormat {
    let text = try root.nested("text_config")
    let type =
      try root.string("dtype") ?? root.string("torch_dtype") ?? text?.string("dtype")
      ?? text?.string("torch_dtype") ?? "bfloat16"
    switch type {
    case "float32": return .f32
    case "float16": return .f16
    default: return .bf16
    }
  }
}
