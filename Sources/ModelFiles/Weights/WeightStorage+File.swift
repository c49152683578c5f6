public import ModelSpec

extension WeightStorage {
  /// The weights of a model as a file stores them, by what a pass does with them.
  ///
  /// A tensor that holds several roles counts for each by its share of the values. What the file stores beyond the model's
  /// parameters is left out.
  /// - Throws: `ModelFileError` if the file's names are not this model's; `SpecError` beyond 2^62 bytes.
  public init(_ spec: ModelSpec, storedIn file: WeightFile) throws {
    let naming: WeightNaming =
      switch file {
      case .gguf(let gguf): .gguf(spec, contains: gguf.contains)
      case .safetensors: try .huggingFace(spec, in: file)
      }
    let entries = Dictionary(
      file.entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.init(name: file.mainFormat)
    // A stored head is what a pass multiplies with, also where it repeats the embedding.
    var spec = spec
    if naming.storedHead(in: file) != nil { spec.head.isTied = false }
    for tensor in spec.tensors {
      guard let (source, layer) = naming.source(of: tensor.role) else { continue }
      let names = (0..<(source.isPerExpert ? tensor.shape[0] : 1)).map {
        source.name(layer: layer, expert: $0)
      }
      let found = names.compactMap { entries[$0] }
      let elements = found.reduce(0) { $0 + $1.shape.reduce(1, *) }
      guard let first = found.first, elements > 0 else { continue }
      let bytes = found.reduce(0) { $0 + $1.byteCount }
      // Packed tensors hold whole rows of each of their roles, so the division leaves nothing.
      let share = bytes.multipliedFullWidth(by: min(tensor.elementCount, elements))
      let part = elements.dividingFullWidth(share).quotient
      try add(tensor, format: first.format, bytes: part, spec)
    }
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
