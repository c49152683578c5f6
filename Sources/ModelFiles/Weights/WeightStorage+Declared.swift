public import ModelSpec

extension WeightStorage {
  /// The weights as a configuration says that they are stored, before any file is there.
  ///
  /// Matrices take the quantiser's bits with its scales, all else 16 or 32 bits, by what
  /// quantisers write.
  /// - Throws: `SpecError` beyond 2^62 bytes.
  public init(_ spec: ModelSpec, declared: QuantizationScheme) throws(SpecError) {
    self.init(name: declared.title)
    isReckoned = true
    let naming = WeightNaming.huggingFace(writing: spec)
    // Roles that are rows of one matrix share what stands beside it.
    var rows: [String: Int] = [:]
    var places: [(tensor: TensorSpec, name: String, isEach: Bool)] = []
    for tensor in spec.tensors {
      let found = naming.source(of: tensor.role)
      let name = found.map { $0.source.name(layer: $0.layer) } ?? "\(tensor.role)"
      places.append((tensor, name, found?.source.isPerExpert == true))
      rows[name, default: 0] += tensor.shape.dropLast().last ?? 1
    }
    var done: [String: Int] = [:]
    for (tensor, name, isEach) in places {
      let module = name.hasSuffix(".weight") ? String(name.dropLast(".weight".count)) : name
      guard declared.covers(tensor, spec),
        let setting = declared.setting(forModule: isEach ? module.numbered(0) : module)
      else {
        let format = declared.plainFormat
        try add(tensor, format: format, bytes: tensor.elementCount * format.bytesPerBlock, spec)
        continue
      }
      let (own, columns) = (tensor.shape.dropLast().last ?? 1, tensor.shape.last ?? 1)
      let copies = tensor.elementCount / max(1, own * columns)
      let all = max(own, rows[name] ?? own)
      let start = done[name] ?? 0
      done[name] = start + own
      guard let whole = declared.byteCount(rows: all, columns: columns, setting),
        let bytes = whole.sharedBytes(start..<start + own, of: all, copies: copies)
      else { throw SpecError("bytes of the weights", expected: "below 2^62", got: "more") }
      try add(tensor, format: nil, bytes: bytes, spec)
    }
    if let vision = spec.vision {
      addUnknown(bytes: vision.parameters * declared.plainFormat.bytesPerBlock)
    }
  }

  /// The weights as they were before a quantiser of whose bits nothing is known: more than it
  /// leaves, not what it leaves.
  ///
  /// - Throws: `SpecError` beyond 2^62 bytes.
  init(_ spec: ModelSpec, beforeQuantizer method: String) throws(SpecError) {
    let precision = WeightPrecision.plain(.bf16)
    try self.init(spec, precision)
    name = "\(precision.name) before \(method)"
    isReckoned = true
  }
}

extension QuantizationScheme {
  /// Tells whether a tensor is among what the quantiser takes by default.
  fileprivate func covers(_ tensor: TensorSpec, _ spec: ModelSpec) -> Bool {
    guard tensor.shape.count >= 2 else { return false }
    switch tensor.role {
    case .tokenEmbedding: return scope.embedding
    case .head: return scope.head
    case .layer(_, .router), .layer(_, .sharedScale): return scope.routers
    case .layer(_, let role):
      return (role.isExpert || !scope.isExpertsOnly)
        && role.component != .normalization && role.component != .bias
    case .positionEmbedding, .finalNorm, .finalNormBias, .headBias: return false
    }
  }
}

extension String {
  /// A name of one expert.
  fileprivate func numbered(_ expert: Int) -> String { replacingFirst("{e}", with: "\(expert)") }
}

extension Int {
  /// Bytes of so many copies of some rows' share of these bytes, or `nil` beyond 2^62; shares of
  /// all rows add up to the whole.
  fileprivate func sharedBytes(_ rows: Range<Int>, of all: Int, copies: Int) -> Int? {
    func upTo(_ row: Int) -> Int {
      all > 0 ? all.dividingFullWidth(multipliedFullWidth(by: Swift.min(row, all))).quotient : 0
    }
    let share = upTo(rows.upperBound) - upTo(rows.lowerBound)
    let (bytes, overflows) = share.multipliedReportingOverflow(by: copies)
    return overflows || bytes >= 1 << 62 ? nil : bytes
  }
}
