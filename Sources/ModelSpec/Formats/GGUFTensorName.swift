/// A tensor's name in a GGUF file, taken apart as far as formats depend on it.
struct GGUFTensorName {
  /// Tensors that mixes have rules for; the raw value stands between the layer's number and the
  /// last dot.
  enum Kind: String {
    case head = "output"
    case tokenEmbedding = "token_embd"
    case value = "attn_v"
    case key = "attn_k"
    case attentionOutput = "attn_output"
    /// Query, key and value in one.
    case packedAttention = "attn_qkv"
    case down = "ffn_down"
    /// The down projections of all experts.
    case expertDown = "ffn_down_exps"
  }

  /// The layer, 0 outside of them.
  private(set) var layer = 0
  /// The tensor, or `nil` for one without rules of its own.
  let kind: Kind?
  /// Tells whether it is a matrix if it has two dimensions: norms, biases, routers and positions
  /// are small or sensitive and stay in F32.
  let isMatrix: Bool

  /// The parts of a name.
  init(_ name: String) {
    isMatrix =
      name.hasSuffix("weight") && !name.hasSuffix("_norm.weight")
      && !name.contains("ffn_gate_inp.weight") && name != "position_embd.weight"
    var parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count > 1 { parts.removeLast() }
    if parts.count > 2, parts[0] == "blk", let layer = Int(parts[1]) {
      self.layer = layer
      parts.removeFirst(2)
    }
    kind = Kind(rawValue: parts.joined(separator: "."))
  }
}
