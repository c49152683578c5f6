public import ModelSpec
import PlainText

/// The memory that running a model takes, as Carat's engine allocates it, byte by byte.
public struct InferenceBill: Sendable, Hashable {
  /// Request that was made.
  public var request: InferenceRequest
  /// The lines, in the order of parts.
  public var lines: [BillLine]
  /// Bytes of the weights, as they are stored.
  public var weightsBytes: Int
  /// Bytes of keys and values that an engine reserves: whole blocks, windows with the rows of
  /// one pass.
  public var cacheBytes: Int
  /// Bytes of keys and values that no engine can do without at this context.
  public var minimumCacheBytes: Int
  /// Bytes of keys and values for one more position in layers without a window.
  public var cacheBytesPerToken: Int
  /// Bytes of the work buffers of a pass, and of float32 copies of norms and biases.
  public var activationBytes: Int
  /// All of it.
  public var totalBytes: Int

  /// Adds up what a request takes with a model.
  ///
  /// - Throws: `SizingError` if request and model do not fit together, or a figure leaves 64 bits.
  public init(_ spec: ModelSpec, _ request: InferenceRequest) throws(SizingError) {
    try request.validate(spec)
    let plan = request.memory
    let reserved = spec.cacheBytes(plan: plan) ?? 0
    let (least, overflows) =
      (spec.minimumCacheBytes(positions: request.context, format: request.cacheFormat) ?? Int.max)
      .multipliedReportingOverflow(by: request.sequences)
    let perToken = spec.cacheBytesPerToken(format: request.cacheFormat) ?? 0
    var lines = [
      BillLine(
        part: .weights, id: "weights", title: "weights",
        bytes: request.weights.totalBytes,
        formula: "sum over tensors of values x bytes of a block / values of a block, "
          + request.weights.name,
        basis: request.weights.isReckoned ? .modelled : .exact,
        source: request.weights.isReckoned
          ? "what the configuration says of its quantiser" : "tensor list of the architecture"),
      BillLine(
        part: .cache, id: "cache.reserved", title: "keys and values", bytes: reserved,
        formula: Self.cacheFormula(spec, request, perToken: perToken), basis: .exact,
        source:
          "block table of \(plan.positionsPerBlock) positions; windows hold the rows of a pass"),
    ]
    lines += WorkspaceSizes(spec).lines(plan: plan, scratch: request.scratch).map { line in
      BillLine(
        part: .activations, id: "work." + line.id, title: line.name, bytes: line.bytes,
        formula: line.formula, basis: .exact,
        source: "work buffers of the engine")
    }
    lines.append(
      BillLine(
        part: .activations, id: "work.copies", title: "norms and biases as float32",
        bytes: 4 * request.weights.vectorElements,
        formula: "4 x \(NumberText.grouped(request.weights.vectorElements))", basis: .exact,
        source: "vectors are copied, matrices stay in the file"))
    var total: ExactCount = 0
    for line in lines { total += ExactCount(line.bytes) }
    self.request = request
    self.lines = lines
    weightsBytes = request.weights.totalBytes
    cacheBytes = reserved
    minimumCacheBytes = min(overflows ? Int.max : least, reserved)
    cacheBytesPerToken = perToken
    activationBytes = lines.reduce(0) { $0 + ($1.part == .activations ? $1.bytes : 0) }
    totalBytes = try total.known("bytes of inference")
  }

  private static func cacheFormula(
    _ spec: ModelSpec, _ request: InferenceRequest, perToken: Int
  ) -> String {
    if let limit = request.cacheLimit {
      let blocks = spec.cacheBlockCounts(plan: request.memory).reduce(0, +)
      return "\(NumberText.grouped(blocks)) blocks, as many as fit into "
        + "\(NumberText.grouped(limit)) B"
    }
    let windowed = spec.layers.filter { $0.attention.window != nil }.count
    let each = "\(NumberText.grouped(perToken)) B/token x \(NumberText.grouped(request.context))"
    let sequences = request.sequences > 1 ? " x \(request.sequences) sequences" : ""
    guard windowed > 0 else { return each + sequences }
    return each + sequences + ", less in \(windowed) of \(spec.layers.count) layers with a window"
  }
}
