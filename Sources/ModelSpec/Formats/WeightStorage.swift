/// A model's weights in one precision: how many bytes, and how many of them a step reads.
public struct WeightStorage: Sendable, Hashable {
  /// Weights of one format.
  public struct Part: Sendable, Hashable {
    /// The format, or `nil` for a nominal number of bits.
    public var format: StorageFormat?
    /// Values.
    public var elements: Int
    /// Rows: outputs of the products, of all experts.
    public var rows: Int
    /// Bytes.
    public var bytes: Int
  }

  /// Name that a user gives it.
  public var name: String
  /// Bytes of all tensors.
  public private(set) var totalBytes = 0
  /// Bytes of the token embedding where the head is another tensor: a step reads one row of it,
  /// not all.
  public private(set) var lookedUpBytes = 0
  /// Weights of the layers that are multiplied with every token, by format, in the order of their
  /// first tensor.
  public private(set) var dense: [Part] = []
  /// The head, or the embedding that serves as one: multiplied where logits are wanted.
  public private(set) var head: [Part] = []
  /// Weights of experts that a router chooses from, by format.
  public private(set) var experts: [Part] = []
  /// Norms, biases and position tables.
  public private(set) var vectorBytes = 0
  /// Values of norms, biases and position tables, which an engine may keep as float32 copies.
  public private(set) var vectorElements = 0
  /// Bytes of the total that a file stores beside the model: masks, towers, modules for
  /// further tokens.
  public private(set) var besideBytes = 0
  /// Tells whether the bytes are reckoned from what a configuration says of a quantiser, and not
  /// counted tensor by tensor.
  public var isReckoned = false

  /// Storage in which nothing is counted yet.
  public init(name: String) { self.name = name }

  /// The tensors of a spec in a precision.
  ///
  /// - Throws: `SpecError` if the sum is beyond 2^62.
  public init(_ spec: ModelSpec, _ precision: WeightPrecision) throws(SpecError) {
    self.init(name: precision.name)
    let rules: FormatRules? =
      if case .blocks(let target) = precision { FormatRules(target, for: spec) } else { nil }
    var halfBytes = 0
    for tensor in spec.tensors {
      switch precision {
      case .plain(let format):
        try add(tensor, format: format, bytes: tensor.elementCount * format.bytesPerBlock, spec)
      case .nominal(let bits), .nominalFloat(let bits):
        // Whole bytes are counted once at the end, so that halves of odd tensors are not lost.
        halfBytes += tensor.elementCount * bits / 4
        try add(tensor, format: nil, bytes: tensor.elementCount * bits / 8, spec)
      case .blocks:
        let name = tensor.role.nameInGGUF(spec)
        let format = rules?.format(name, shape: tensor.shape) ?? .f32
        let rows = tensor.elementCount / (tensor.shape.last ?? 1)
        let row = format.bytes(forElements: tensor.shape.last ?? 1) ?? 0
        try add(tensor, format: format, bytes: rows * row, spec)
      }
    }
    if precision.isNominal { totalBytes = (halfBytes + 1) / 2 }
    if let vision = spec.vision {
      // Towers are kept in 16 bits where the decoder is quantised.
      let bits: Int =
        switch precision {
        case .plain(let format): format.bytesPerBlock * 8
        case .nominal(let bits), .nominalFloat(let bits): bits
        case .blocks: 16
        }
      totalBytes += (vision.parameters * bits + 7) / 8
    }
  }

  /// Adds a tensor of the decoder.
  public mutating func add(
    _ tensor: TensorSpec, format: StorageFormat?, bytes: Int, _ spec: ModelSpec
  ) throws(SpecError) {
    let (sum, overflows) = totalBytes.addingReportingOverflow(bytes)
    guard !overflows, sum < 1 << 62 else {
      throw SpecError("bytes of the weights", expected: "below 2^62", got: "more")
    }
    totalBytes = sum
    let columns = max(1, tensor.shape.last ?? 1)
    let part = Part(
      format: format, elements: tensor.elementCount, rows: tensor.elementCount / columns,
      bytes: bytes)
    switch tensor.role {
    case .tokenEmbedding:
      if spec.head.isTied { Self.merge(part, into: &head) } else { lookedUpBytes += bytes }
    case .head: Self.merge(part, into: &head)
    case .layer(_, let role) where role.isExpert: Self.merge(part, into: &experts)
    case .layer(_, let role) where role.component != .normalization && role.component != .bias:
      Self.merge(part, into: &dense)
    case .layer, .positionEmbedding, .finalNorm, .finalNormBias, .headBias:
      vectorBytes += bytes
      vectorElements += tensor.elementCount
    }
  }

  /// Adds bytes of a file that are not the model's.
  public mutating func addBeside(bytes: Int) {
    besideBytes += bytes
    addUnknown(bytes: bytes)
  }

  /// Adds bytes of which nothing is known but their number.
  public mutating func addUnknown(bytes: Int) {
    totalBytes = totalBytes.addingReportingOverflow(bytes).partialValue
  }

  private static func merge(_ part: Part, into parts: inout [Part]) {
    if let index = parts.firstIndex(where: { $0.format == part.format }) {
      parts[index].elements += part.elements
      parts[index].rows += part.rows
      parts[index].bytes += part.bytes
    } else {
      parts.append(part)
    }
  }
}

extension WeightStorage {
  /// Bytes that one step of decoding reads, for this many sequences of one token each.
  ///
  /// All matrices of the layers, the head, norms, one row of the embedding a sequence, and of
  /// experts as many as are expected to be chosen by at least one of them: E (1 - (1 - k / E)^B)
  /// with independent choices.
  public func bytesReadPerStep(_ spec: ModelSpec, sequences: Int) -> Double {
    let always = (dense + head).reduce(0) { $0 + Double($1.bytes) } + Double(vectorBytes)
    let looked = Double(lookedUpBytes) / Double(spec.vocabularySize) * Double(sequences)
    let chosen = experts.reduce(0) { $0 + Double($1.bytes) }
    return always + looked + chosen * spec.expectedExpertShare(tokens: sequences)
  }
}

extension ModelSpec {
  /// The share of a mixture's experts that at least one of some tokens is sent to; 1
  /// without experts.
  ///
  /// Choices are taken as independent and equally likely, so the share is 1 - (1 - k / E)^tokens.
  public func expectedExpertShare(tokens: Int) -> Double {
    for layer in layers {
      guard case .mixture(let mixture) = layer.feedForward else { continue }
      let missed = 1 - Double(mixture.expertsPerToken) / Double(mixture.expertCount)
      var all = 1.0
      // Beyond some thousands of tokens nothing is left to miss.
      for _ in 0..<min(tokens, 4096) { all *= missed }
      return 1 - all
    }
    return 1
  }
}
