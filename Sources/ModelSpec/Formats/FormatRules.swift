/// Chooses a format for each tensor of a GGUF file, by the rules that llama.cpp's `llama-quantize` follows, so that files of
/// the same name have the same contents everywhere.
package struct FormatRules: Sendable {
  /// What is wanted.
  let target: TargetFormat
  /// Layers of the model.
  let layerCount: Int
  /// Experts of a layer; 0 without.
  var expertCount = 0
  /// Whether the head is the token embedding.
  var isTied = false
  /// Whether this is the 70B of the Llamas, whose eight query heads to a value head make values cheap to keep.
  var sharesValuesWidely = false

  /// Rules for a model.
  package init(_ target: TargetFormat, for spec: ModelSpec) {
    self.target = target
    layerCount = spec.layers.count
    isTied = spec.head.isTied
    guard let layer = spec.layers.first else { return }
    expertCount = spec.layers.lazy.compactMap(\.feedForward.experts).first?.expertCount ?? 0
    let isLlama = [.llama, .mistral, .mixtral].contains(spec.architecture)
    sharesValuesWidely =
      isLlama && layerCount == 80 && layer.attention.queryHeads != layer.attention.keyValueHeads
  }

  /// The format for a tensor of this name, as GGUF files write it, and shape.
  package func format(_ name: String, shape: [Int]) -> StorageFormat {
    guard isMatrix(name, shape) else { return .f32 }
    return Self.fitting(
      wanted(GGUFTensorName(name), columns: shape.last ?? 1), columns: shape.last ?? 1)
  }

  /// The format for a tensor if its rows filled any block.
  package func wantedFormat(_ name: String, shape: [Int]) -> StorageFormat {
    guard isMatrix(name, shape) else { return .f32 }
    return wanted(GGUFTensorName(name), columns: 256)
  }

  /// Norms, biases, routers and positions are small or sensitive: they stay in F32.
  private func isMatrix(_ name: String, _ shape: [Int]) -> Bool {
    shape.count >= 2 && name.hasSuffix("weight") && !name.hasSuffix("_norm.weight")
      && !name.contains("ffn_gate_inp.weight") && name != "position_embd.weight"
  }

  private func wanted(_ tensor: GGUFTensorName, columns: Int) -> StorageFormat {
    guard case .mixed(let mix) = target else { return target.base }
    switch tensor.stem {
    case "output": return columns.isMultiple(of: 256) ? .q6_k : .q8_0
    case "token_embd": return isTied ? (columns.isMultiple(of: 256) ? .q6_k : .q8_0) : mix.base
    case "attn_v": return value(mix, layer: tensor.layer)
    case "attn_k": return expertCount == 8 ? .q8_0 : mix.base
    case "attn_output": return expertCount == 8 && mix.base == .q4_k ? .q5_k : mix.base
    case "attn_qkv":
      switch mix {
      case .q4Medium: return .q5_k
      case .q5Medium: return .q6_k
      default: return mix.base
      }
    case "ffn_down", "ffn_down_exps": return down(mix, layer: tensor.layer)
    default: return mix.base
    }
  }

  private func value(_ mix: TargetFormat.Mix, layer: Int) -> StorageFormat {
    var format = mix.base
    switch mix {
    case .q4Medium, .q5Medium: if deservesMoreBits(layer) { format = .q6_k }
    case .q4Small: if layer < 4 { format = .q5_k }
    case .q5Small: break
    }
    if sharesValuesWidely, format == .q4_k { format = .q5_k }
    return expertCount == 8 ? .q8_0 : format
  }

  private func down(_ mix: TargetFormat.Mix, layer: Int) -> StorageFormat {
    switch mix {
    case .q4Medium, .q5Medium: deservesMoreBits(layer) ? .q6_k : mix.base
    case .q4Small: layer < layerCount / 8 ? .q5_k : mix.base
    case .q5Small: mix.base
    }
  }

  /// The first eighth of the layers, the last, and every third between.
  private func deservesMoreBits(_ layer: Int) -> Bool {
    let eighth = layerCount / 8
    return layer < eighth || layer >= 7 * layerCount / 8 || (layer - eighth) % 3 == 2
  }

  /// The format itself if rows of this length fill its blocks, else the next larger one with smaller blocks.
  static func fitting(_ format: StorageFormat, columns: Int) -> StorageFormat {
    guard !columns.isMultiple(of: format.elementsPerBlock) else { return format }
    let substitute: StorageFormat =
      switch format {
      case .q4_k: .q5_0
      case .q5_k: .q5_1
      case .q6_k: .q8_0
      default: .f16
      }
    return columns.isMultiple(of: substitute.elementsPerBlock) ? substitute : .f16
  }
}

/// A tensor's name in a GGUF file, taken apart.
private struct GGUFTensorName {
  /// The layer, 0 outside of them.
  var layer = 0
  /// What is between the layer and the last dot, such as `attn_v`.
  var stem: String

  init(_ name: String) {
    var parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count > 1 { parts.removeLast() }
    if parts.count > 2, parts[0] == "blk", let layer = Int(parts[1]) {
      self.layer = layer
      parts.removeFirst(2)
    }
    stem = parts.joined(separator: ".")
  }
}
