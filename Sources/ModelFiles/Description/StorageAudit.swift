public import ModelSpec

/// A file's tensors held against the parameters of the model that it stores.
///
/// Every stored value is either a parameter or part of a finding: `parameters` and all
/// `difference`s add up to `storedElements`.
public struct StorageAudit: Sendable, Hashable {
  /// Parameters of the model, a counted vision tower included.
  public let parameters: Int
  /// Values that the file stores.
  public let storedElements: Int
  /// Differences between the two, in the order of `StorageFinding.Kind`.
  public let findings: [StorageFinding]

  /// Looks through the stored tensors of a model.
  public init(_ spec: ModelSpec, _ stored: StoredTensors) {
    parameters = ParameterCount(spec).total
    storedElements = stored.elementCount
    var ledger = StorageLedger(spec, stored)
    ledger.matchParameters()
    ledger.matchOthers()
    ledger.matchVocabulary()
    findings = StorageFinding.Kind.allCases.compactMap { ledger.findings[$0] }
  }

  /// The finding of a kind, if there is one.
  public func finding(_ kind: StorageFinding.Kind) -> StorageFinding? {
    findings.first { $0.kind == kind }
  }
}

/// The findings of an audit while they are collected.
struct StorageLedger {
  let spec: ModelSpec
  let stored: StoredTensors
  private(set) var findings: [StorageFinding.Kind: StorageFinding] = [:]
  let matrices: StoredMatrices
  private let naming: WeightNaming
  private var matched: Set<String> = []

  init(_ spec: ModelSpec, _ stored: StoredTensors) {
    (self.spec, self.stored) = (spec, stored)
    matrices = stored.matrices
    naming = .counting(spec, in: stored.file, matrices)
  }

  /// Adds to the finding of a kind.
  mutating func add(
    _ kind: StorageFinding.Kind, _ name: String, tensors: Int = 1, elements: Int, bytes: Int,
    difference: Int
  ) {
    var finding = findings[kind] ?? StorageFinding(kind: kind, example: name)
    finding.tensorCount += tensors
    finding.elementCount += elements
    finding.byteCount += bytes
    finding.difference += difference
    findings[kind] = finding
  }

  private mutating func add(_ kind: StorageFinding.Kind, _ entry: WeightEntry) {
    add(
      kind, entry.name, elements: entry.elementCount, bytes: entry.byteCount,
      difference: entry.elementCount)
  }

  /// Finds the tensors of the parameters: those that are there, of another size, or missing.
  mutating func matchParameters() {
    // Layer by layer, since a mixture's experts may have very many names.
    let tensors = spec.tensors
    var start = tensors.startIndex
    while start < tensors.endIndex {
      let layer = tensors[start].role.layer
      let end = tensors[start...].firstIndex { $0.role.layer != layer } ?? tensors.endIndex
      for expected in expectations(for: tensors[start..<end]) { match(expected) }
      start = end
    }
    guard let vision = spec.vision else { return }
    if !stored.entries.contains(where: \.isOfTower) {
      add(
        .missing, "vision tower", elements: vision.parameters, bytes: 0,
        difference: -vision.parameters)
    } else {
      // What is stored of the tower is added when its tensors come.
      add(.visionTower, "", tensors: 0, elements: 0, bytes: 0, difference: -vision.parameters)
    }
  }

  /// Sorts what is left.
  mutating func matchOthers() {
    for entry in stored.entries where !matched.contains(entry.name) {
      add(kind(of: entry), entry)
    }
    if findings[.visionTower]?.example == "",
      let first = stored.entries.first(where: \.isOfTower)?.name
    {
      findings[.visionTower]?.example = first
    }
  }

  /// A name of the file, and the parameters that the model has under it.
  private struct Expectation {
    var name: String
    var elements: Int
    /// Rows and columns, of the tensors that have a row for each token.
    var vocabulary: (rows: Int, columns: Int)?
  }

  /// The parameters of some tensors by the names that a file has for them; several tensors may
  /// share one name.
  private func expectations(for tensors: some Sequence<TensorSpec>) -> [Expectation] {
    var list: [Expectation] = []
    var places: [String: Int] = [:]
    func expect(_ name: String, _ tensor: TensorSpec, elements: Int) {
      if let place = places[name] {
        list[place].elements += elements
        return
      }
      places[name] = list.count
      var expectation = Expectation(name: name, elements: elements)
      if [.tokenEmbedding, .head, .headBias].contains(tensor.role), let rows = tensor.shape.first {
        expectation.vocabulary = (rows, elements / max(rows, 1))
      }
      list.append(expectation)
    }
    for tensor in tensors {
      guard let (source, layer) = naming.source(of: tensor.role) else {
        expect("\(tensor.role)", tensor, elements: tensor.elementCount)
        continue
      }
      guard case .experts = source, let experts = tensor.shape.first, experts > 0 else {
        expect(source.name(layer: layer), tensor, elements: tensor.elementCount)
        continue
      }
      for expert in 0..<experts {
        let name = source.name(layer: layer, expert: expert)
        expect(name, tensor, elements: tensor.elementCount / experts)
      }
    }
    return list
  }

  private mutating func match(_ expected: Expectation) {
    guard let found = matrices.matrix(named: expected.name) else {
      add(
        .missing, expected.name, elements: expected.elements, bytes: 0,
        difference: -expected.elements)
      return
    }
    for entry in found.values { matched.insert(entry.name) }
    let (elements, bytes) = (found.storedElements, found.values.reduce(0) { $0 + $1.byteCount })
    let difference = elements - expected.elements
    if let rows = expected.vocabulary?.rows, isOtherVocabulary(found, expected) {
      let own = found.values[0].shape[0]
      add(
        .vocabularyRows, expected.name, elements: abs(own - rows) * elements / own,
        bytes: own > rows ? bytes / own * (own - rows) : 0, difference: difference)
      return
    }
    guard difference != 0 else { return }
    let isPacked = found.layout != nil && found.canHold(expected.elements)
    add(
      isPacked ? .packedWeights : .mismatched, found.values[0].name, elements: elements,
      bytes: bytes, difference: difference)
  }

  /// Tells whether a matrix has the columns of the embedding in another number of rows, packed
  /// or not.
  private func isOtherVocabulary(_ found: StoredMatrix, _ expected: Expectation) -> Bool {
    guard let (rows, columns) = expected.vocabulary, let own = found.values.first?.shape.first,
      own > 0, own != rows, columns > 0, let elements = found.elementCount
    else { return false }
    return elements / columns == own && elements % columns == 0
  }

  /// Compares the rows of the embedding with the tokens of a tokenizer in the same file.
  mutating func matchVocabulary() {
    guard case .gguf(let file) = stored.file,
      let tokens = file.metadata["tokenizer.ggml.tokens"]?.array?.count,
      let embedding = matrices.entries["token_embd.weight"], let rows = embedding.shape.first,
      tokens < rows
    else { return }
    for entry in [embedding, matrices.entries["output.weight"]].compactMap({ $0 })
    where entry.shape.first == rows {
      add(
        .unusedRows, entry.name, elements: entry.elementCount / rows * (rows - tokens),
        bytes: entry.byteCount / rows * (rows - tokens), difference: 0)
    }
  }
}

extension TensorRole {
  /// The layer that the tensor is in, or `nil` outside the layers.
  fileprivate var layer: Int? {
    if case .layer(let index, _) = self { index } else { nil }
  }
}
