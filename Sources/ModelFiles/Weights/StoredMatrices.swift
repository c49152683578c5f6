import ModelSpec

/// A file's tensors by the logical tensors that they make up, whatever a quantiser has done
/// to them.
///
/// This is the one rule for what a stored tensor is: counting, planning and refusing ask here.
struct StoredMatrices: Sendable {
  /// Every tensor by name.
  let entries: [String: WeightEntry]
  /// Matrices that quantisers took apart, by the name of the matrix.
  private(set) var quantized: [String: StoredMatrix] = [:]
  /// Matrix that each scale, table and the like belongs to.
  private(set) var owners: [String: String] = [:]

  /// Sorts the tensors of a file.
  ///
  /// - Parameter declared: What the configuration says of bits and groups.
  init(_ list: [WeightEntry], declared: QuantizationScheme? = nil) {
    entries = Dictionary(list.map { ($0.name, $0) }) { first, _ in first }
    var modules: [String: String] = [:]
    for entry in list {
      guard let (layout, stem) = QuantizedLayout.of(entry, { entries[$0] }) else { continue }
      let module = String(stem)
      let name = module + layout.whole
      let bits = layout.bits(of: entry, module: module, declared: declared) { entries[$0] }
      quantized[name] = StoredMatrix(
        values: [entry], layout: layout, bits: bits,
        counted: layout.elements(of: entry, module: module, bits: bits) { entries[$0] })
      if layout.hasNoModule {
        for mark in layout.marks where entries[module + mark] != nil {
          owners[module + mark] = name
        }
      }
      modules[module] = name
    }
    guard !quantized.isEmpty else { return }
    for entry in list {
      let owner = owners[entry.name] ?? Self.owner(of: entry.name, modules)
      guard let owner, quantized[owner]?.values[0].name != entry.name else { continue }
      owners[entry.name] = owner
      quantized[owner]?.companions.append(entry)
    }
  }

  /// The matrix of the innermost module that a tensor lies in, biases left out.
  private static func owner(of name: String, _ modules: [String: String]) -> String? {
    var path = name[...]
    while let dot = path.lastIndex(of: ".") {
      let module = String(path[..<dot])
      if let owner = modules[module] {
        return owner == name || name == module + ".bias" ? nil : owner
      }
      path = path[..<dot]
    }
    return nil
  }

  /// The tensors that stand for a logical one: its own, its packed form, or its parts; `nil` if
  /// nothing does.
  func matrix(named name: String) -> StoredMatrix? {
    if let matrix = quantized[name] { return matrix }
    if let entry = entries[name], owners[name] == nil { return StoredMatrix(values: [entry]) }
    for (whole, parts) in Self.splits where name.hasSuffix(whole) {
      let stem = name.dropLast(whole.count)
      let found = parts.compactMap { part($0, of: String(stem)) }
      guard !found.isEmpty else { continue }
      return StoredMatrix(
        values: found.flatMap(\.values), layout: found[0].layout,
        companions: found.flatMap(\.companions), bits: found[0].bits)
    }
    return nil
  }

  private func part(_ ending: String, of stem: String) -> StoredMatrix? {
    quantized[stem + ending] ?? entries[stem + ending].map { StoredMatrix(values: [$0]) }
  }

  /// Matrices that newer files hold in parts: keys and values of latent attention.
  private static let splits: [(whole: String, parts: [String])] = [
    ("attn_kv_b.weight", ["attn_k_b.weight", "attn_v_b.weight"]),
    ("self_attn.kv_b_proj.weight", ["self_attn.embed_q.weight", "self_attn.unembed_out.weight"]),
  ]

  /// Tells whether a tensor is a scale, a table or the like.
  func isQuantizerState(_ name: String) -> Bool {
    owners[name] != nil || Self.stateSuffixes.contains(where: name.hasSuffix)
      || name.contains(".quant_state.")
  }

  /// Ends of names that only quantisers use, for parts without a matrix beside them and for scales
  /// of activations and caches.
  private static let stateSuffixes = [
    ".weight_scale", ".weight_scale_inv", ".input_scale", ".output_scale", ".k_scale", ".v_scale",
    ".q_scale", ".weight_zero_point", ".weight_shape", ".weight_g_idx", ".weight_global_scale",
    ".input_global_scale", ".input_zero_point", ".SCB", ".weight_format", ".absmax", ".quant_map",
    ".nested_absmax", ".nested_quant_map", ".activation_scale", ".qzeros", ".g_idx",
  ]

  /// The layout of most of the matrices, and the bits that most of them have.
  var mainLayout: (layout: QuantizedLayout, bits: Int?)? {
    var bytes: [String: Int] = [:]
    for matrix in quantized.values {
      guard let method = matrix.layout?.method else { continue }
      bytes["\(method) \(matrix.bits ?? 0)", default: 0] += matrix.byteCount
    }
    guard let key = bytes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else {
      return nil
    }
    let found = quantized.values.first {
      "\($0.layout?.method ?? "") \($0.bits ?? 0)" == key
    }
    return found.flatMap { matrix in matrix.layout.map { ($0, matrix.bits) } }
  }

  /// Tells whether no tensor is packed, or of integers of which nothing says that each is
  /// a parameter.
  var holdsOneValueEach: Bool {
    guard quantized.values.allSatisfy({ $0.layout?.bits == .element }) else { return false }
    let values = Set(quantized.values.map { $0.values[0].name })
    return entries.values.allSatisfy { entry in
      !Self.integers.contains(entry.formatName) || values.contains(entry.name)
        || isQuantizerState(entry.name) || entry.isRotaryTable || entry.isCausalMask
    }
  }

  /// Types whose elements may hold several values, or none.
  private static let integers: Set<String> = [
    "BOOL", "U8", "I8", "U16", "I16", "U32", "I32", "U64", "I64",
  ]

  /// Parameters of the tensors, as far as headers tell: values of packed matrices, without what
  /// belongs to quantisers.
  var parameterCount: Int {
    let packed = quantized.values.reduce(0) { $0 + ($1.elementCount ?? $1.storedElements) }
    let values = Set(quantized.values.map { $0.values[0].name })
    return entries.values.reduce(packed) { sum, entry in
      values.contains(entry.name) || isQuantizerState(entry.name) || entry.isRotaryTable
        || entry.isCausalMask ? sum : sum + entry.elementCount
    }
  }
}
