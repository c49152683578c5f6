import PlainText

/// An array of the forward pass that the backward pass of a layer reads.
public enum ActivationTerm: String, Sendable, Hashable, CaseIterable {
  case attentionNormInput
  case attentionInput
  case latents
  case headNormInput
  case queries
  case keys
  case values
  case scores
  case logSumExp
  case attentionOutput
  case attentionMask
  case attentionPostNormInput
  case feedForwardNormInput
  case feedForwardInput
  case routing
  case expertInput
  case gate
  case up
  case activated
  case product
  case expertOutput
  case feedForwardMask
  case feedForwardPostNormInput
  case adapterProduct

  /// Title for people.
  public var title: String {
    switch self {
    case .attentionNormInput: "input of the attention norm"
    case .attentionInput: "normed input of attention"
    case .latents: "latent vectors of attention and their norms"
    case .headNormInput: "queries and keys before their norms"
    case .queries: "queries"
    case .keys: "keys"
    case .values: "values"
    case .scores: "attention scores"
    case .logSumExp: "log-sum-exp of attention"
    case .attentionOutput: "output of attention"
    case .attentionMask: "dropout mask after attention"
    case .attentionPostNormInput: "input of the norm after attention"
    case .feedForwardNormInput: "input of the feed-forward norm"
    case .feedForwardInput: "normed input of the feed-forward part"
    case .routing: "router logits and shares"
    case .expertInput: "rows sent to experts"
    case .gate: "gate"
    case .up: "up"
    case .activated: "activated values"
    case .product: "activated values times up"
    case .expertOutput: "rows back from experts"
    case .feedForwardMask: "dropout mask after the feed-forward part"
    case .feedForwardPostNormInput: "input of the norm after the feed-forward part"
    case .adapterProduct: "narrow products of the adapters"
    }
  }
}

/// One term of one layer for one micro-batch: rows x columns x bytes.
struct LayerActivation: Hashable {
  var term: ActivationTerm
  var rows: Int
  var columns: ExactCount
  var bytes: Int
  /// Formula of the columns.
  var columnText: String

  var total: ExactCount { ExactCount(rows) * columns * bytes }

  var formula: String { "\(NumberText.grouped(rows)) tokens x \(columnText) x \(bytes) B" }
}
