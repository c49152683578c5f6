import ModelSpec
import PlainText

/// Lists what a layer keeps for its backward pass, in the order of computation.
///
/// Norms are taken as kernels that keep their input and compute the rest again; their statistics, 4
/// or 8 bytes a row, are left out, as in arXiv 2205.05198. A frozen matrix keeps its input only if
/// an adapter reads it. For a GPT layer with dropout and materialised attention the terms are the
/// paper's 34 s b h + 5 a s^2 b.
struct LayerActivationList {
  private(set) var terms: [LayerActivation] = []
  private let layer: LayerSpec
  private let width: Int
  private let recipe: TrainingRecipe
  private let shards: Int
  private let tokens: Int

  init(_ layer: LayerSpec, modelDimension: Int, recipe: TrainingRecipe, tokens: Int) {
    self.layer = layer
    self.width = modelDimension
    self.recipe = recipe
    self.shards = recipe.layout.tensor
    self.tokens = tokens
    addAttention()
    addFeedForward()
  }

  private var bytes: Int { recipe.precision.weights.bytes }

  private func isRead(by targets: LowRankSpec.Target...) -> Bool {
    guard let adapters = recipe.method.adapters else { return true }
    return targets.contains { adapters.targets.contains($0) }
  }

  /// A term of the width of the stream, which devices share only if they are sequence-parallel.
  private mutating func addStream(_ term: ActivationTerm, bytes: Int? = nil) {
    let rows = recipe.layout.isSequenceParallel ? tokens / shards : tokens
    terms.append(
      LayerActivation(
        term: term, rows: rows, columns: ExactCount(width), bytes: bytes ?? self.bytes,
        columnText: NumberText.grouped(width)))
  }

  private mutating func add(
    _ term: ActivationTerm, _ columns: Int, times count: Int = 1, bytes: Int? = nil
  ) {
    let text = NumberText.grouped(columns)
    terms.append(
      LayerActivation(
        term: term, rows: tokens, columns: ExactCount(columns) * count,
        bytes: bytes ?? self.bytes,
        columnText: count == 1 ? text : "\(NumberText.grouped(count)) x \(text)"))
  }

  private mutating func addAdapter(_ targets: [LowRankSpec.Target], times count: Int = 1) {
    guard let adapters = recipe.method.adapters else { return }
    let held = targets.filter { adapters.targets.contains($0) }.count
    if held > 0 { add(.adapterProduct, adapters.rank, times: held * count) }
  }

  private mutating func addAttention() {
    let attention = layer.attention
    let heads = attention.queryHeads / shards
    let valueWidth = attention.latent?.valueDimension ?? attention.headDimension
    addStream(.attentionNormInput)
    // With one norm for both sub-layers, the feed-forward part reads the same rows.
    let isShared = layer.normPlacement == .shared
    if isRead(by: .query, .key, .value) || (isShared && isRead(by: .gate, .up)) {
      addStream(.attentionInput)
    }
    addProjections(heads: heads, valueWidth: valueWidth)
    addScores(heads: heads)
    if recipe.attention == .fused || isRead(by: .output) {
      add(.attentionOutput, valueWidth, times: heads)
    }
    addAdapter([.query, .key, .value, .output])
    if recipe.hasDropout { addStream(.attentionMask, bytes: 1) }
    if layer.normPlacement == .beforeAndAfter { addStream(.attentionPostNormInput) }
  }

  private mutating func addProjections(heads: Int, valueWidth: Int) {
    let attention = layer.attention
    let head = attention.headDimension
    if let latent = attention.latent {
      // Each narrow vector is kept before and after its norm.
      let narrow = 2 * ((latent.queryRank ?? 0) + latent.keyValueRank) + latent.rotaryDimension
      add(.latents, narrow)
      add(.queries, head, times: heads)
      add(.keys, head, times: heads)
      add(.values, valueWidth, times: heads)
      return
    }
    let pairs = attention.localKeyValueHeads(shards: shards)
    if attention.queryKeyNorm != nil { add(.headNormInput, head, times: heads + pairs) }
    add(.queries, head, times: heads)
    add(.keys, head, times: pairs)
    add(.values, head, times: pairs)
  }

  /// Softmax output; with dropout its mask and result as well (2 + 1 + 2 bytes); with a soft cap
  /// its output.
  private mutating func addScores(heads: Int) {
    guard recipe.attention == .materialized else {
      add(.logSumExp, heads, bytes: 4)
      return
    }
    var each = bytes
    if recipe.hasDropout { each += 1 + bytes }
    if layer.attention.softcap != nil { each += bytes }
    add(.scores, recipe.sequence, times: heads, bytes: each)
  }

  private mutating func addFeedForward() {
    if layer.normPlacement != .shared {
      addStream(.feedForwardNormInput)
      var isKept = isRead(by: .gate, .up)
      if case .mixture(let mixture) = layer.feedForward, mixture.sharedExpert == nil {
        // Experts read copies; the router alone reads these, and is frozen beside adapters.
        isKept = recipe.method.adapters == nil
      }
      if isKept { addStream(.feedForwardInput) }
    }
    switch layer.feedForward {
    case .dense(let dense): addNetwork(dense)
    case .mixture(let mixture): addMixture(mixture)
    }
    if recipe.hasDropout { addStream(.feedForwardMask, bytes: 1) }
    if layer.normPlacement == .beforeAndAfter { addStream(.feedForwardPostNormInput) }
  }

  /// The chosen experts as one network for each of a token's copies, with tokens spread evenly.
  private mutating func addMixture(_ mixture: MixtureSpec) {
    add(.routing, mixture.expertCount, times: 2, bytes: 4)
    if isRead(by: .gate, .up) { add(.expertInput, width, times: mixture.expertsPerToken) }
    addNetwork(mixture.expert, times: mixture.expertsPerToken)
    add(.expertOutput, width, times: mixture.expertsPerToken)
    if let shared = mixture.sharedExpert { addNetwork(shared) }
  }

  private mutating func addNetwork(_ dense: DenseSpec, times count: Int = 1) {
    let hidden = dense.hiddenDimension / shards
    if dense.isGated { add(.gate, hidden, times: count) }
    add(.up, hidden, times: count)
    // Without a gate the activated values are read by the down projection alone.
    if dense.isGated || isRead(by: .down) { add(.activated, hidden, times: count) }
    if dense.isGated, isRead(by: .down) { add(.product, hidden, times: count) }
    addAdapter(dense.isGated ? [.gate, .up, .down] : [.up, .down], times: count)
  }
}
