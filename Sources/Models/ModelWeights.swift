public import ModelFiles
import ModelSpec
public import Tensors

/// A matrix product's weight and its bias.
struct Linear: Sendable {
  var weight: Tensor
  var bias: Vector?

  func projection(into output: Matrix) -> Projection {
    Projection(weight, bias: bias, into: output)
  }
}

/// A norm's factor and its bias.
struct NormWeights: Sendable {
  var weight: Vector
  var bias: Vector?
}

/// A feed-forward network's weights.
struct DenseWeights: Sendable {
  var gate: Linear?
  var up: Linear
  var down: Linear
}

enum FeedForwardWeights: Sendable {
  case dense(DenseWeights)
  case mixture(router: Linear, experts: [DenseWeights])
}

/// The weights of one layer.
struct LayerWeights: Sendable {
  var attentionNorm: NormWeights
  var query: Linear
  var key: Linear
  var value: Linear
  var queryNorm: Vector?
  var keyNorm: Vector?
  var attentionOutput: Linear
  var attentionPostNorm: NormWeights?
  var feedForwardNorm: NormWeights
  var feedForward: FeedForwardWeights
  var feedForwardPostNorm: NormWeights?
}

/// All weights of a model, bound to its spec by a device: on the processor matrices stay where the
/// file has them; small vectors are float32 copies.
public struct ModelWeights: Sendable {
  let tokenEmbedding: Tensor
  let positionEmbedding: Matrix?
  let layers: [LayerWeights]
  let finalNorm: NormWeights
  let head: Linear

  /// Bytes of the matrices that are bound, in the file or copied from it; a tied head counts once.
  public let matrixBytes: Int
  /// Bytes of norms, biases and position tables, which are float32 copies.
  public let vectorBytes: Int

  /// Finds, checks and binds every tensor that the spec names.
  ///
  /// - Throws: `ModelFileError` for the first tensor that is missing, of a wrong shape, or of a
  ///   format that is not read; `StorageError` if the device has no memory for them.
  public init(_ map: WeightMap, device: any Device) throws {
    let binder = WeightBinder(map, device: device)
    let spec = map.spec
    tokenEmbedding = try binder.matrix(.tokenEmbedding)
    positionEmbedding = try spec.embedding.learnedPositions.map { rows in
      let table = try binder.vector(.positionEmbedding)
      return Matrix(storage: table.storage, rows: rows, columns: spec.modelDimension)
    }
    layers = try spec.layers.indices.map { try binder.layer($0) }
    finalNorm = NormWeights(
      weight: try binder.norm(.finalNorm, spec.finalNorm),
      bias: spec.finalNorm.kind == .layer ? try binder.vector(.finalNormBias) : nil)
    head = Linear(
      weight: spec.head.isTied ? tokenEmbedding : try binder.matrix(.head),
      bias: spec.head.hasBias ? try binder.vector(.headBias) : nil)
    var sum = ByteSum()
    sum.add(tokenEmbedding)
    if !spec.head.isTied { sum.add(head.weight) }
    sum.add(head.bias)
    if let positionEmbedding {
      sum.vectors += 4 * positionEmbedding.rows * positionEmbedding.columns
    }
    sum.add(finalNorm)
    for layer in layers { sum.add(layer) }
    (matrixBytes, vectorBytes) = (sum.matrices, sum.vectors)
  }
}

/// Turns the tensors of a weight map into weights.
private struct WeightBinder {
  let map: WeightMap
  let device: any Device
  let shapes: [TensorRole: TensorSpec]

  init(_ map: WeightMap, device: any Device) {
    self.map = map
    self.device = device
    shapes = Dictionary(uniqueKeysWithValues: map.spec.tensors.map { ($0.role, $0) })
  }

  func matrix(_ role: TensorRole) throws -> Tensor { try device.bind(stored(role)) }

  func vector(_ role: TensorRole) throws -> Vector { try device.vector(stored(role).values()) }

  /// The tensor as the file has it.
  private func stored(_ role: TensorRole) throws -> Tensor {
    guard let spec = shapes[role] else { preconditionFailure("\(role) is not in the spec") }
    return try map.tensor(spec)
  }

  func norm(_ role: TensorRole, _ norm: NormSpec) throws -> Vector {
    let offset = norm.kind == .rms ? map.normOffset : 0
    return try device.vector(stored(role).values().map { $0 + offset })
  }

  func layer(_ index: Int) throws -> LayerWeights {
    let spec = map.spec.layers[index]
    func norms(_ weight: LayerTensor, _ bias: LayerTensor) throws -> NormWeights {
      NormWeights(
        weight: try norm(.layer(index, weight), spec.norm),
        bias: spec.norm.kind == .layer ? try vector(.layer(index, bias)) : nil)
    }
    func linear(_ weight: LayerTensor, _ bias: LayerTensor) throws -> Linear {
      Linear(
        weight: try matrix(.layer(index, weight)),
        bias: shapes[.layer(index, bias)] == nil ? nil : try vector(.layer(index, bias)))
    }
    let isSandwich = spec.normPlacement == .beforeAndAfter
    let headNorm = spec.attention.queryKeyNorm
    return LayerWeights(
      attentionNorm: try norms(.attentionNorm, .attentionNormBias),
      query: try linear(.query, .queryBias), key: try linear(.key, .keyBias),
      value: try linear(.value, .valueBias),
      queryNorm: try headNorm.map { try norm(.layer(index, .queryNorm), $0) },
      keyNorm: try headNorm.map { try norm(.layer(index, .keyNorm), $0) },
      attentionOutput: try linear(.attentionOutput, .attentionOutputBias),
      attentionPostNorm: isSandwich ? try norms(.attentionPostNorm, .attentionPostNormBias) : nil,
      feedForwardNorm: try norms(.feedForwardNorm, .feedForwardNormBias),
      feedForward: try feedForward(index, spec.feedForward),
      feedForwardPostNorm: isSandwich
        ? try norms(.feedForwardPostNorm, .feedForwardPostNormBias) : nil)
  }

  private func feedForward(_ index: Int, _ spec: FeedForwardSpec) throws -> FeedForwardWeights {
    func linear(_ weight: LayerTensor, _ bias: LayerTensor) throws -> Linear {
      Linear(
        weight: try matrix(.layer(index, weight)),
        bias: shapes[.layer(index, bias)] == nil ? nil : try vector(.layer(index, bias)))
    }
    switch spec {
    case .dense(let dense):
      return .dense(
        DenseWeights(
          gate: dense.isGated ? try linear(.gate, .gateBias) : nil, up: try linear(.up, .upBias),
          down: try linear(.down, .downBias)))
    case .mixture(let mixture):
      func experts(_ tensor: LayerTensor) throws -> [Tensor] {
        guard let spec = shapes[.layer(index, tensor)] else {
          preconditionFailure("\(tensor) is not in the spec")
        }
        return try map.tensors(spec).map { try device.bind($0) }
      }
      let gates = mixture.expert.isGated ? try experts(.expertGate) : []
      let (ups, downs) = (try experts(.expertUp), try experts(.expertDown))
      let list = ups.indices.map { expert in
        DenseWeights(
          gate: gates.isEmpty ? nil : Linear(weight: gates[expert]),
          up: Linear(weight: ups[expert]), down: Linear(weight: downs[expert]))
      }
      return .mixture(router: Linear(weight: try matrix(.layer(index, .router))), experts: list)
    }
  }
}

/// Adds up what weights occupy.
private struct ByteSum {
  var matrices = 0
  var vectors = 0

  mutating func add(_ tensor: Tensor) { matrices += tensor.byteCount }
  mutating func add(_ vector: Vector?) { vectors += 4 * (vector?.count ?? 0) }

  mutating func add(_ norm: NormWeights?) {
    add(norm?.weight)
    add(norm?.bias)
  }

  mutating func add(_ linear: Linear) {
    add(linear.weight)
    add(linear.bias)
  }

  mutating func add(_ dense: DenseWeights) {
    if let gate = dense.gate { add(gate) }
    add(dense.up)
    add(dense.down)
  }

  mutating func add(_ layer: LayerWeights) {
    for norm in [
      layer.attentionNorm, layer.feedForwardNorm, layer.attentionPostNorm,
      layer.feedForwardPostNorm,
    ] { add(norm) }
    for linear in [layer.query, layer.key, layer.value, layer.attentionOutput] { add(linear) }
    add(layer.queryNorm)
    add(layer.keyNorm)
    switch layer.feedForward {
    case .dense(let dense): add(dense)
    case .mixture(let router, let experts):
      add(router)
      for expert in experts { add(expert) }
    }
  }
}
