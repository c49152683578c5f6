/// Attention with one key/value head for each group of query heads: multi-head if the group is one,
/// multi-query (arXiv 1911.02150) if there is one key/value head, grouped-query (arXiv
/// 2305.13245) between.
public struct AttentionSpec: Sendable, Hashable {
  /// Query heads.
  public var queryHeads: Int
  /// Key/value heads; divides `queryHeads`.
  public var keyValueHeads: Int
  /// Width of a head, which is not always the model's width divided by the heads.
  public var headDimension: Int
  /// Factor on query times key, usually 1 / sqrt(headDimension).
  public var scale: Double
  /// Scores become `cap * tanh(score / cap)` before the mask (Gemma 2, Grok-1), or `nil`.
  public var softcap: Double?
  /// Positions that a query sees, itself included, or `nil` for all before it.
  public var window: Int?
  /// Rotary position embedding, or `nil`.
  public var rotary: RotarySpec?
  /// Norm of each query and key head before the rotation (Gemma 3, Qwen3), or `nil`.
  public var queryKeyNorm: NormSpec?
  /// Projections that have biases; with latent attention `query` and `key` are the ways to the
  /// narrow vectors.
  public var biases: Biases
  /// Narrow vectors through which queries, keys and values are squeezed, or `nil` for
  /// plain projections.
  public var latent: LatentAttentionSpec?

  /// An attention of these dimensions; `scale` is 1 / sqrt(headDimension) unless given, and query,
  /// key and value have biases all or none.
  public init(
    queryHeads: Int, keyValueHeads: Int, headDimension: Int, scale: Double? = nil,
    softcap: Double? = nil, window: Int? = nil, rotary: RotarySpec?,
    queryKeyNorm: NormSpec? = nil, hasInputBias: Bool = false, hasOutputBias: Bool = false,
    latent: LatentAttentionSpec? = nil
  ) {
    self.queryHeads = queryHeads
    self.keyValueHeads = keyValueHeads
    self.headDimension = headDimension
    self.scale = scale ?? 1 / Double(headDimension).squareRoot()
    self.softcap = softcap
    self.window = window
    self.rotary = rotary
    self.queryKeyNorm = queryKeyNorm
    biases = []
    if hasInputBias { biases.formUnion(.inputs) }
    if hasOutputBias { biases.insert(.output) }
    self.latent = latent
  }

  /// Projections of an attention that a bias is added to.
  public struct Biases: OptionSet, Sendable, Hashable {
    /// One bit for each projection.
    public let rawValue: UInt8

    /// A set of these bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The projection to queries.
    public static let query = Biases(rawValue: 1)
    /// The projection to keys.
    public static let key = Biases(rawValue: 2)
    /// The projection to values.
    public static let value = Biases(rawValue: 4)
    /// The projection back to the stream.
    public static let output = Biases(rawValue: 8)
    /// Queries, keys and values.
    public static let inputs: Biases = [.query, .key, .value]
  }

  /// Columns of all query heads together.
  public var queryDimension: Int { queryHeads * headDimension }
  /// Columns of all key heads, or all value heads, together.
  public var keyValueDimension: Int { keyValueHeads * headDimension }
}

/// Multi-head latent attention (arXiv 2405.04434, section 2.1): keys and values of a token are one
/// narrow vector, which is all that the cache holds beside a rotated key that the heads share.
///
/// A head's `headDimension` is `plainDimension + rotaryDimension`.
public struct LatentAttentionSpec: Sendable, Hashable {
  /// Width of the vector that queries are made from, or `nil` if they come from the stream
  /// itself (DeepSeek-V2-Lite).
  public var queryRank: Int?
  /// Width of the vector that keys and values are made from.
  public var keyValueRank: Int
  /// Columns of a head's query and key that do not turn.
  public var plainDimension: Int
  /// Columns of a head's query and key that turn.
  public var rotaryDimension: Int
  /// Columns of a head's value.
  public var valueDimension: Int

  /// Latent attention of these dimensions.
  public init(
    queryRank: Int?, keyValueRank: Int, plainDimension: Int, rotaryDimension: Int,
    valueDimension: Int
  ) {
    self.queryRank = queryRank
    self.keyValueRank = keyValueRank
    self.plainDimension = plainDimension
    self.rotaryDimension = rotaryDimension
    self.valueDimension = valueDimension
  }
}

/// Rotary position embedding (arXiv 2104.09864).
public struct RotarySpec: Sendable, Hashable {
  /// The two columns of a head that turn together.
  public enum Pairing: Sendable, Hashable {
    /// Column `i` with column `i + dimensions / 2`, as in transformers.
    case halves
    /// Column `2i` with column `2i + 1`, as in the paper, and in GGUF files of Llama and InternLM2.
    case adjacent
  }

  /// Columns of a head that turn; the rest stay as they are.
  public var dimensions: Int
  /// Base of the wavelengths.
  public var theta: Double
  /// Columns that turn together.
  public var pairing: Pairing
  /// Scaling that reaches positions beyond the trained ones.
  public var scaling: RotaryScaling

  /// A rotary embedding of these dimensions.
  public init(
    dimensions: Int, theta: Double, pairing: Pairing = .halves, scaling: RotaryScaling = .none
  ) {
    self.dimensions = dimensions
    self.theta = theta
    self.pairing = pairing
    self.scaling = scaling
  }
}

/// A change of the rotary frequencies so that a model reads more positions than it was first
/// trained for.
public enum RotaryScaling: Sendable, Hashable {
  /// Not changed.
  case none
  /// Position divided by a factor (arXiv 2306.15595).
  case linear(factor: Double)
  /// Base raised with the sequence's length once it exceeds the trained length ("dynamic NTK").
  case dynamic(factor: Double, trainedContext: Int)
  /// Llama 3.1: long wavelengths divided by the factor, short ones kept, a smooth step between.
  case llama3(factor: Double, lowFrequency: Double, highFrequency: Double, trainedContext: Int)
  /// YaRN (arXiv 2309.00071).
  case yarn(YarnScaling)
  /// LongRoPE (arXiv 2402.13753): a divisor for each frequency, one list within the trained length,
  /// one beyond.
  case longRope(LongRopeScaling)
  /// A divisor for each frequency, as GGUF's `rope_freqs` tensor holds it.
  case divisors([Float])
}

/// The parameters of YaRN (arXiv 2309.00071).
public struct YarnScaling: Sendable, Hashable {
  /// Ratio of the wanted to the trained length.
  public var factor: Double
  /// Positions of the original training.
  public var trainedContext: Int
  /// Turns within the trained length above which a frequency is kept.
  public var betaFast: Double
  /// Turns within the trained length below which a frequency is divided by the factor.
  public var betaSlow: Double
  /// Factor on sine and cosine, `0.1 ln(factor) + 1` unless a file says otherwise.
  public var attentionFactor: Double
  /// Tells whether the ends of the ramp are rounded to whole columns, as the paper's code does.
  public var truncates: Bool

  /// YaRN with the paper's defaults.
  public init(
    factor: Double, trainedContext: Int, betaFast: Double = 32, betaSlow: Double = 1,
    attentionFactor: Double, truncates: Bool = true
  ) {
    self.factor = factor
    self.trainedContext = trainedContext
    self.betaFast = betaFast
    self.betaSlow = betaSlow
    self.attentionFactor = attentionFactor
    self.truncates = truncates
  }
}

/// The parameters of LongRoPE (arXiv 2402.13753).
public struct LongRopeScaling: Sendable, Hashable {
  /// A divisor for each frequency while the sequence is within `trainedContext`.
  public var short: [Double]
  /// A divisor for each frequency beyond it.
  public var long: [Double]
  /// Positions of the original training.
  public var trainedContext: Int
  /// Factor on sine and cosine.
  public var attentionFactor: Double

  /// LongRoPE with two lists of `dimensions / 2` divisors.
  public init(short: [Double], long: [Double], trainedContext: Int, attentionFactor: Double) {
    self.short = short
    self.long = long
    self.trainedContext = trainedContext
    self.attentionFactor = attentionFactor
  }
}
