/// Something in which a file's tensors differ from the model's parameters.
public struct StorageFinding: Sendable, Hashable {
  /// The kinds of difference.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Triangles of ones that hide later positions (GPT-2).
    case causalMask
    /// Frequencies or factors of the rotary embedding, which follow from the configuration.
    case rotaryTable
    /// A scale for each tile of FP8 matrices.
    case blockScale
    /// Scales, zero points, orders and code books of other quantisers.
    case quantizerState
    /// Weights of which an integer holds several.
    case packedWeights
    /// Modules that predict further tokens.
    case predictionModule
    /// Copies of tensors that are stored elsewhere too, such as a prediction module's embedding
    /// and head.
    case duplicate
    /// A head of its own although the model's is its embedding.
    case duplicateHead
    /// More or fewer rows of embedding and head than the configuration says.
    case vocabularyRows
    /// Rows of the embedding that no token of the tokenizer uses.
    case unusedRows
    /// A tower for images or sound.
    case visionTower
    /// Tensors of another size than the configuration says.
    case mismatched
    /// Parameters that the file lacks.
    case missing
    /// Tensors that the model has no use for.
    case unrecognized
  }

  /// Kind of the difference.
  public var kind: Kind
  /// Tensors that are concerned.
  public var tensorCount = 0
  /// Values that are concerned, as the file counts them; for missing ones, as the model
  /// counts them.
  public var elementCount = 0
  /// Bytes of those values in the file.
  public var byteCount = 0
  /// Stored values less parameters: what this adds to the file's count, negative for what it lacks.
  public var difference = 0
  /// The first tensor that is concerned.
  public var example: String

  /// Explanation for a user: what it is, which tensors, and what follows.
  public var explanation: String {
    let (few, values) = (tensorCount == 1, "\(elementCount) values")
    let tensors = "\(tensorCount) \(few ? "tensor" : "tensors")"
    let place = "\(quoted(example))\(few ? "" : " and others")"
    return "\(kind.title): \(tensors), \(values) (\(place)); \(kind.meaning)"
  }
}

extension StorageFinding.Kind {
  /// A few words for people.
  public var title: String {
    switch self {
    case .causalMask: "causal masks"
    case .rotaryTable: "tables of the rotary embedding"
    case .blockScale: "scales of FP8 tiles"
    case .quantizerState: "scales and tables of a quantiser"
    case .packedWeights: "packed weights"
    case .predictionModule: "modules that predict further tokens"
    case .duplicate: "copies"
    case .duplicateHead: "a stored head of a tied model"
    case .vocabularyRows: "rows of the vocabulary"
    case .unusedRows: "rows without a token"
    case .visionTower: "a tower for images or sound"
    case .mismatched: "tensors of another size"
    case .missing: "missing tensors"
    case .unrecognized: "unknown tensors"
    }
  }

  /// Consequence for a count.
  fileprivate var meaning: String {
    switch self {
    case .causalMask, .rotaryTable: "they follow from the configuration and are no parameters"
    case .blockScale, .quantizerState: "they belong to the storage format and are no parameters"
    case .packedWeights: "one stored integer holds several parameters"
    case .predictionModule: "they are trained, but not needed to run the model"
    case .duplicate: "the same values are stored elsewhere in the file"
    case .duplicateHead: "it holds the token embedding's values again, which count once"
    case .vocabularyRows: "the configuration's vocabulary size differs from the rows"
    case .unusedRows: "they are parameters that no text reaches"
    case .visionTower: "it stands beside the decoder"
    case .mismatched: "the file and the configuration contradict each other"
    case .missing: "the file alone is not the whole model"
    case .unrecognized: "they are not counted"
    }
  }
}
