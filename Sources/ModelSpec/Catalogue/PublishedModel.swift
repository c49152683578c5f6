/// A model as its maker published it: what it is, and the counts that the source states beside it.
public struct PublishedModel: Sendable, Hashable {
  /// The catalogue's name: lower case, the maker's own name and size.
  public var name: String
  /// Other names of the same shape, lower case.
  public var aliases: [String]
  /// Name of its maker.
  public var maker: String
  /// The architecture, or `nil` where it is not public.
  public var spec: ModelSpec?
  /// Parameters as the source states them, whether or not they follow from the architecture.
  public var stated: StatedParameters
  /// Source of the dimensions.
  public var source: String
  /// Origin of the figures.
  public var disclosure: Disclosure
  /// Interpretations of the source that were tried, where it leaves room for several.
  public var readings: [Reading]
  /// The feed-forward size as the source states it, where it does not say whether gate and up are
  /// counted together.
  public var statedFeedForward: Int?
  /// Training of the model, as far as a source says.
  public var training: TrainingFacts?
  /// The maker's recommendation for sampling, as far as a source says.
  public var sampling: RecommendedSampling?
  /// Remarks on these figures that a user should know.
  public var notes: [String]

  /// A model of this name; everything else may be unknown.
  public init(
    name: String, aliases: [String] = [], maker: String, spec: ModelSpec?,
    stated: StatedParameters = StatedParameters(), source: String,
    disclosure: Disclosure = .published, readings: [Reading] = [], statedFeedForward: Int? = nil,
    training: TrainingFacts? = nil, notes: [String] = []
  ) {
    self.name = name
    self.aliases = aliases
    self.maker = maker
    self.spec = spec
    self.stated = stated
    self.source = source
    self.disclosure = disclosure
    self.readings = readings
    self.statedFeedForward = statedFeedForward
    self.training = training
    self.notes = notes
  }
}

extension PublishedModel {
  /// The party that vouches for the figures.
  public enum Disclosure: Sendable, Hashable, CaseIterable {
    /// The maker published them.
    case published
    /// Someone else reported them; the maker has not.
    case reportedByThirdParty

    /// The label for people.
    public var label: String {
      switch self {
      case .published: "published"
      case .reportedByThirdParty: "reported by a third party, not disclosed"
      }
    }
  }

  /// One way to understand a source.
  public struct Reading: Sendable, Hashable {
    /// Assumption of the reading.
    public var name: String
    /// The model under this assumption.
    public var spec: ModelSpec

    /// A reading.
    public init(name: String, spec: ModelSpec) {
      self.name = name
      self.spec = spec
    }
  }

  /// The meaning of a stated feed-forward size.
  public enum FeedForwardReading: Sendable, Hashable, CaseIterable {
    /// Gate and up counted together, as the Gemma report does: each has half of it.
    case gateAndUpTogether
    /// Gate and up each have it.
    case each
  }

  /// The model under one reading of its stated feed-forward size, or as it is where the size leaves
  /// no doubt.
  public func spec(reading: FeedForwardReading) -> ModelSpec? {
    guard let statedFeedForward else { return spec }
    return spec?.withFeedForward(
      reading == .each ? statedFeedForward : statedFeedForward / 2)
  }
}

extension ModelSpec {
  /// The model with this feed-forward width in each dense layer.
  func withFeedForward(_ hidden: Int) -> ModelSpec {
    var spec = self
    for index in spec.layers.indices {
      guard case .dense(var dense) = spec.layers[index].feedForward else { continue }
      dense.hiddenDimension = hidden
      spec.layers[index].feedForward = .dense(dense)
    }
    return spec
  }
}
