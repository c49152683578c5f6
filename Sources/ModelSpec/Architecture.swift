/// A kind of decoder-only transformer that Carat knows.
///
/// This is who it is; how files describe and store it stands in one file of its own
/// in `ModelFiles/Architectures`.
public struct Architecture: RawRepresentable, Sendable, Hashable, CaseIterable, Codable {
  /// The name that GGUF files write in `general.architecture`, where one exists.
  public let rawValue: String
  /// The name for people.
  public let displayName: String
  /// Packing of tensors in GGUF files of this architecture, on which sizes of quantised
  /// files depend.
  package let packingInGGUF: Packing

  /// Projections that share a tensor.
  package struct Packing: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Query, key and value in `attn_qkv`.
    package static let queryKeyValue = Packing(rawValue: 1)
    /// Gate and up in `ffn_up`.
    package static let gateUp = Packing(rawValue: 2)
  }

  /// An architecture, known or made up.
  package init(_ rawValue: String, _ displayName: String, packingInGGUF: Packing = []) {
    (self.rawValue, self.displayName) = (rawValue, displayName)
    self.packingInGGUF = packingInGGUF
  }

  /// The known architecture of this name, or `nil`.
  public init?(rawValue: String) {
    guard let known = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = known
  }

  /// Tells whether both have the same name.
  public static func == (one: Architecture, other: Architecture) -> Bool {
    one.rawValue == other.rawValue
  }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension Architecture {
  /// Gemma 1 (arXiv 2403.08295).
  public static let gemma = Architecture("gemma", "Gemma")
  /// Gemma 2 (arXiv 2408.00118).
  public static let gemma2 = Architecture("gemma2", "Gemma 2")
  /// Gemma 3, its text part (arXiv 2503.19786).
  public static let gemma3 = Architecture("gemma3", "Gemma 3")
  /// Llama 1 to 3.x, SmolLM2, TinyLlama, Mistral without a window.
  public static let llama = Architecture("llama", "Llama")
  /// Mistral with a sliding window (arXiv 2310.06825).
  public static let mistral = Architecture("mistral", "Mistral")
  /// Qwen2 and Qwen2.5 (arXiv 2407.10671).
  public static let qwen2 = Architecture("qwen2", "Qwen2")
  /// Qwen3, dense (arXiv 2505.09388).
  public static let qwen3 = Architecture("qwen3", "Qwen3")
  /// Qwen2-MoE and Qwen1.5-MoE: a mixture with an expert that all tokens share (arXiv 2407.10671).
  public static let qwen2MoE = Architecture("qwen2moe", "Qwen2-MoE")
  /// Qwen3-MoE, a mixture of experts (arXiv 2505.09388).
  public static let qwen3MoE = Architecture("qwen3moe", "Qwen3-MoE")
  /// InternLM2 (arXiv 2403.17297).
  public static let internlm2 = Architecture("internlm2", "InternLM2")
  /// Phi-1, Phi-1.5 and Phi-2, whose sub-layers stand side by side (arXiv 2309.05463).
  public static let phi = Architecture("phi2", "Phi", packingInGGUF: .queryKeyValue)
  /// Phi-3 and Phi-4-mini (arXiv 2404.14219).
  public static let phi3 = Architecture(
    "phi3", "Phi-3", packingInGGUF: [.queryKeyValue, .gateUp])
  /// GPT-2; the GPT-3 family has the same shape (arXiv 2005.14165).
  public static let gpt2 = Architecture("gpt2", "GPT-2", packingInGGUF: .queryKeyValue)
  /// Mixtral, a mixture of experts (arXiv 2401.04088).
  public static let mixtral = Architecture("mixtral", "Mixtral")
  /// Grok-1, a mixture of experts (xai-org/grok-1).
  public static let grok1 = Architecture("grok", "Grok-1")
  /// DeepSeek-V2: latent attention and fine-grained experts (arXiv 2405.04434).
  public static let deepSeek2 = Architecture("deepseek2", "DeepSeek-V2")
  /// DeepSeek-V3 and R1 (arXiv 2412.19437), which GGUF files call `deepseek2` too.
  public static let deepSeek3 = Architecture("deepseek3", "DeepSeek-V3")

  /// Every known architecture.
  public static let allCases: [Architecture] = [
    .gemma, .gemma2, .gemma3, .llama, .mistral, .qwen2, .qwen3, .qwen2MoE, .qwen3MoE, .internlm2,
    .phi, .phi3, .gpt2, .mixtral, .grok1, .deepSeek2, .deepSeek3,
  ]
}
