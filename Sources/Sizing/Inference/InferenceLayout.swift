import ModelSpec

/// A spread of inference over several devices: `tensor` x `pipeline` x `data` of them.
public struct InferenceLayout: Sendable, Hashable {
  /// Devices that share each matrix.
  public var tensor: Int
  /// Stages that the layers are cut into.
  public var pipeline: Int
  /// Replicas, each with a part of the sequences.
  public var data: Int

  /// A layout; one device unless told.
  public init(tensor: Int = 1, pipeline: Int = 1, data: Int = 1) {
    self.tensor = tensor
    self.pipeline = pipeline
    self.data = data
  }

  /// Text such as "tensor 8 x pipeline 1 x data 2".
  public var text: String { "tensor \(tensor) x pipeline \(pipeline) x data \(data)" }
}

extension InferenceBill {
  /// The layout of some devices, and the bytes on the most loaded of them.
  ///
  /// All share each matrix, which is fastest for one sequence; where that does not fit, the one
  /// with the most devices to a matrix that does; where none does, the one that needs the least.
  func bestLayout(
    _ spec: ModelSpec, devices: Int, memory: Int
  ) -> (layout: InferenceLayout, bytes: Int) {
    let whole = InferenceLayout(tensor: devices)
    var best = (layout: whole, bytes: bytesPerDevice(spec, devices: devices))
    // Divided as evenly as can be, weights and cache alone are a bound.
    let least = (Double(weightsBytes) + Double(cacheBytes)) / Double(devices)
    guard best.bytes > memory, devices > 1, least <= Double(memory) else { return best }
    for tensor in Self.divisors(of: devices).reversed() {
      for pipeline in Self.divisors(of: devices / tensor, upTo: spec.layers.count) {
        let layout = InferenceLayout(
          tensor: tensor, pipeline: pipeline, data: devices / tensor / pipeline)
        guard layout.data <= request.sequences, let bytes = bytesPerDevice(spec, layout) else {
          continue
        }
        if bytes <= memory { return (layout, bytes) }
        if bytes < best.bytes { best = (layout, bytes) }
      }
    }
    return best
  }

  /// Bytes on the most loaded device of a layout; `nil` if a figure leaves its bounds.
  ///
  /// Replicas have a part of the sequences. A stage has the weights and the cache of its layers,
  /// the first the embedding too, the last the head; of the stored bytes each has the share of
  /// its parameters.
  func bytesPerDevice(_ spec: ModelSpec, _ layout: InferenceLayout) -> Int? {
    var request = request
    request.sequences = (request.sequences + layout.data - 1) / layout.data
    guard let bill = try? InferenceBill(spec, request) else { return nil }
    guard layout.pipeline > 1 else { return bill.bytesPerDevice(spec, devices: layout.tensor) }
    let stages = PipelineStage.stages(
      layers: spec.layers.count, layout: ParallelLayout(pipeline: layout.pipeline), microBatches: 1)
    let parts = ModelParts(spec)
    let all = spec.tensors.reduce(ExactCount(0)) { sum, tensor in
      sum + LocalTensor(role: tensor.role, shape: tensor.shape).elements
    }
    guard let all = try? all.known("parameters"), all > 0 else { return nil }
    var most = 0
    for stage in stages {
      let held = parts.localTensors(stage: stage, shards: 1)
        .reduce(ExactCount(0)) { $0 + $1.elements }
      guard let held = try? held.known("parameters") else { return nil }
      var part = spec
      part.layers = stage.pieces.flatMap { spec.layers[$0.layers] }
      let share = Double(bill.weightsBytes) * Double(held) / Double(all)
      var staged = bill
      staged.weightsBytes = Int(share.rounded(.up))
      staged.cacheBytes = part.cacheBytes(plan: request.memory) ?? 0
      staged.totalBytes = staged.weightsBytes + staged.cacheBytes + staged.activationBytes
      most = max(most, staged.bytesPerDevice(part, devices: layout.tensor))
    }
    return most
  }

  private static func divisors(of count: Int, upTo most: Int = .max) -> [Int] {
    (1...min(count, max(1, most))).filter { count % $0 == 0 }
  }
}
