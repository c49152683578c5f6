/// The training of a model, as its source says; what it does not say is `nil`.
public struct TrainingFacts: Sendable, Hashable {
  /// Tokens that were read.
  public var tokens: Int?
  /// The accelerator, in its maker's words.
  public var accelerator: String?
  /// Accelerators at once.
  public var acceleratorCount: Int?
  /// Hours of one accelerator, all together.
  public var acceleratorHours: Int?
  /// Energy in MWh (10^6 watt hours).
  public var energyMegawattHours: Double?
  /// Emissions in metric tonnes of CO2 equivalent.
  public var carbonDioxideTonnes: Double?
  /// Source of the figures.
  public var source: String

  /// Facts from one source.
  public init(
    tokens: Int? = nil, accelerator: String? = nil, acceleratorCount: Int? = nil,
    acceleratorHours: Int? = nil, energyMegawattHours: Double? = nil,
    carbonDioxideTonnes: Double? = nil, source: String
  ) {
    self.tokens = tokens
    self.accelerator = accelerator
    self.acceleratorCount = acceleratorCount
    self.acceleratorHours = acceleratorHours
    self.energyMegawattHours = energyMegawattHours
    self.carbonDioxideTonnes = carbonDioxideTonnes
    self.source = source
  }
}

extension Int {
  /// 10^9 of something.
  static let billion = 1_000_000_000
  /// 10^12 of something.
  static let trillion = 1_000_000_000_000
}
