/// One line of a bill: bytes, and how they come about.
public struct BillLine: Sendable, Hashable {
  /// The sum that a line counts towards.
  public enum Part: String, Sendable, Hashable, CaseIterable {
    /// Parameters as forward and backward read them.
    case weights
    /// Gradients of trained parameters.
    case gradients
    /// The optimizer's master copy and state.
    case optimizer
    /// Values that the backward pass reads, logits included.
    case activations
    /// Keys and values of earlier positions, for inference.
    case cache
    /// Room that is used for a moment and again: gathered layers, buckets, layers computed again.
    case buffers
  }

  /// Sum that the line counts towards.
  public var part: Part
  /// A name for programs, such as `activations.queries`.
  public var id: String
  /// Title for people.
  public var title: String
  /// Bytes on one device.
  public var bytes: Int
  /// The formula with numbers filled in.
  public var formula: String
  /// Basis of the figure.
  public var basis: Basis
  /// Source of the formula.
  public var source: String

  /// A line.
  public init(
    part: Part, id: String, title: String, bytes: Int, formula: String, basis: Basis,
    source: String
  ) {
    self.part = part
    self.id = id
    self.title = title
    self.bytes = bytes
    self.formula = formula
    self.basis = basis
    self.source = source
  }
}

/// The memory that one device needs.
public struct DeviceBill: Sendable, Hashable {
  /// The stage that the device belongs to.
  public var stage: PipelineStage
  /// The lines, in the order of parts.
  public var lines: [BillLine]
  /// All lines.
  public var totalBytes: Int

  /// Adds the lines up.
  init(stage: PipelineStage, lines: [BillLine]) throws(SizingError) {
    var total: ExactCount = 0
    for line in lines { total += ExactCount(line.bytes) }
    self.stage = stage
    self.lines = lines
    self.totalBytes = try total.known("bytes of \(stage.description)")
  }

  /// Bytes of one part.
  public func bytes(of part: BillLine.Part) -> Int {
    lines.reduce(0) { $0 + ($1.part == part ? $1.bytes : 0) }
  }

  /// The line of this id, or `nil`.
  public func line(_ id: String) -> BillLine? { lines.first { $0.id == id } }
}
