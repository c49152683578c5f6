public import ModelSpec

/// A rule that people reckon with, and what it gives for a model; how far it is off shows beside
/// the exact figure.
public struct RuleOfThumb: Sendable, Hashable {
  /// The rules.
  public enum ID: String, Sendable, Hashable, CaseIterable {
    case storage
    case trainingMemory
    case activations
    case inferenceBelowQuarter
    case accelerators
  }

  /// The unit of a rule's value.
  public enum Unit: String, Sendable, Hashable {
    case bytes
    case accelerators
  }

  /// Name of the rule.
  public var id: ID
  /// Quantity that it reckons.
  public var title: String
  /// The rule with its numbers filled in.
  public var formula: String
  /// Its result.
  public var value: Double
  /// Unit of the value.
  public var unit: Unit
  /// The figure of the exact bill, where there is one.
  public var exact: Double?

  /// Exact over rule: above 1 where the rule is too low.
  public var ratio: Double? {
    guard let exact, value > 0 else { return nil }
    return exact / value
  }

  /// Storage = parameters x bytes per parameter.
  public static func storage(
    parameters: Double, bytesPerParameter: Double, exact: Double? = nil
  ) -> Self {
    Self(
      id: .storage, title: "storage",
      formula: "parameters x bytes per parameter = "
        + "\(parameters.billions) x \(bytesPerParameter.short) B",
      value: parameters * bytesPerParameter, unit: .bytes, exact: exact)
  }

  /// Full training = (x + y + 12) x parameters, with x bytes of weights, y of gradients and 12 of
  /// optimizer state.
  public static func trainingMemory(
    parameters: Double, precision: TrainingPrecision, exact: Double? = nil
  ) -> Self {
    let (x, y) = (precision.weights.bytes, precision.gradients.bytes)
    return Self(
      id: .trainingMemory, title: "training memory without activations",
      formula: "(x + y + 12) x parameters = (\(x) + \(y) + 12) B x \(parameters.billions)",
      value: Double(x + y + 12) * parameters, unit: .bytes, exact: exact)
  }

  /// Activations = l x b x s x h x p x C with C = 16, which is the least: C > 16, and depends on
  /// the attention implementation.
  public static func activations(
    layers: Int, batch: Int, sequence: Int, width: Int, bytes: Int, exact: Double? = nil
  ) -> Self {
    let value = [layers, batch, sequence, width, bytes, 16].reduce(1) { $0 * Double($1) }
    return Self(
      id: .activations, title: "activations",
      formula:
        "l x b x s x h x p x C = \(layers) x \(batch) x \(sequence) x \(width) x \(bytes) B x 16"
        + " (C > 16, so this is a lower bound)",
      value: value, unit: .bytes, exact: exact)
  }

  /// Inference < training / 4.
  public static func inferenceBelowQuarter(
    trainingBytes: Double, exactInference: Double? = nil
  ) -> Self {
    Self(
      id: .inferenceBelowQuarter, title: "inference memory, at most",
      formula: "training / 4 = \(trainingBytes.billions) B / 4", value: trainingBytes / 4,
      unit: .bytes, exact: exactInference)
  }

  /// Accelerators = parameters (billions) x 18 x 1.25 / memory of one (GB of 10^9 bytes);
  /// `wholeAccelerators` rounds up.
  ///
  /// - Parameter name: The accelerator's, for title and formula.
  /// - Throws: If the memory is not positive.
  public static func accelerators(
    parameters: Double, memoryBytes: Double, name: String? = nil, exact: Double? = nil
  ) throws(SizingError) -> Self {
    guard memoryBytes.isFinite, memoryBytes > 0 else {
      throw SizingError("memory of an accelerator", expected: "positive", got: memoryBytes)
    }
    return Self(
      id: .accelerators, title: (name ?? "accelerators") + " to train",
      formula:
        "parameters x 18 x 1.25 / memory" + (name.map { " of \($0)" } ?? "") + " = "
        + "\((parameters / 1e9).short) x 18 x 1.25 / \((memoryBytes / 1e9).short) GB",
      value: parameters / 1e9 * 18 * 1.25 / (memoryBytes / 1e9), unit: .accelerators, exact: exact)
  }

  /// The same for an accelerator of the table, by its memory as sold.
  static func accelerators(
    parameters: Double, accelerator: Accelerator, exact: Double? = nil
  ) throws(SizingError) -> Self {
    try accelerators(
      parameters: parameters, memoryBytes: Double(accelerator.memoryBytes.value),
      name: accelerator.name, exact: exact)
  }

  /// The value rounded up to whole accelerators, or `nil` for a rule that counts bytes, or beyond
  /// 64 bits.
  public var wholeAccelerators: Int? {
    guard unit == .accelerators, value.isFinite, value < 0x1p62 else { return nil }
    return Int(value.rounded(.up))
  }
}

extension RuleOfThumb {
  /// The rules for a model and the bills that they stand beside.
  ///
  /// The rules of training are those of all parameters, so adapters have no exact figure
  /// beside them.
  /// - Parameters:
  ///   - bytesPerParameter: What weights are stored in.
  ///   - accelerator: Without it the rule for accelerators is left out.
  public static func all(
    for spec: ModelSpec, bill: TrainingBill, inference: InferenceBill? = nil,
    bytesPerParameter: Double? = nil, accelerator: Accelerator? = nil
  ) throws(SizingError) -> [RuleOfThumb] {
    let recipe = bill.recipe
    let parameters = Double(ParameterCount(spec).total)
    let isFull = recipe.method.adapters == nil
    let states: [BillLine.Part] = [.weights, .gradients, .optimizer]
    let training = trainingMemory(
      parameters: parameters, precision: recipe.precision,
      exact: isFull ? states.reduce(0) { $0 + Double(bill.bytes(of: $1)) } : nil)
    var rules = [
      storage(
        parameters: parameters,
        bytesPerParameter: bytesPerParameter ?? Double(recipe.precision.weights.bytes),
        exact: inference.map { Double($0.weightsBytes) }),
      training,
      activations(
        layers: spec.layers.count, batch: recipe.microBatch, sequence: recipe.sequence,
        width: spec.modelDimension, bytes: recipe.precision.weights.bytes,
        exact: Double(bill.bytes(of: .activations)) / Double(recipe.layout.data)),
      inferenceBelowQuarter(
        trainingBytes: training.value, exactInference: inference.map { Double($0.totalBytes) }),
    ]
    if let accelerator {
      let memory = Double(accelerator.memoryBytes.value)
      rules.append(
        try accelerators(
          parameters: parameters, accelerator: accelerator,
          exact: isFull ? Double(bill.totalBytes) / memory : nil))
    }
    return rules
  }
}

extension Double {
  /// Text of at most three decimals, no more than are needed.
  fileprivate var short: String {
    let scaled = (self * 1000).rounded() / 1000
    guard scaled.magnitude < 0x1p53, scaled == scaled.rounded() else { return "\(scaled)" }
    return "\(Int(scaled))"
  }

  /// Text in billions of 10^9.
  fileprivate var billions: String { "\((self / 1e9).short) x 10^9" }
}
