public import ModelSpec

/// The model that a plan is made for, and how much is known of it.
public struct PlanSubject: Sendable, Hashable {
  /// The source of a model's description.
  public enum Source: String, Sendable, Hashable, CaseIterable {
    /// The catalogue of published models.
    case catalogue
    /// A `config.json`, alone or in a folder without weights.
    case config
    /// A folder with `config.json` and weights.
    case folder
    /// The header of a GGUF file.
    case gguf
    /// The header of a safetensors file without a description.
    case safetensors
    /// A number of parameters, and nothing else.
    case size
  }

  /// Something that a file stores beyond the parameters, or stores twice.
  public struct Stored: Sendable, Hashable {
    /// Sort of values, such as `causalMask`.
    public var kind: String
    /// Tensors of it.
    public var tensorCount: Int
    /// Values of it.
    public var elementCount: Int
    /// Bytes of it.
    public var bytes: Int
    /// Explanation for people.
    public var explanation: String

    /// Values that a file stores.
    public init(
      kind: String, tensorCount: Int, elementCount: Int, bytes: Int, explanation: String
    ) {
      self.kind = kind
      self.tensorCount = tensorCount
      self.elementCount = elementCount
      self.bytes = bytes
      self.explanation = explanation
    }
  }

  /// The name for people.
  public var name: String
  /// Source of the description.
  public var source: Source
  /// Description of the model, or `nil` if only its size is known.
  public var spec: ModelSpec?
  /// Parameters; of a model without a spec those that are stated or stored.
  public var parameters: Int
  /// Tells whether that number is counted, and not reckoned from packed tensors of which no
  /// description tells what they hold.
  public var isCounted = true
  /// Figures that its makers, or others, published.
  public var published: PublishedModel?
  /// The weights as a file stores them.
  public var storedWeights: WeightStorage?
  /// Bytes of the file or files.
  public var fileBytes: Int?
  /// Bytes of the file or files that were read to learn all this.
  public var bytesRead: Int?
  /// Values that the file stores beyond parameters.
  public var stored: [Stored] = []
  /// Remarks that a reader should know.
  public var notes: [String] = []
  /// Remarks on the weights as they are stored; nothing where another precision is asked for.
  public var storageNotes: [String] = []

  /// A model whose architecture is known.
  public init(_ spec: ModelSpec, name: String, source: Source) {
    self.name = name
    self.source = source
    self.spec = spec
    parameters = ParameterCount(spec).total
  }

  /// A model of which only the number of parameters is known.
  public init(name: String, parameters: Int, source: Source) {
    self.name = name
    self.source = source
    self.parameters = parameters
  }

  /// A model of the catalogue.
  ///
  /// - Throws: `SizingError` if neither its architecture nor a count is published.
  public init(_ model: PublishedModel) throws(SizingError) {
    if let spec = model.spec {
      self.init(spec, name: model.name, source: .catalogue)
    } else if let total = model.stated.total {
      self.init(name: model.name, parameters: total.value, source: .catalogue)
    } else {
      throw SizingError(
        model.name, expected: "a model with a public architecture or count", got: "neither")
    }
    published = model
    notes = model.notes
    if model.disclosure == .reportedByThirdParty {
      notes.append("the count is " + model.disclosure.label)
    }
  }
}
