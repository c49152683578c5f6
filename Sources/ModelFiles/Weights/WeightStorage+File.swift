public import ModelSpec

extension WeightStorage {
  /// The weights of a model as a file stores them, by what a pass does with them.
  ///
  /// A tensor that holds several roles counts for each by its share of the values, and scales, zero
  /// points and tables count with their matrix. What the file stores beside the model is in the
  /// total alone, so that the total is the sum of the header.
  /// - Parameter declared: What the configuration says of the quantiser.
  /// - Throws: `SpecError` beyond 2^62 bytes.
  public init(
    _ spec: ModelSpec, storedIn file: WeightFile, declared: QuantizationScheme? = nil
  ) throws(SpecError) {
    try self.init(spec, storedIn: StoredTensors(file, declared: declared))
  }

  /// The same for tensors that were looked through before.
  ///
  /// - Throws: `SpecError` beyond 2^62 bytes.
  public init(_ spec: ModelSpec, storedIn stored: StoredTensors) throws(SpecError) {
    let (file, matrices) = (stored.file, stored.matrices)
    self.init(name: stored.layoutName ?? file.mainFormat)
    let naming = WeightNaming.counting(spec, in: file, matrices)
    // A stored head is what a pass multiplies with, also where it repeats the embedding.
    var spec = spec
    if naming.storedHead(in: file) != nil { spec.head.isTied = false }
    let roles = spec.tensors.compactMap { tensor in
      naming.source(of: tensor.role).map { (tensor, StoredShares.names($0, tensor)) }
    }
    var shares = StoredShares(matrices)
    for (tensor, names) in roles { shares.expect(tensor, under: names) }
    for (tensor, names) in roles {
      guard let (bytes, format) = shares.take(tensor, under: names) else { continue }
      try add(tensor, format: format, bytes: bytes, spec)
    }
    addBeside(bytes: stored.byteCount - totalBytes)
  }
}

/// The bytes of stored matrices, divided among the roles that share a name.
private struct StoredShares {
  private struct Rest {
    var bytes: Int
    var elements = 0
    var format: StorageFormat?
  }

  private let matrices: StoredMatrices
  private var rests: [String: Rest] = [:]

  init(_ matrices: StoredMatrices) { self.matrices = matrices }

  /// The names of a role's tensors: one, or one for each expert.
  static func names(_ found: (source: WeightSource, layer: Int?), _ tensor: TensorSpec) -> [String]
  {
    (0..<(found.source.isPerExpert ? tensor.shape[0] : 1)).map {
      found.source.name(layer: found.layer, expert: $0)
    }
  }

  /// Notes that a role has its values under some names.
  mutating func expect(_ tensor: TensorSpec, under names: [String]) {
    for name in names {
      if rests[name] == nil, let matrix = matrices.matrix(named: name) {
        rests[name] = Rest(
          bytes: matrix.byteCount, format: matrix.layout == nil ? matrix.values[0].format : nil)
      }
      rests[name]?.elements += tensor.elementCount / names.count
    }
  }

  /// A role's part of what is left; the last of those that share a name takes what divisions leave.
  mutating func take(
    _ tensor: TensorSpec, under names: [String]
  ) -> (bytes: Int, format: StorageFormat?)? {
    var (sum, format, isThere) = (0, StorageFormat?.none, false)
    for name in names {
      guard let rest = rests[name] else { continue }
      if !isThere { (format, isThere) = (rest.format, true) }
      let elements = tensor.elementCount / names.count
      let product = rest.bytes.multipliedFullWidth(by: min(elements, rest.elements))
      let part = rest.elements == 0 ? 0 : rest.elements.dividingFullWidth(product).quotient
      rests[name]?.bytes -= part
      rests[name]?.elements -= elements
      sum += part
    }
    return isThere ? (sum, format) : nil
  }
}

extension StoredMatrices {
  /// Title of the layout of most matrices, for people; `nil` if no quantiser took them apart.
  func title(_ declared: QuantizationScheme?) -> String? {
    guard let (layout, bits) = mainLayout else { return nil }
    if let declared { return declared.title }
    return bits.map { "\(layout.method) \($0) bits" } ?? layout.method
  }
}

extension WeightFile {
  /// The format that holds most of the values, such as `q4_k`.
  public var mainFormat: String {
    var elements: [String: Int] = [:]
    for entry in entries {
      elements[entry.formatName.lowercased(), default: 0] += entry.shape.reduce(1, *)
    }
    return elements.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "unknown"
  }
}
