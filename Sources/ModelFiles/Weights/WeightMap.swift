public import ModelSpec
public import Tensors

/// Finds the tensors of a spec in a file, whatever the file calls them and however it packs them.
public struct WeightMap: Sendable {
  /// The model that the file holds.
  public let spec: ModelSpec
  /// The file.
  public let file: WeightFile
  private let naming: WeightNaming

  /// Added to the stored factors of RMS norms: Gemma's safetensors store them less one, its GGUF
  /// files do not.
  public var normOffset: Float {
    if case .safetensors = file { spec.architecture.definition.huggingFace.normOffset } else { 0 }
  }

  /// A map for a spec and the file that it was read from.
  ///
  /// - Throws: `ModelFileError` if the file has no tensor that could be the token embedding.
  public init(_ spec: ModelSpec, file: WeightFile) throws {
    if let obstacle = spec.obstacleToRunning {
      throw ModelFileError(
        .unsupported, path: file.path,
        "a model with \(obstacle) (\(spec.architecture.displayName)) can be inspected and planned, but "
          + "its weights are not read", advice: "carat plan tells what it takes")
    }
    self.spec = spec
    self.file = file
    switch file {
    case .gguf(let gguf): naming = .gguf(spec, contains: gguf.contains)
    case .safetensors: naming = try .huggingFace(spec, in: file)
    }
    try refuseBiasBeside()
  }

  /// A GGUF file states its model by what it stores: a bias without a place there would be left out
  /// of every answer.
  private func refuseBiasBeside() throws {
    guard case .gguf = file, let bias = file.biasBeside(names) else { return }
    throw ModelFileError(
      .unsupported, path: file.path,
      "the tensor \(quoted(bias)) is a bias that \(spec.architecture.displayName) files have no use for",
      expected: "the biases of query, key, value, their output, gate, up, down and head",
      got: quoted(bias), advice: "carat inspect lists what the file stores")
  }

  /// Tells whether the file has values of its own for a role.
  public func contains(_ role: TensorRole) -> Bool {
    guard let (source, layer) = naming.source(of: role) else { return false }
    return file.contains(source.name(layer: layer, expert: 0))
  }

  /// The tensor of a role, its shape checked against the spec.
  ///
  /// What a file packs in another order than the transformer reads is copied; all else stays in
  /// the file.
  /// - Throws: `ModelFileError` naming the tensor, the shape expected and the one found.
  public func tensor(_ wanted: TensorSpec) throws -> Tensor {
    let parts = try tensors(wanted)
    guard parts.count == 1 else {
      preconditionFailure("a role of one tensor was asked for")
    }
    return parts[0]
  }

  /// The tensors of a role: one, or one for each expert.
  ///
  /// - Throws: `ModelFileError` naming the tensor, the shape expected and the one found.
  public func tensors(_ wanted: TensorSpec) throws -> [Tensor] {
    guard let (source, layer) = naming.source(of: wanted.role) else {
      throw ModelFileError(
        .missing, path: file.path,
        "\(wanted.role): \(spec.architecture.displayName) files have no name for it")
    }
    let name = source.name(layer: layer)
    switch source {
    case .whole:
      let tensor = try checked(name, shape: wanted.shape)
      return wanted.shape.count == 3 ? slices(tensor, shape: wanted.shape) : [tensor]
    case .packed(_, let part):
      let (rows, total) = rows(of: part, layer)
      let tensor = try checked(name, shape: [total] + wanted.shape.dropFirst())
      return [tensor.flatRows(rows, shape: wanted.shape)]
    case .grouped(_, let part): return [try grouped(name, part, wanted.shape, layer)]
    case .transposed:
      return [try transposed(name, columns: 0..<wanted.shape[0], of: wanted.shape[0], wanted.shape)]
    case .transposedPart(_, let part):
      let (columns, total) = rows(of: part, layer)
      return [try transposed(name, columns: columns, of: total, wanted.shape)]
    case .experts:
      return try (0..<wanted.shape[0]).map { expert in
        try checked(
          source.name(layer: layer, expert: expert), shape: Array(wanted.shape.dropFirst()))
      }
    case .stackedPart(_, let part):
      let half = wanted.shape[1]
      let tensor = try checked(name, shape: [wanted.shape[0], 2 * half, wanted.shape[2]])
      return (0..<wanted.shape[0]).map { expert in
        let start = expert * 2 * half + (part == .up ? half : 0)
        return tensor.rows(start..<start + half)
      }
    }
  }

  private func slices(_ tensor: Tensor, shape: [Int]) -> [Tensor] {
    (0..<shape[0]).map { tensor.rows($0 * shape[1]..<($0 + 1) * shape[1]) }
  }

  private func checked(_ name: String, shape: [Int]) throws -> Tensor {
    let tensor = try file.tensor(named: name)
    guard tensor.shape == shape else {
      throw ModelFileError(
        .mismatched, path: file.path, "the shape of the tensor \(quoted(name))",
        expected: "\(shape)", got: "\(tensor.shape)",
        advice: "the file's dimensions contradict its description")
    }
    return tensor
  }

  /// Rows of a packed tensor that are a part's, and the number of rows in all.
  private func rows(of part: WeightSource.Part, _ layer: Int?) -> (Range<Int>, total: Int) {
    let layer = spec.layers[layer ?? 0]
    let (queries, keys) = (layer.attention.queryDimension, layer.attention.keyValueDimension)
    var hidden = 0
    if case .dense(let dense) = layer.feedForward { hidden = dense.hiddenDimension }
    return switch part {
    case .query: (0..<queries, queries + 2 * keys)
    case .key: (queries..<queries + keys, queries + 2 * keys)
    case .value: (queries + keys..<queries + 2 * keys, queries + 2 * keys)
    case .gate: (0..<hidden, 2 * hidden)
    case .up: (hidden..<2 * hidden, 2 * hidden)
    }
  }

  /// InternLM2: for each key/value head its query heads, then its key, then its value.
  private func grouped(
    _ name: String, _ part: WeightSource.Part, _ shape: [Int], _ layer: Int?
  ) throws -> Tensor {
    let attention = spec.layers[layer ?? 0].attention
    let (dimension, group) = (
      attention.headDimension, attention.queryHeads / attention.keyValueHeads
    )
    let total = attention.queryDimension + 2 * attention.keyValueDimension
    let tensor = try checked(name, shape: [total] + shape.dropFirst())
    let heads: Range<Int> =
      switch part {
      case .query: 0..<group
      case .key: group..<group + 1
      default: group + 1..<group + 2
      }
    let order = (0..<attention.keyValueHeads).flatMap { head in
      heads.flatMap { member in
        (0..<dimension).map { (head * (group + 2) + member) * dimension + $0 }
      }
    }
    return try tensor.flattened.reordered(rows: order, shape: shape)
  }

  private func transposed(
    _ name: String, columns: Range<Int>, of total: Int, _ shape: [Int]
  ) throws -> Tensor {
    let tensor = try checked(name, shape: [shape[1], total])
    guard !tensor.format.isQuantized else {
      throw ModelFileError(
        .unsupported, path: file.path,
        "the tensor \(quoted(name)) is stored transposed and quantised (\(tensor.format.name))")
    }
    return try tensor.transposed(columns: columns)
  }
}

extension Tensor {
  /// A vector as a column, so that its values are rows.
  fileprivate var flattened: Tensor {
    guard shape.count == 1, !format.isQuantized else { return self }
    return Tensor(storage: storage, offset: offset, shape: [shape[0], 1], format: format) ?? self
  }

  fileprivate func flatRows(_ range: Range<Int>, shape: [Int]) -> Tensor {
    flattened.rows(range, shape: shape)
  }
}

extension WeightMap {
  /// The names of all tensors that the model uses.
  var names: Set<String> {
    var names: Set<String> = []
    for role in spec.tensors {
      guard let (source, layer) = naming.source(of: role.role) else { continue }
      if case .experts = source {
        for expert in 0..<role.shape[0] { names.insert(source.name(layer: layer, expert: expert)) }
      } else {
        names.insert(source.name(layer: layer))
      }
    }
    return names
  }
}
