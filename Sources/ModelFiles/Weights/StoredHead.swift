import ModelSpec
import Tensors

/// The relation of the output head that a file stores to its token embedding.
enum StoredHead: Sendable, Hashable {
  /// There is none: the embedding is the head.
  case absent
  /// It holds the embedding's values, as exactly as the two formats can.
  case copy
  /// It has values of its own.
  case own

  /// Most rows that are read to tell a copy from a head of its own.
  fileprivate static let sampledRows = 256

  /// All of a few rows, or so many, evenly spread.
  fileprivate static func sample(of rows: Int) -> [Int] {
    let count = min(rows, sampledRows)
    return (0..<count).map { count > 1 ? $0 * (rows - 1) / (count - 1) : 0 }
  }
}

extension DescribedModel {
  /// Holds what a description says of the head against what a file stores, and notes where
  /// they differ.
  ///
  /// A stored head is used whatever the configuration says, as transformers 5 and vLLM do. One that
  /// repeats the embedding is no parameter of its own, so the spec stays tied for counting; a GGUF
  /// file has no word for a tied head, so there its values tell.
  /// - Returns: What is stored.
  @discardableResult
  mutating func settleHead(_ weights: WeightFile) -> StoredHead {
    guard let (embedding, head) = weights.embeddingAndHead(spec) else {
      // One shard of several may lack the tensor by which names are told apart.
      let mayBeElsewhere = WeightNaming.headNames.contains(where: weights.contains)
      if !spec.head.isTied, !mayBeElsewhere { tieAbsentHead() }
      return mayBeElsewhere && !spec.head.isTied ? .own : .absent
    }
    guard let head else {
      if !spec.head.isTied { tieAbsentHead() }
      return .absent
    }
    var isUnsaid = false
    if case .gguf = weights { isUnsaid = true }
    guard spec.head.isTied || isUnsaid else { return .own }
    // Where values cannot be read, the description's word stands.
    let answer = weights.repeats(embedding, in: head)
    let isCopy = answer ?? spec.head.isTied
    if answer == nil, embedding.format == nil || head.format == nil {
      notes.append(
        "\(quoted(head.name)) in \(head.formatName) cannot be compared with \(quoted(embedding.name)) in "
          + "\(embedding.formatName): "
          + (isCopy ? "it counts as the copy that the config says it is" : "both are counted"))
    } else if isCopy {
      notes.append(
        "the tied embedding is stored twice, as \(quoted(embedding.name)) in "
          + "\(embedding.formatName) and as \(quoted(head.name)) in \(head.formatName): "
          + "its parameters count once")
    } else if spec.head.isTied {
      notes.append(
        "the config ties the output head to the token embedding, but the file stores a head with values "
          + "of its own (\(quoted(head.name))), which is used, as in transformers 5 and vLLM")
    }
    spec.head.isTied = isCopy
    return isCopy ? .copy : .own
  }

  private mutating func tieAbsentHead() {
    spec.head.isTied = true
    notes.append(
      "the file stores no output head although tie_word_embeddings is false; the token embedding is used"
    )
  }
}

extension WeightFile {
  /// Bytes of the rows that `settleHead` may read.
  func sampledHeadBytes(_ spec: ModelSpec) -> Int {
    guard let (embedding, head) = embeddingAndHead(spec), let head else { return 0 }
    return [embedding, head].reduce(0) { sum, entry in
      let rows = max(entry.shape.first ?? 1, 1)
      return sum + entry.byteCount / rows * min(rows, StoredHead.sampledRows)
    }
  }
}

extension WeightNaming {
  /// The name of an output head that a file stores apart from the embedding.
  func storedHead(in file: WeightFile) -> String? {
    guard let name = outer[.head]?.name(), name != outer[.tokenEmbedding]?.name(),
      file.contains(name)
    else { return nil }
    return name
  }
}

extension WeightFile {
  /// The embedding, and the head where it is another tensor; `nil` where the names are not
  /// this model's.
  fileprivate func embeddingAndHead(_ spec: ModelSpec) -> (
    embedding: WeightEntry, head: WeightEntry?
  )? {
    let naming: WeightNaming? =
      switch self {
      case .gguf(let file): .gguf(spec, contains: file.contains)
      case .safetensors: try? .huggingFace(spec, in: self)
      }
    guard let naming, let name = naming.outer[.tokenEmbedding]?.name(),
      let embedding = entry(named: name)
    else { return nil }
    return (embedding, naming.storedHead(in: self).flatMap { entry(named: $0) })
  }

  /// Tells whether a head's values are the embedding's within what their formats can tell apart, by
  /// a sample of rows.
  ///
  /// The sample is all of a small matrix and spread evenly over a large one, whose rows are read
  /// from both ends on.
  ///
  /// - Returns: `nil` if the values of either cannot be read, or say nothing because all are 0.
  fileprivate func repeats(_ embedding: WeightEntry, in head: WeightEntry) -> Bool? {
    guard embedding.shape == head.shape, head.shape.count == 2, head.elementCount > 0 else {
      return false
    }
    guard let embedding = try? tensor(named: embedding.name),
      let head = try? tensor(named: head.name)
    else { return sameBytes(embedding, head) }
    let rows = StoredHead.sample(of: embedding.rows)
    var difference = FormatDifference(embedding.format, head.format)
    let mayBe = rows.allSatisfy { row in
      difference.add(
        embedding.rows(row..<row + 1).values(), head.rows(row..<row + 1).values())
    }
    guard mayBe, difference.hasValues else { return mayBe ? nil : false }
    return difference.isExplained
  }
}

extension WeightFile {
  /// Tells whether two matrices of one format, which need not be readable, hold the same bytes, by
  /// the same sample of rows; `nil` if they are of two formats.
  ///
  /// One format rounds the same values to the same bytes, but for a quantiser that was given
  /// another table of importances.
  private func sameBytes(_ one: WeightEntry, _ other: WeightEntry) -> Bool? {
    let rows = one.shape[0]
    guard one.formatName == other.formatName, one.byteCount % rows == 0,
      let first = place(of: one.name), let second = place(of: other.name)
    else { return nil }
    let width = one.byteCount / rows
    return StoredHead.sample(of: rows).allSatisfy { row in
      let (start, end) = (first.offset + row * width, second.offset + row * width)
      return first.storage.bytes[start..<start + width]
        .elementsEqual(second.storage.bytes[end..<end + width])
    }
  }

  private func place(of name: String) -> (storage: Storage, offset: Int)? {
    switch self {
    case .gguf(let file): file.place(of: name)
    case .safetensors(let file): file.place(of: name)
    }
  }
}

/// The difference between values that two formats hold: can they be the same values, rounded twice,
/// or not.
struct FormatDifference {
  private let (one, other): (StorageFormat, StorageFormat)
  private var squares = 0.0
  private var magnitude = 0.0

  /// Compares values of two formats.
  init(_ one: StorageFormat, _ other: StorageFormat) { (self.one, self.other) = (one, other) }

  /// Takes values of the same places; returns whether they can still be the same.
  mutating func add(_ mine: [Float], _ theirs: [Float]) -> Bool {
    for (mine, theirs) in zip(mine, theirs) {
      let (mine, theirs) = (Double(mine), Double(theirs))
      let difference = abs(mine - theirs)
      guard difference.isFinite else { return false }
      magnitude += max(mine * mine, theirs * theirs)
      squares += difference * difference
      // Formats without blocks round each value by itself, and one format rounds all alike.
      if difference == 0 || one.isQuantized || other.isQuantized { continue }
      guard one != other, difference <= roundings(max(abs(mine), abs(theirs))) else { return false }
    }
    return true
  }

  /// Tells whether any value was not 0.
  var hasValues: Bool { magnitude > 0 }

  /// Tells whether the whole difference is no more than twice what the two formats lose of values
  /// that are normally distributed.
  var isExplained: Bool {
    guard one.isQuantized || other.isQuantized else { return true }
    let (mine, theirs) = (one.traits.typicalLoss, other.traits.typicalLoss)
    let losses = mine * mine + theirs * theirs
    return squares <= 4 * losses * magnitude
  }

  private func roundings(_ value: Double) -> Double { one.rounding(value) + other.rounding(value) }
}

extension StorageFormat {
  /// The most that a value changes where it is rounded or cut to this format, which has no blocks.
  fileprivate func rounding(_ value: Double) -> Double {
    switch self {
    case .bf16: value / 128
    case .f16: value / 1024 + 0x1p-24
    default: 0
    }
  }
}
