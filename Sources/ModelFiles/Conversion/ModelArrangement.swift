import ModelSpec
import Tensors

/// Takes the weights of an opened model in the order in which a file of the other kind has them.
struct ModelArrangement {
  /// The weights.
  let map: WeightMap
  /// Layout that they go to.
  let layout: TensorLayout
  /// Added to the factors of norms: Gemma's safetensors hold them less one, its GGUF files do not.
  let normOffset: Float
  /// Roles that the opened model has; the new file may have biases beside.
  private let known: Set<TensorRole>

  private init(map: WeightMap, layout: TensorLayout, normOffset: Float) {
    (self.map, self.layout, self.normOffset) = (map, layout, normOffset)
    known = Set(map.spec.tensors.map(\.role))
  }

  /// An arrangement for a GGUF file.
  static func gguf(_ map: WeightMap) throws -> ModelArrangement {
    ModelArrangement(map: map, layout: try .gguf(map.spec), normOffset: map.normOffset)
  }

  /// An arrangement for a folder in the Hugging Face layout.
  static func huggingFace(_ map: WeightMap) throws -> ModelArrangement {
    ModelArrangement(
      map: map, layout: try .huggingFace(map.spec),
      normOffset: map.normOffset - map.spec.architecture.definition.huggingFace.normOffset)
  }

  /// Every tensor of the new file.
  ///
  /// - Parameter format: The format for a name and a shape.
  func tensors(format: (String, [Int]) -> StorageFormat) -> [PlannedTensor] {
    layout.tensors.map { entry in
      PlannedTensor(
        declaration: TensorDeclaration(
          name: entry.name, shape: entry.shape, format: format(entry.name, entry.shape)),
        content: content(entry))
    }
  }

  private func content(_ entry: TensorLayout.Entry) -> TensorContent {
    let runs = { try entry.roles.flatMap { try self.runs($0) } }
    switch entry.source {
    case .whole, .packed, .stackedPart:
      return .rows(runs, adding: entry.roles[0].role.isNormFactor ? normOffset : 0)
    case .grouped: return .rows({ try self.grouped(entry) }, adding: 0)
    case .transposed, .transposedPart: return .transposed(runs)
    case .experts:
      return .rows(
        { [RowRun(tensor: try self.map.tensors(entry.roles[0])[entry.expert ?? 0])] }, adding: 0)
    }
  }

  /// The rows of a role: one run, or one for each expert.
  private func runs(_ role: TensorSpec) throws -> [RowRun] {
    let tensors = known.contains(role.role) ? try map.tensors(role) : [try Self.zeros(role)]
    guard let order = headOrder(of: role) else { return tensors.map { RowRun(tensor: $0) } }
    return tensors.map { RowRun(tensor: $0.asRows, order: order) }
  }

  /// A bias that adds nothing.
  private static func zeros(_ role: TensorSpec) throws -> Tensor {
    let storage = try Storage(allocating: 4 * role.elementCount)
    guard let tensor = Tensor(storage: storage, offset: 0, shape: role.shape, format: .f32) else {
      preconditionFailure("a vector's memory holds its values")
    }
    return tensor
  }

  /// InternLM2: for each key/value head its query heads, then its key, then its value.
  private func grouped(_ entry: TensorLayout.Entry) throws -> [RowRun] {
    let heads = layout.spec.layers[entry.layer ?? 0].attention.keyValueHeads
    let parts = try entry.roles.flatMap { role in
      try runs(role).map { RowRun(tensor: $0.tensor.asRows, order: $0.order) }
    }
    return (0..<heads).flatMap { head in
      parts.map { part in
        let rows = part.rowCount / heads
        return part.places(head * rows..<(head + 1) * rows)
      }
    }
  }

  /// The order of rows in which a role's columns pair as the new file's readers expect, or `nil`
  /// where it stays.
  private func headOrder(of role: TensorSpec) -> [Int]? {
    guard case .layer(let layer, let tensor) = role.role,
      [.query, .key, .queryBias, .keyBias, .queryNorm, .keyNorm].contains(tensor),
      let old = map.spec.layers[layer].attention.rotary,
      let new = layout.spec.layers[layer].attention.rotary, old.pairing != new.pairing
    else { return nil }
    let dimension = layout.spec.layers[layer].attention.headDimension
    let half = new.dimensions / 2
    var head = Array(0..<dimension)
    for pair in 0..<half {
      switch new.pairing {
      case .adjacent: (head[2 * pair], head[2 * pair + 1]) = (pair, pair + half)
      case .halves: (head[pair], head[pair + half]) = (2 * pair, 2 * pair + 1)
      }
    }
    return stride(from: 0, to: role.shape[0], by: dimension).flatMap { start in
      head.map { start + $0 }
    }
  }
}

extension Tensor {
  /// A vector as a column, so that each value is a row.
  fileprivate var asRows: Tensor {
    guard shape.count == 1, !format.isQuantized else { return self }
    return Tensor(storage: storage, offset: offset, shape: [shape[0], 1], format: format) ?? self
  }
}

extension TensorRole {
  /// Tells whether this is the factor of a norm.
  var isNormFactor: Bool {
    switch self {
    case .finalNorm: true
    case .layer(_, let tensor):
      switch tensor {
      case .attentionNorm, .attentionPostNorm, .feedForwardNorm, .feedForwardPostNorm, .queryNorm,
        .keyNorm:
        true
      default: false
      }
    default: false
    }
  }
}
