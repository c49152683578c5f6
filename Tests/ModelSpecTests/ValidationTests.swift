import ModelSpec
import Testing

/// A spec with one thing wrong, and words that the refusal must contain.
struct WrongSpec: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let words: [String]
  let spec: ModelSpec

  init(_ name: String, _ words: String..., change: (inout ModelSpec) -> Void) {
    testDescription = name
    self.words = words
    var spec = Self.valid
    change(&spec)
    self.spec = spec
  }

  static let valid: ModelSpec = {
    let norm = NormSpec(.rms, epsilon: 1e-6)
    let layer = LayerSpec(
      attention: AttentionSpec(
        queryHeads: 4, keyValueHeads: 2, headDimension: 8,
        rotary: RotarySpec(dimensions: 8, theta: 10_000)),
      feedForward: .dense(DenseSpec(hiddenDimension: 48, activation: .silu)), norm: norm)
    return ModelSpec(
      name: "valid", architecture: .llama, vocabularySize: 100, modelDimension: 32,
      contextLength: 64, layers: [layer, layer], finalNorm: norm, head: HeadSpec(isTied: true))
  }()
}

extension ModelSpec {
  /// The attention of the second layer.
  fileprivate var attention: AttentionSpec {
    get { layers[1].attention }
    set { layers[1].attention = newValue }
  }

  fileprivate mutating func scale(_ scaling: RotaryScaling) {
    attention.rotary?.scaling = scaling
  }

  fileprivate mutating func mix(_ experts: Int, _ chosen: Int, hidden: Int = 8) {
    layers[1].feedForward = .mixture(
      MixtureSpec(
        expertCount: experts, expertsPerToken: chosen,
        expert: DenseSpec(hiddenDimension: hidden, activation: .silu), renormalizesShares: true))
  }
}

@Suite("Validation of specs")
struct ValidationTests {
  @Test("the spec that the others are made from is valid")
  func valid() throws { try WrongSpec.valid.validate() }

  @Test(
    "is refused with the quantity, the range and the value",
    arguments: dimensions + attention + rotary + others)
  func refused(wrong: WrongSpec) {
    let error = #expect(throws: SpecError.self) { try wrong.spec.validate() }
    let text = error?.description ?? ""
    for word in wrong.words { #expect(text.contains(word), "\(text)") }
  }

  private static let dimensions = [
    WrongSpec("no vocabulary", "vocabulary", "0") { $0.vocabularySize = 0 },
    WrongSpec("negative vocabulary", "vocabulary", "-1") { $0.vocabularySize = -1 },
    WrongSpec("no width", "model dimension", "0") { $0.modelDimension = 0 },
    WrongSpec("largest width", "model dimension", "\(Int.max)") { $0.modelDimension = .max },
    WrongSpec("smallest width", "model dimension", "\(Int.min)") { $0.modelDimension = .min },
    WrongSpec("no context", "context", "0") { $0.contextLength = 0 },
    WrongSpec("no layers", "layer count", "0") { $0.layers = [] },
    WrongSpec("too many layers", "layer count", "5000") {
      $0.layers = Array(repeating: $0.layers[0], count: 5000)
    },
    WrongSpec("no positions", "position table", "0") { $0.embedding.learnedPositions = 0 },
    WrongSpec("a tensor that overflows", "tensor", "268435456") {
      ($0.vocabularySize, $0.modelDimension) = (1 << 28, 1 << 28)
    },
    WrongSpec("no feed-forward width", "feed-forward", "layer 1", "0") {
      $0.layers[1].feedForward = .dense(DenseSpec(hiddenDimension: 0, activation: .silu))
    },
  ]

  private static let attention = [
    WrongSpec("no heads", "query heads", "layer 1", "0") { $0.attention.queryHeads = 0 },
    WrongSpec("negative heads", "query heads", "-8") { $0.attention.queryHeads = -8 },
    WrongSpec("no key heads", "key/value heads", "0") { $0.attention.keyValueHeads = 0 },
    WrongSpec("groups of unequal size", "multiple of the 3", "4") {
      $0.attention.keyValueHeads = 3
    },
    WrongSpec("more key heads than query heads", "multiple of the 8", "4") {
      $0.attention.keyValueHeads = 8
    },
    WrongSpec("no head dimension", "head dimension", "0") { $0.attention.headDimension = 0 },
    WrongSpec("heads that overflow", "heads of layer 1", "268435456") {
      ($0.attention.queryHeads, $0.attention.headDimension) = (1 << 28, 1 << 28)
    },
    WrongSpec("no window", "window", "0") { $0.attention.window = 0 },
    WrongSpec("negative window", "window", "-5") { $0.attention.window = -5 },
    WrongSpec("infinite scale", "attention scale", "inf") { $0.attention.scale = .infinity },
    WrongSpec("no scale", "attention scale", "0.0") { $0.attention.scale = 0 },
    WrongSpec("no cap", "soft cap", "0.0") { $0.attention.softcap = 0 },
    WrongSpec("cap that is no number", "soft cap", "nan") { $0.attention.softcap = .nan },
    WrongSpec("head norm", "head norm", "layer 1", "nan") {
      $0.attention.queryKeyNorm = NormSpec(.rms, epsilon: .nan)
    },
  ]

  private static let rotary = [
    WrongSpec("wider than the head", "rotary dimensions", "10") {
      $0.attention.rotary?.dimensions = 10
    },
    WrongSpec("odd", "rotary dimensions", "even", "7") { $0.attention.rotary?.dimensions = 7 },
    WrongSpec("none", "rotary dimensions", "0") { $0.attention.rotary?.dimensions = 0 },
    WrongSpec("base of one", "rotary base", "1.0") { $0.attention.rotary?.theta = 1 },
    WrongSpec("infinite base", "rotary base", "inf") { $0.attention.rotary?.theta = .infinity },
    WrongSpec("factor of zero", "rotary factor", "0.0") { $0.scale(.linear(factor: 0)) },
    WrongSpec("factor that is no number", "rotary factor", "nan") {
      $0.scale(.dynamic(factor: .nan, trainedContext: 8))
    },
    WrongSpec("dynamic without context", "trained context", "0") {
      $0.scale(.dynamic(factor: 2, trainedContext: 0))
    },
    WrongSpec("bands that cross", "high_freq_factor", "above 4.0", "1.0") {
      $0.scale(.llama3(factor: 8, lowFrequency: 4, highFrequency: 1, trainedContext: 8))
    },
    WrongSpec("YaRN without context", "trained context", "-1") {
      $0.scale(.yarn(YarnScaling(factor: 2, trainedContext: -1, attentionFactor: 1)))
    },
    WrongSpec("YaRN without a ramp", "beta_slow", "0.0") {
      $0.scale(
        .yarn(YarnScaling(factor: 2, trainedContext: 8, betaSlow: 0, attentionFactor: 1)))
    },
    WrongSpec("LongRoPE lists of another length", "rotary divisors", "4 finite", "3") {
      $0.scale(
        .longRope(
          LongRopeScaling(
            short: [1, 1, 1, 1], long: [1, 1, 1], trainedContext: 8, attentionFactor: 1)))
    },
    WrongSpec("a divisor of zero", "rotary divisors", "not all positive") {
      $0.scale(.divisors([1, 0, 1, 1]))
    },
    WrongSpec("too few divisors", "rotary divisors", "2") { $0.scale(.divisors([1, 1])) },
  ]

  private static let others = [
    WrongSpec("no experts", "experts", "0") { $0.mix(0, 0) },
    WrongSpec("more experts for a token than there are", "experts per token", "9") { $0.mix(8, 9) },
    WrongSpec("no expert for a token", "experts per token", "0") { $0.mix(8, 0) },
    WrongSpec("too many experts", "experts", "1000000") { $0.mix(1_000_000, 2) },
    WrongSpec("experts that overflow", "tensor") {
      $0.modelDimension = 1 << 27
      $0.mix(4096, 2, hidden: 1 << 27)
    },
    WrongSpec("negative epsilon", "final norm", "-1.0") { $0.finalNorm.epsilon = -1 },
    WrongSpec("epsilon that is no number", "norm of layer 1", "nan") {
      $0.layers[1].norm.epsilon = .nan
    },
    WrongSpec("a cap of zero on the logits", "soft cap of the head", "0.0") { $0.head.softcap = 0 },
    WrongSpec("an infinite embedding", "embedding multiplier", "inf") {
      $0.embedding.multiplier = .infinity
    },
    WrongSpec("a head times no number", "head multiplier", "nan") { $0.head.multiplier = .nan },
  ]
}
