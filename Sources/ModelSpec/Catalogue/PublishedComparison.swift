/// The counts that a source states beside what its architecture adds up to.
public struct PublishedComparison: Sendable, Hashable {
  /// The parameters that are counted.
  public enum Quantity: String, Sendable, Hashable, CaseIterable {
    /// The token embedding, and a head of its own.
    case embedding
    /// Everything else.
    case nonEmbedding
    /// Everything.
    case total

    /// The word for people.
    public var label: String { self == .nonEmbedding ? "non-embedding" : rawValue }
  }

  /// One stated count beside the computed one.
  public struct Line: Sendable, Hashable {
    /// Parameters that are counted.
    public let quantity: Quantity
    /// Count that the source states.
    public let stated: StatedCount
    /// Count that the architecture adds up to.
    public let computed: Int

    /// Computed less stated.
    public var difference: Int { computed - stated.value }
    /// The difference in percent of the stated count.
    public var percent: Double { 100 * Double(difference) / Double(stated.value) }
    /// Tells whether both are the same; a rounded count need only agree to its last digit.
    public var agrees: Bool { stated.agrees(with: computed) }
  }

  /// The lines of one reading.
  public struct Outcome: Sendable, Hashable {
    /// Assumption of the reading.
    public let name: String
    /// Stated counts beside those of the reading.
    public let lines: [Line]

    /// Tells whether every stated count follows from the reading.
    public var agrees: Bool { lines.allSatisfy(\.agrees) }
  }

  /// Stated counts beside those of the published architecture.
  public let lines: [Line]
  /// The same for each reading that was tried.
  public let readings: [Outcome]
  /// Sentences for each stated count that does not follow, with the closest reading.
  public let notes: [String]

  /// Compares everything that a model's source states.
  public init(_ model: PublishedModel) {
    lines = model.spec.map { Self.lines(model.stated, $0) } ?? []
    readings = model.readings.map {
      Outcome(name: $0.name, lines: Self.lines(model.stated, $0.spec))
    }
    var notes: [String] = []
    for line in lines where !line.agrees {
      notes.append(Self.sentence(line, model, readings))
    }
    self.notes = notes
  }

  /// Tells whether every stated count follows from the published architecture, or `nil` if there is
  /// nothing to compare.
  public var agreesWithPublished: Bool? { lines.isEmpty ? nil : lines.allSatisfy(\.agrees) }

  /// The reading whose count of a quantity is nearest to the stated one, and its line; the first
  /// of several.
  public func closestReading(for quantity: Quantity) -> (reading: Outcome, line: Line)? {
    Self.closest(readings, quantity)
  }
}

extension PublishedComparison {
  private static func lines(_ stated: StatedParameters, _ spec: ModelSpec) -> [Line] {
    let count = ParameterCount(spec)
    var lines: [Line] = []
    func add(_ quantity: Quantity, _ stated: StatedCount?, _ computed: Int) {
      guard let stated else { return }
      lines.append(Line(quantity: quantity, stated: stated, computed: computed))
    }
    add(.embedding, stated.embedding, count.embedding)
    add(.nonEmbedding, stated.nonEmbedding, count.nonEmbedding)
    add(.total, stated.total, count.total)
    return lines
  }

  private static func closest(_ readings: [Outcome], _ quantity: Quantity)
    -> (reading: Outcome, line: Line)?
  {
    var best: (reading: Outcome, line: Line)?
    for reading in readings {
      for line in reading.lines where line.quantity == quantity {
        if let known = best, known.line.difference.magnitude <= line.difference.magnitude {
          continue
        }
        best = (reading, line)
      }
    }
    return best
  }

  private static func sentence(_ line: Line, _ model: PublishedModel, _ readings: [Outcome])
    -> String
  {
    var text = "stated \(line.stated) \(line.quantity.label) parameters; "
    if line.quantity == .embedding, let spec = model.spec {
      text += "vocabulary x width is \((spec.vocabularySize * spec.modelDimension).grouped); "
    }
    text += "the published architecture has \(amount(line))"
    guard let (reading, near) = closest(readings, line.quantity) else { return text }
    if near.agrees { return text + "; they follow if read with \(reading.name)" }
    if near.difference.magnitude == line.difference.magnitude {
      return text + "; none of \(readings.count) readings comes closer"
    }
    return text
      + "; the closest of \(readings.count) readings, with \(reading.name), has \(amount(near))"
  }

  /// The computed count and how far it is off.
  private static func amount(_ line: Line) -> String {
    let hundredths = (line.percent.magnitude * 100).rounded() / 100
    let share = hundredths > 0 ? "\(hundredths) %" : "below 0.01 %"
    let side = line.difference < 0 ? "fewer" : "more"
    return "\(line.computed.grouped) (\(line.difference.magnitude.grouped) \(side), \(share))"
  }
}
