/// The reason that a spec describes no model that could exist.
public struct SpecError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The quantity at fault.
  public var field: String
  /// Requirement that is not met.
  public var expected: String
  /// Value that was got.
  public var got: String

  /// A quantity that is not what it must be.
  public init(_ field: String, expected: String, got: some CustomStringConvertible) {
    self.field = field
    self.expected = expected
    self.got = got.description
  }

  /// The field, the value expected, the value got.
  public var description: String { "\(field) must be \(expected), got \(got)" }
}

extension ModelSpec {
  /// Largest extent that any dimension may have; larger ones are mistakes or attacks.
  public static let largestDimension = 1 << 28

  /// Checks that dimensions are positive, agree with each other, and that no count overflows.
  ///
  /// - Throws: `SpecError` naming the first quantity that does not hold.
  public func validate() throws(SpecError) {
    try Self.check("vocabulary size", vocabularySize)
    try Self.check("model dimension", modelDimension)
    try Self.check("context length", contextLength)
    guard (1...4096).contains(layers.count) else {
      throw SpecError("layer count", expected: "between 1 and 4096", got: layers.count)
    }
    if let positions = embedding.learnedPositions { try Self.check("position table", positions) }
    try Self.check(finalNorm, "final norm")
    try Self.check(factor: embedding.multiplier, "embedding multiplier")
    try Self.check(factor: head.multiplier, "head multiplier")
    if let cap = head.softcap, !(cap.isFinite && cap > 0) {
      throw SpecError("soft cap of the head", expected: "finite and positive", got: cap)
    }
    for (index, layer) in layers.enumerated() { try layer.validate("layer \(index)") }
    guard (0...16).contains(predictionModules) else {
      throw SpecError("prediction modules", expected: "between 0 and 16", got: predictionModules)
    }
    try vision?.validate()
    var total = 0
    for tensor in tensors {
      var size = 1
      for extent in tensor.shape {
        let (product, overflow) = size.multipliedReportingOverflow(by: extent)
        guard !overflow, product <= Int.max >> 8 else {
          throw SpecError("size of a tensor", expected: "below 2^55 values", got: "\(tensor.shape)")
        }
        size = product
      }
      let (sum, overflow) = total.addingReportingOverflow(size)
      // Far above any model, and low enough that sums over modules, towers and copies stay within
      // 64 bits.
      guard !overflow, sum <= Int.max >> 7 else {
        throw SpecError("parameters", expected: "below 2^56", got: "more")
      }
      total = sum
    }
  }

  static func check(_ name: String, _ value: Int) throws(SpecError) {
    guard value >= 1, value <= largestDimension else {
      throw SpecError(name, expected: "between 1 and \(largestDimension)", got: value)
    }
  }

  static func check(factor: Double, _ name: String) throws(SpecError) {
    guard factor.isFinite else { throw SpecError(name, expected: "finite", got: factor) }
  }

  static func check(_ norm: NormSpec, _ name: String) throws(SpecError) {
    guard norm.epsilon.isFinite, norm.epsilon >= 0 else {
      throw SpecError(
        "epsilon of the \(name)", expected: "finite and not negative", got: norm.epsilon)
    }
  }
}

extension LayerSpec {
  func validate(_ place: String) throws(SpecError) {
    try ModelSpec.check(norm, "norm of \(place)")
    try attention.validate(place)
    switch feedForward {
    case .dense(let dense):
      try ModelSpec.check("feed-forward width of \(place)", dense.hiddenDimension)
    case .mixture(let mixture):
      try ModelSpec.check("feed-forward width of \(place)", mixture.expert.hiddenDimension)
      guard (1...4096).contains(mixture.expertCount) else {
        throw SpecError(
          "experts of \(place)", expected: "between 1 and 4096", got: mixture.expertCount)
      }
      guard (1...mixture.expertCount).contains(mixture.expertsPerToken) else {
        throw SpecError(
          "experts per token of \(place)", expected: "between 1 and \(mixture.expertCount)",
          got: mixture.expertsPerToken)
      }
      if let shared = mixture.sharedExpert {
        try ModelSpec.check("shared expert's width of \(place)", shared.hiddenDimension)
      }
    }
  }
}

extension AttentionSpec {
  func validate(_ place: String) throws(SpecError) {
    try ModelSpec.check("query heads of \(place)", queryHeads)
    try ModelSpec.check("key/value heads of \(place)", keyValueHeads)
    try ModelSpec.check("head dimension of \(place)", headDimension)
    guard queryHeads % keyValueHeads == 0 else {
      throw SpecError(
        "query heads of \(place)", expected: "a multiple of the \(keyValueHeads) key/value heads",
        got: queryHeads)
    }
    guard
      queryHeads.multipliedReportingOverflow(by: headDimension).partialValue
        <= ModelSpec.largestDimension,
      !queryHeads.multipliedReportingOverflow(by: headDimension).overflow
    else {
      throw SpecError(
        "heads of \(place)", expected: "at most \(ModelSpec.largestDimension) columns together",
        got: "\(queryHeads) of \(headDimension)")
    }
    guard scale.isFinite, scale > 0 else {
      throw SpecError("attention scale of \(place)", expected: "finite and positive", got: scale)
    }
    if let window { try ModelSpec.check("window of \(place)", window) }
    if let softcap, !(softcap.isFinite && softcap > 0) {
      throw SpecError("soft cap of \(place)", expected: "finite and positive", got: softcap)
    }
    if let queryKeyNorm { try ModelSpec.check(queryKeyNorm, "head norm of \(place)") }
    if let rotary { try rotary.validate(headDimension: headDimension, place) }
    if let latent { try latent.validate(headDimension: headDimension, place) }
  }
}

extension LatentAttentionSpec {
  func validate(headDimension: Int, _ place: String) throws(SpecError) {
    if let queryRank { try ModelSpec.check("query rank of \(place)", queryRank) }
    try ModelSpec.check("key/value rank of \(place)", keyValueRank)
    try ModelSpec.check("plain columns of a head of \(place)", plainDimension)
    try ModelSpec.check("rotary columns of a head of \(place)", rotaryDimension)
    try ModelSpec.check("value columns of a head of \(place)", valueDimension)
    guard plainDimension + rotaryDimension == headDimension else {
      throw SpecError(
        "head dimension of \(place)",
        expected: "the \(plainDimension) plain and \(rotaryDimension) rotary columns together",
        got: headDimension)
    }
  }
}

extension RotarySpec {
  func validate(headDimension: Int, _ place: String) throws(SpecError) {
    guard dimensions >= 2, dimensions <= headDimension, dimensions.isMultiple(of: 2) else {
      throw SpecError(
        "rotary dimensions of \(place)",
        expected: "even, between 2 and the head's \(headDimension)",
        got: dimensions)
    }
    guard theta.isFinite, theta > 1 else {
      throw SpecError("rotary base of \(place)", expected: "finite and above 1", got: theta)
    }
    try scaling.validate(pairs: pairs, place)
  }
}

extension RotaryScaling {
  func validate(pairs: Int, _ place: String) throws(SpecError) {
    func positive(_ name: String, _ value: Double) throws(SpecError) {
      guard value.isFinite, value > 0 else {
        throw SpecError("rotary \(name) of \(place)", expected: "finite and positive", got: value)
      }
    }
    func divisors(_ count: Int, _ valid: Bool) throws(SpecError) {
      guard count == pairs, valid else {
        throw SpecError(
          "rotary divisors of \(place)", expected: "\(pairs) finite, positive numbers",
          got: "\(count)\(valid ? "" : ", not all positive")")
      }
    }
    switch self {
    case .none: break
    case .linear(let factor): try positive("factor", factor)
    case .dynamic(let factor, let trained):
      try positive("factor", factor)
      try ModelSpec.check("trained context of \(place)", trained)
      guard pairs > 1 else {
        throw SpecError("rotary dimensions of \(place)", expected: "above 2", got: pairs * 2)
      }
    case .llama3(let factor, let low, let high, let trained):
      try positive("factor", factor)
      try positive("low_freq_factor", low)
      try ModelSpec.check("trained context of \(place)", trained)
      guard high > low, high.isFinite else {
        throw SpecError("high_freq_factor of \(place)", expected: "above \(low)", got: high)
      }
    case .yarn(let yarn):
      try positive("factor", yarn.factor)
      try positive("attention factor", yarn.attentionFactor)
      try positive("beta_fast", yarn.betaFast)
      try positive("beta_slow", yarn.betaSlow)
      try ModelSpec.check("trained context of \(place)", yarn.trainedContext)
    case .longRope(let long):
      try positive("attention factor", long.attentionFactor)
      try ModelSpec.check("trained context of \(place)", long.trainedContext)
      try divisors(long.short.count, long.short.allSatisfy { $0.isFinite && $0 > 0 })
      try divisors(long.long.count, long.long.allSatisfy { $0.isFinite && $0 > 0 })
    case .divisors(let values):
      try divisors(values.count, values.allSatisfy { $0.isFinite && $0 > 0 })
    }
  }
}
