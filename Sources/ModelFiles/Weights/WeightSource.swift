import ModelSpec

/// The place where a file keeps the values of a role.
package enum WeightSource: Sendable, Hashable {
  /// A part of rows that are stored one after another.
  package enum Part: Sendable, Hashable {
    /// Of query, key and value.
    case query, key, value
    /// Of gate and up.
    case gate, up
  }

  /// A tensor of this name, as it is.
  case whole(String)
  /// Rows of a tensor that holds several roles after each other (Phi-3, GPT-2 in GGUF).
  case packed(String, Part)
  /// Rows of a tensor that holds, for each key/value head, its query heads, its key and its
  /// value (InternLM2).
  case grouped(String, Part)
  /// A tensor that is stored `[inputs, outputs]` (GPT-2's Conv1D).
  case transposed(String)
  /// Columns of such a tensor.
  case transposedPart(String, Part)
  /// A tensor for each expert; `{e}` stands for its number.
  case experts(String)
  /// Half of the rows of each expert in one tensor of all experts' gates and ups.
  case stackedPart(String, Part)

  /// Tells whether each expert has a tensor of its own.
  var isPerExpert: Bool { if case .experts = self { true } else { false } }

  /// The name with numbers filled in.
  func name(layer: Int? = nil, expert: Int? = nil) -> String {
    var name =
      switch self {
      case .whole(let name), .packed(let name, _), .grouped(let name, _), .transposed(let name),
        .transposedPart(let name, _), .experts(let name), .stackedPart(let name, _):
        name
      }
    if let layer { name = name.replacingFirst("{i}", with: String(layer)) }
    if let expert { name = name.replacingFirst("{e}", with: String(expert)) }
    return name
  }
}

/// The names that one family of files gives to the roles; `{i}` stands for the layer.
package struct WeightNaming: Sendable {
  /// Tensors outside the layers.
  var outer: [TensorRole: WeightSource]
  /// Tensors of a layer.
  var layer: [LayerTensor: WeightSource]

  func source(of role: TensorRole) -> (source: WeightSource, layer: Int?)? {
    if case .layer(let index, let tensor) = role { return layer[tensor].map { ($0, index) } }
    return outer[role].map { ($0, nil) }
  }

  /// The same with each name changed.
  func prefixed(_ prefix: String) -> WeightNaming {
    func map(_ source: WeightSource) -> WeightSource {
      switch source {
      case .whole(let name): .whole(prefix + name)
      case .packed(let name, let part): .packed(prefix + name, part)
      case .grouped(let name, let part): .grouped(prefix + name, part)
      case .transposed(let name): .transposed(prefix + name)
      case .transposedPart(let name, let part): .transposedPart(prefix + name, part)
      case .experts(let name): .experts(prefix + name)
      case .stackedPart(let name, let part): .stackedPart(prefix + name, part)
      }
    }
    return WeightNaming(outer: outer.mapValues(map), layer: layer.mapValues(map))
  }
}

extension String {
  /// The text with the first occurrence of another in it replaced.
  func replacingFirst(_ pattern: String, with text: String) -> String {
    guard let range = firstRange(of: pattern) else { return self }
    return String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
