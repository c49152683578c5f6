/// The storage format of a model's weights, as a user names it.
public enum WeightPrecision: Sendable, Hashable {
  /// Every parameter as one plain number: FP32, BF16, FP16.
  case plain(StorageFormat)
  /// So many bits for every parameter and nothing else, as rules of thumb count Int8 and Int4.
  case nominal(bits: Int)
  /// So many bits for every parameter as one floating-point number that the engine does not compute
  /// with: FP64, FP8.
  case nominalFloat(bits: Int)
  /// A GGUF file of this name: matrices in blocks with their scales, norms in F32.
  case blocks(TargetFormat)

  /// Precisions that every plan shows.
  public static let common: [WeightPrecision] = [
    .nominalFloat(bits: 64), .plain(.f32), .plain(.bf16), .nominalFloat(bits: 8),
    .nominal(bits: 8), .nominal(bits: 4),
    .blocks(.uniform(.q8_0)), .blocks(.uniform(.q4_0)), .blocks(.mixed(.q4Medium)),
  ]

  /// All that can be named.
  public static let all: [WeightPrecision] =
    [
      .nominalFloat(bits: 64), .plain(.f32), .plain(.bf16), .plain(.f16), .nominalFloat(bits: 8),
      .nominal(bits: 8), .nominal(bits: 4),
    ]
    + TargetFormat.all.filter(\.base.isQuantized).map(WeightPrecision.blocks)

  /// The name on the command line and in JSON: `fp32`, `bf16`, `int4`, `q4_k_m`.
  public var name: String {
    switch self {
    case .plain(.f32): "fp32"
    case .plain(.f16): "fp16"
    case .plain(let format): format.name.lowercased()
    case .nominal(let bits): "int\(bits)"
    case .nominalFloat(let bits): "fp\(bits)"
    case .blocks(let target): target.name.lowercased()
    }
  }

  /// Tells whether nothing but a number of bits is known, as in rules of thumb.
  var isNominal: Bool {
    switch self {
    case .nominal, .nominalFloat: true
    case .plain, .blocks: false
    }
  }

  /// The precision of this name, in any case.
  public init?(name: String) {
    let wanted = name.lowercased()
    let alias = [
      "f64": "fp64", "float64": "fp64", "double": "fp64", "f8": "fp8", "float8": "fp8",
      "f32": "fp32", "float32": "fp32", "f16": "fp16", "float16": "fp16", "bfloat16": "bf16",
    ]
    let key = alias[wanted] ?? wanted
    guard let found = Self.all.first(where: { $0.name == key }) else { return nil }
    self = found
  }
}
