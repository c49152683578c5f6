import ModelSpec

/// The form in which GGUF files name, describe and store models of one architecture.
///
/// Files say little: most of this is what an architecture's name alone means there. Fields that are
/// left out say what most do. The order of rows has no usual value, since a wrong one is read and
/// written alike, and shows only beside other programs.
struct GGUFForm: Sendable {
  /// The name in `general.architecture`, before all its keys.
  var name: String
  /// The order of the rows of queries and keys.
  var pairing: RotarySpec.Pairing
  /// Tells whether a file means this architecture, where a more general one has the same name.
  var isMeant: (@Sendable (Layers) -> Bool)?
  /// Keys that have another name here than in llama.cpp's list, without the architecture's name.
  var keyNames: [String: String] = [:]
  /// The tensors as they are written.
  var tensors = WeightNaming.ggufPlain
  /// Names that files of this architecture may have instead.
  var otherTensors: [OtherNaming] = []
  /// The formula of norms.
  var norm: NormSpec.Kind = .rms
  /// Places of norms around a sub-layer.
  var normPlacement: LayerSpec.NormPlacement = .before
  /// Tells whether queries and keys are normalised.
  var hasQueryKeyNorm = false
  /// The nonlinearity where a file names none.
  var activation: Activation = .silu
  /// Tells whether feed-forward networks have a gate.
  var isGated = true
  /// Tells whether positions are learned, not turned.
  var hasLearnedPositions = false
  /// The factor on embeddings.
  var embedding: EmbeddingFactor = .stored(default: 1)
  /// The factor on logits where a file names none.
  var headMultiplier = 1.0
  /// The cap of scores where a file names none.
  var scoreCap: Double?
  /// The cap of logits where a file names none.
  var logitCap: Double?
  /// The factor on query times key.
  var scale: ScoreFactor = .published()
  /// Every how many layers one has no window; 0 if all have one.
  var windowPeriod = 0
  /// Tells whether every other layer, from the first on, has a window where a file names none.
  var alternatesWindows = false
  /// The base of the rotary embedding in layers with a window, which has a key of its own there;
  /// `nil` if it is that of all.
  var localTheta: Double?
  /// Tells whether the chosen experts' shares add up to one where a file does not say.
  var renormalizesShares = true
  /// Tells whether the width of experts is written also where it is that of a network.
  var namesExpertWidth = false

  /// The marks of the layers that tell architectures of one name apart.
  struct Layers {
    /// The experts of the layers that have some.
    var mixture: MixtureSpec?
    /// Tells whether any layer has a window.
    var hasWindow: Bool
  }

  /// The factor on embeddings.
  enum EmbeddingFactor: Sendable {
    /// The root of the width, whatever a file says.
    case rootOfWidth
    /// The value of a key, or this.
    case stored(default: Double)
  }

  /// The factor on query times key.
  enum ScoreFactor: Sendable {
    /// One over the root of the head's columns, or, with so many layers, of width over heads, where
    /// a file names none.
    case published(byWidthWithLayers: Int? = nil)
    /// The value of this key, which is always written, or this.
    case stored(key: String, default: Double)
  }

  /// The names that a file has.
  func naming(layers: Int, contains: (String) -> Bool) -> WeightNaming {
    otherTensors.first { $0.isUsed(layers: layers, contains: contains) }?.naming ?? tensors
  }

  /// The factor on query times key where a file names none.
  func publishedScale(headDimension: Int, width: Int, heads: Int, layers: Int) -> Double {
    guard case .published(let largest?) = scale, layers == largest, heads > 0 else {
      return 1 / Double(headDimension).squareRoot()
    }
    return 1 / Double(width / heads).squareRoot()
  }

  /// For each layer whether it has a window, where a file names a window but not its layers.
  func publishedWindows(layers: Int) -> [Bool] {
    (0..<layers).map { windowPeriod < 1 || ($0 + 1) % windowPeriod != 0 }
  }
}
