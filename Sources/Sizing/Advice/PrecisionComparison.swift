public import ModelSpec
import PlainText

/// Models in precisions side by side in one memory, such as 13B in 8 bits and 7B in 16 bits in
/// 16 GB.
///
/// It tells what fits and what a token costs. It does not tell which answers better: that has to
/// be measured.
public struct PrecisionComparison: Sendable, Hashable {
  /// A model in a precision.
  public struct Candidate: Sendable, Hashable {
    /// The model, or only its size.
    public var subject: PlanSubject
    /// Storage format of its weights; `nil` takes the file's own, or BF16 for a model that is
    /// no file.
    public var precision: WeightPrecision?

    /// A model in a precision.
    public init(_ subject: PlanSubject, _ precision: WeightPrecision?) {
      self.subject = subject
      self.precision = precision
    }

    /// The name of what its weights are stored in.
    public var precisionName: String {
      precision?.name ?? subject.storedWeights?.name ?? WeightPrecision.plain(.bf16).name
    }
  }

  /// The requirements of one candidate.
  public struct Row: Sendable, Hashable {
    /// The candidate.
    public var candidate: Candidate
    /// Bytes of the weights.
    public var weightsBytes: Int
    /// Bytes of weights, cache and work buffers; of weights alone where only a size is known.
    public var totalBytes: Int
    /// Tells whether cache and work buffers are missing in `totalBytes`.
    public var isWeightsOnly: Bool
    /// Tells whether it fits.
    public var fits: Bool
    /// Share of the memory that is filled.
    public var load: Double
    /// Bytes of weights that a step of decoding reads; of a size all of them.
    public var bytesReadPerToken: Double
    /// Tokens generated in a second on the accelerator that was named; of a size an upper bound,
    /// from reading its weights.
    public var decodeTokensPerSecond: Double?

    /// Parameters x bits of each, in bits.
    public var storedBits: Double { 8 * Double(weightsBytes) }
    /// Mean bits of a parameter, scales included.
    public var bitsPerParameter: Double {
      storedBits / Double(max(1, candidate.subject.parameters))
    }
    /// Title such as "13B int8".
    public var title: String { candidate.subject.name + " " + candidate.precisionName }
  }

  /// A sentence from elsewhere, which these figures neither prove nor refute.
  public struct Claim: Sendable, Hashable {
    /// Sentence of the claim.
    public var text: String
    /// Test that would decide it.
    public var test: String
  }

  /// The candidates in the order given.
  public var rows: [Row]
  /// The memory that they are to fit in.
  public var memoryBytes: Int
  /// The accelerator, if one was named.
  public var selection: AcceleratorSelection?
  /// Conclusions from the figures, in sentences.
  public var conclusions: [String] = []
  /// Claim that is made about such choices, and is not measured here.
  public var claim: Claim?

  /// The claim about 13 billion parameters in 8 bits against 7 billion in 16.
  public static let statedClaim = Claim(
    text: "Stated, not measured here: a 13B int8 model is better than a 7B BF16 model in most "
      + "settings.",
    test: "Score both models on the same text with `carat score`, or evaluate both on the same "
      + "tasks.")

  /// Compares candidates.
  ///
  /// - Parameters:
  ///   - memoryBytes: Bytes that each must fit in; of several devices, those of one.
  ///   - selection: Accelerators that speeds are estimated for.
  ///   - request: Context, batch and cache; its precision is not looked at.
  /// - Throws: `SizingError` if the memory is not positive, there is no candidate, or one cannot
  ///   be sized.
  public init(
    _ candidates: [Candidate], memoryBytes: Int, on selection: AcceleratorSelection? = nil,
    request: PlanRequest = PlanRequest()
  ) throws(SizingError) {
    guard memoryBytes > 0 else {
      throw SizingError("memory", expected: "above 0 bytes", got: memoryBytes)
    }
    guard !candidates.isEmpty else {
      throw SizingError("candidates", expected: "at least one model and precision", got: "none")
    }
    self.memoryBytes = memoryBytes
    self.selection = selection
    var rows: [Row] = []
    for candidate in candidates {
      rows.append(try Self.row(candidate, memoryBytes, selection, request))
    }
    self.rows = rows
    conclusions = concluded
    claim = isTradingCountForBits ? Self.statedClaim : nil
  }

  /// Compares candidates in the memory of an accelerator.
  ///
  /// - Throws: `SizingError` if there is no candidate, or one cannot be sized.
  public init(
    _ candidates: [Candidate], on selection: AcceleratorSelection,
    request: PlanRequest = PlanRequest()
  ) throws(SizingError) {
    try self.init(
      candidates, memoryBytes: selection.accelerator.usableMemoryBytes, on: selection,
      request: request)
  }
}

// MARK: - Rows

extension PrecisionComparison {
  private static func row(
    _ candidate: Candidate, _ memory: Int, _ selection: AcceleratorSelection?,
    _ request: PlanRequest
  ) throws(SizingError) -> Row {
    var asked = request
    asked.precision = candidate.precision
    asked.training = nil
    asked.accelerators = []
    guard let spec = candidate.subject.spec else {
      return try sizeRow(candidate, memory, selection)
    }
    let bill = try InferenceBill(spec, try asked.inference(candidate.subject, spec))
    let devices = selection?.count ?? 1
    let each = bill.bestLayout(spec, devices: devices, memory: memory).bytes
    let speed = selection.flatMap { Roofline($0) }?.estimate(
      spec, weights: bill.request.weights, cacheFormat: bill.request.cacheFormat,
      SpeedCase(sequences: bill.request.sequences))
    return Row(
      candidate: candidate, weightsBytes: bill.weightsBytes, totalBytes: bill.totalBytes,
      isWeightsOnly: false, fits: each <= memory, load: Double(each) / Double(memory),
      bytesReadPerToken: bill.request.weights.bytesReadPerStep(spec, sequences: 1),
      decodeTokensPerSecond: speed?.decodeTokensPerSecond)
  }

  private static func sizeRow(
    _ candidate: Candidate, _ memory: Int, _ selection: AcceleratorSelection?
  ) throws(SizingError) -> Row {
    guard (1...ReportedSize.largest).contains(candidate.subject.parameters) else {
      throw SizingError(
        "parameters of \(candidate.subject.name)", expected: "between 1 and 10^15",
        got: candidate.subject.parameters)
    }
    let stored = candidate.precision == nil ? candidate.subject.storedWeights?.totalBytes : nil
    let nominal = (candidate.precision ?? .plain(.bf16)).bytes(
      parameters: candidate.subject.parameters)
    guard let bytes = stored ?? nominal else {
      throw SizingError(
        "precision of \(candidate.subject.name)",
        expected: "one whose bits do not depend on the architecture",
        got: candidate.precisionName,
        advice: "Take q8_0, q4_0, int8 or int4, or name a model of the catalogue.")
    }
    let devices = selection?.count ?? 1
    let each = (bytes + devices - 1) / devices
    let rate = selection.map {
      Roofline.bandwidthEfficiency * $0.accelerator.bandwidthBytesPerSecond.value
        * Double($0.count) / Double(max(1, bytes))
    }
    return Row(
      candidate: candidate, weightsBytes: bytes, totalBytes: bytes, isWeightsOnly: true,
      fits: each <= memory, load: Double(each) / Double(memory), bytesReadPerToken: Double(bytes),
      decodeTokensPerSecond: rate)
  }
}

// MARK: - Conclusions

extension PrecisionComparison {
  /// Tells whether one candidate has more parameters and another more bits for each.
  private var isTradingCountForBits: Bool {
    rows.contains { one in
      rows.contains { other in
        one.candidate.subject.parameters > other.candidate.subject.parameters
          && one.bitsPerParameter < 0.9 * other.bitsPerParameter
      }
    }
  }

  private var concluded: [String] {
    var lines: [String] = []
    let memory = NumberText.size(memoryBytes)
    let fitting = rows.filter(\.fits)
    if fitting.count == rows.count {
      lines.append(rows.count == 1 ? "It fits in \(memory)." : "All fit in \(memory).")
    } else if fitting.isEmpty {
      lines.append("None fits in \(memory).")
    } else {
      lines.append("In \(memory) fit: \(fitting.map(\.title).joined(separator: ", ")).")
    }
    if rows.contains(where: \.isWeightsOnly) {
      lines.append(
        "Where only a size is known, cache and work buffers are not counted: leave room for them.")
    }
    lines += fastest(fitting)
    if rows.count > 1 {
      lines.append("Which answers better does not follow from sizes.")
    }
    return lines
  }

  /// Sentences on the candidate that reads least for a token, of those that fit.
  private func fastest(_ fitting: [Row]) -> [String] {
    let ordered = fitting.sorted { $0.bytesReadPerToken < $1.bytesReadPerToken }
    guard let first = ordered.first, let second = ordered.dropFirst().first,
      first.bytesReadPerToken > 0
    else { return [] }
    let ratio = second.bytesReadPerToken / first.bytesReadPerToken
    guard ratio > 1.01 else {
      return ["\(first.title) and \(second.title) read about as many bytes for a token."]
    }
    return [
      "\(first.title) reads the fewest bytes for a token, \(second.title) "
        + "\(NumberText.fixed(ratio, 2)) times as many: decoding is as much slower where "
        + "bandwidth bounds it."
    ]
  }
}
