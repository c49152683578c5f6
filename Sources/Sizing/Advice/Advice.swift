public import ModelSpec
import PlainText

/// Answers to what people ask once they see a plan: on what does it run, how far can it go, and
/// what would make it fit.
///
/// All of it is reckoned with the plan's own bills, so whatever is said to fit does fit when it is
/// planned again.
public struct Advice: Sendable, Hashable {
  /// The smallest numbers of accelerators that hold it, the best first; at most eight, each
  /// kind once.
  public var machines: [Machine]
  /// The accelerators that were asked about, or this machine where none was and the table has it.
  public var devices: [DeviceAdvice]
  /// Remarks that a reader should know.
  public var notes: [String]

  /// Rows of `machines` at most.
  static let machineLimit = 8

  /// Works out what follows from a plan and a hardware table.
  public init(plan: Plan, table: AcceleratorTable = .builtIn) {
    let demand = DeviceDemand(plan.subject, plan.request)
    machines = MachineSearch(plan: plan, demand: demand).machines(table)
    notes = []
    var selections = plan.request.accelerators
    if selections.isEmpty, let row = table[Accelerator.thisMachineName],
      let here = try? AcceleratorSelection(row)
    {
      selections = [here]
    }
    devices = selections.map { DeviceAdvice(demand, on: $0) }
    if plan.subject.spec == nil {
      notes.append(
        "the architecture is not known: what fits is judged by weights alone, or by what training "
          + "keeps of each parameter")
    }
    notes.append(Self.ranking(machines, isTraining: plan.request.training != nil))
    if plan.request.training != nil {
      notes.append("boards and laptops are left out for training")
    }
  }

  /// Measure by which machines are ranked.
  private static func ranking(_ machines: [Machine], isTraining: Bool) -> String {
    if machines.isEmpty {
      return "no accelerator of the table holds it, in up to \(MachineSearch.mostDevices)"
    }
    guard machines.contains(where: { $0.pricePerHour != nil }) else {
      return "no prices are given: machines are ranked by the memory bought, then by power"
    }
    return isTraining
      ? "machines are ranked by the cost of the run, those without one by the memory bought"
      : "machines are ranked by price, those without one by the memory bought"
  }

  /// Some accelerators that hold the model.
  public struct Machine: Sendable, Hashable {
    /// Load and speed of the accelerators.
    public var fit: AcceleratorFit
    /// Reason that they are in the list.
    public var why: String
    /// Price of all of them for an hour, in the user's currency, or `nil`.
    public var pricePerHour: Double?

    /// Memory of all of them as it is sold: what is bought, of which a plan may fill a part.
    public var totalMemoryBytes: Int {
      let sold = fit.selection.accelerator.memoryBytes.value
      let (bytes, overflows) = sold.multipliedReportingOverflow(by: fit.selection.count)
      return overflows ? Int.max : bytes
    }
    /// Power of all of them in watts, or `nil` if the maker does not tell.
    public var powerWatts: Double? {
      fit.selection.accelerator.powerWatts.map { $0.value * Double(fit.selection.count) }
    }
  }
}

/// The possibilities of one choice of accelerators.
public struct DeviceAdvice: Sendable, Hashable {
  /// The limit that ends a context.
  public enum ContextLimit: String, Sendable, Hashable, CaseIterable {
    /// Memory is full.
    case memory
    /// The model was made for no more positions.
    case trainedContext
    /// The model's position table has no more rows.
    case positionTable
  }

  /// A model of the catalogue.
  public struct Model: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its parameters.
    public var parameters: Int
  }

  /// The accelerators.
  public var selection: AcceleratorSelection
  /// Bytes on the most loaded of them as asked, or `nil` where it cannot be laid out so.
  public var perDeviceBytes: Int?
  /// Positions of the longest sequence that fits, up to those that the model was made for; of
  /// training, tokens of a sequence.
  public var largestContext: Int?
  /// Limit that ends that context.
  public var contextLimit: ContextLimit?
  /// Positions that memory would hold, where that is beyond the model's own.
  public var contextThatMemoryHolds: Int?
  /// Most sequences at once, at the context that was asked for.
  public var largestBatch: Int?
  /// Most sequences of a training pass.
  public var largestMicroBatch: Int?
  /// The precision of the most bits that fits; FP32 only where the weights are FP32 already.
  public var bestPrecision: WeightPrecision?
  /// The largest model of the catalogue that fits in the same precision and context, or by the
  /// same recipe.
  public var largestModel: Model?
  /// Changes that would make it fit, the smallest first; none if it fits.
  public var changes: [Change] = []
  /// The fewest bytes on one device that two changes together reach, if none of `changes`
  /// is enough.
  public var leastBytes: Int?

  /// Bytes that one device can hold.
  public var memoryBytes: Int { selection.accelerator.usableMemoryBytes }
  /// Tells whether it fits as asked.
  public var fits: Bool { (perDeviceBytes ?? Int.max) <= memoryBytes }
  /// Bytes beyond one device's capacity, or `nil` if it fits or cannot be laid out.
  public var excessBytes: Int? { fits ? nil : perDeviceBytes.map { $0 - memoryBytes } }

  /// Limit that is broken and by how much, or `nil` if none is.
  public var violation: String? {
    guard !fits else { return nil }
    let name = selection.accelerator.name
    guard let bytes = perDeviceBytes, let excess = excessBytes else {
      return "layout: the model cannot be divided so over \(selection.count) x \(name)"
    }
    var text =
      "capacity of one device: \(NumberText.size(bytes)) needed, \(name) holds "
      + "\(NumberText.size(memoryBytes)), \(NumberText.size(excess)) too many"
    if let leastBytes {
      text +=
        "; the best two changes leave \(NumberText.size(leastBytes)), "
        + "\(NumberText.size(leastBytes - memoryBytes)) too many"
    }
    return text
  }
}
