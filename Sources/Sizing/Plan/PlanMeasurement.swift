/// The measured figures of a model on this machine, each beside its prediction.
public struct PlanMeasurement: Sendable, Hashable {
  /// One figure.
  public struct Figure: Sendable, Hashable {
    /// A name for programs, such as `peakResidentBytes`.
    public var id: String
    /// Title for people.
    public var title: String
    /// Predicted value, or `nil` where nothing could be predicted.
    public var predicted: Double?
    /// Measured value, or `nil` where the system does not tell.
    public var measured: Double?
    /// Unit of both.
    public var unit: Unit
    /// Basis of the prediction.
    public var basis: Basis

    /// A figure.
    public init(
      id: String, title: String, predicted: Double?, measured: Double?, unit: Unit, basis: Basis
    ) {
      self.id = id
      self.title = title
      self.predicted = predicted
      self.measured = measured
      self.unit = unit
      self.basis = basis
    }

    /// 100 x (predicted - measured) / measured: positive where too much was predicted.
    public var differencePercent: Double? {
      guard let predicted, let measured, measured > 0 else { return nil }
      return 100 * (predicted - measured) / measured
    }
  }

  /// The unit of a figure.
  public enum Unit: String, Sendable, Hashable {
    case bytes
    case tokensPerSecond
  }

  /// The figures.
  public var figures: [Figure]
  /// Threads that computed.
  public var threads: Int
  /// The kernels' instruction set.
  public var instructionSet: String

  /// Figures of one run.
  public init(figures: [Figure], threads: Int, instructionSet: String) {
    self.figures = figures
    self.threads = threads
    self.instructionSet = instructionSet
  }
}
