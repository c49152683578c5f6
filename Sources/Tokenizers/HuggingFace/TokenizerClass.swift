import JSON

/// The classes of transformers that put steps of their own in the place of those that a
/// file states.
///
/// Of a `tokenizer.json` they take the pieces, the merges and the tokens around a text, and no
/// more; all other classes use the file as it is.
enum TokenizerClass: String {
  case llama = "LlamaTokenizer"
  case gemma = "GemmaTokenizer"
  case gpt2 = "GPT2Tokenizer"
  case gptNeoX = "GPTNeoXTokenizer"
  case qwen2 = "Qwen2Tokenizer"
  case cohere = "CohereTokenizer"
  case t5 = "T5Tokenizer"

  /// The class that transformers 5 takes for some files, or `nil` for the general one.
  ///
  /// - Parameter isByteLevel: Whether a `tokenizer.json` has byte-level steps; a file of that kind
  ///   never was Llama's.
  static func named(_ settings: TokenizerSettings, isByteLevel: Bool) -> TokenizerClass? {
    let type = settings.model?["model_type"]?.string ?? ""
    let stated =
      settings.config?["tokenizer_class"]?.string ?? settings.model?["tokenizer_class"]?.string
    let own = registered[type]
    guard var name = stated.map(withoutFast) else { return own ?? nil }
    if name == llama.rawValue, isByteLevel, !overruled.contains(type) { return nil }
    if let own, own?.rawValue != name {
      guard let own else { return nil }
      if overruled.contains(type) { name = own.rawValue }
    }
    return TokenizerClass(rawValue: name)
  }

  private static func withoutFast(_ name: String) -> String {
    name.hasSuffix("Fast") ? String(name.dropLast(4)) : name
  }

  /// Kinds of models with a class of their own; `nil` is the general class.
  private static let registered: [String: TokenizerClass?] = {
    let groups: [(TokenizerClass?, String)] = [
      (
        nil,
        "mistral mixtral mistral3 ministral ministral3 phi3 phimoe stablelm olmo2 olmo3 granite "
          + "granitemoe glm glm4 internlm2 gpt_bigcode nemotron jamba minicpm3 ernie4_5 minimax_m2"
      ),
      (.gpt2, "gpt2 gptj gpt_neo codegen phi starcoder2 opt dbrx"),
      (.gptNeoX, "gpt_neox mpt olmo olmoe mamba mamba2 rwkv"),
      (.qwen2, "qwen2 qwen2_moe qwen2_vl qwen2_5_vl qwen3 qwen3_moe qwen3_next qwen3_vl"),
      (.gemma, "gemma gemma2 gemma3 gemma3_text gemma3n gemma3n_text"),
      (.cohere, "cohere cohere2"),
    ]
    var classes: [String: TokenizerClass?] = [:]
    for (own, types) in groups {
      for type in types.split(separator: " ") { classes[String(type)] = .some(own) }
    }
    return classes
  }()

  /// Kinds of models whose published files state a class that is not theirs.
  private static let overruled: Set<String> = [
    "phi3", "phimoe", "qwen2", "internlm2", "jamba", "nemotron", "minicpm3", "ernie4_5",
    "minimax_m2",
  ]

  /// The names that tokens have where no file gives one.
  var defaultNames: [String: String] {
    switch self {
    case .llama: ["bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"]
    case .gemma:
      [
        "bos_token": "<bos>", "eos_token": "<eos>", "unk_token": "<unk>", "pad_token": "<pad>",
        "mask_token": "<mask>",
      ]
    case .gpt2:
      [
        "bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>",
      ]
    case .gptNeoX:
      [
        "bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>",
        "pad_token": "<|padding|>",
      ]
    case .qwen2:
      [
        "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "pad_token": "<|endoftext|>",
      ]
    case .cohere:
      [
        "bos_token": "<BOS_TOKEN>", "eos_token": "<|END_OF_TURN_TOKEN|>", "unk_token": "<UNK>",
        "pad_token": "<PAD>", "cls_token": "<CLS>", "sep_token": "<SEP>",
        "mask_token": "<MASK_TOKEN>",
      ]
    case .t5: ["eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"]
    }
  }

  /// Tells whether pieces are bytes.
  var isByteLevel: Bool {
    switch self {
    case .llama, .gemma, .t5: false
    case .gpt2, .gptNeoX, .qwen2, .cohere: true
    }
  }
}

extension TokenizerClass {
  /// Puts the class's steps in the place of those of a file.
  func apply(_ settings: TokenizerSettings, to description: inout TokenizerDescription) {
    if self == .t5 { return Self.applyT5(to: &description) }
    let prefix = settings.addsPrefixSpace
    description.ignoresMerges = false
    description.wordSuffix = ""
    description.fusesUnknown = !isByteLevel
    description.byteFallback = !isByteLevel
    description.leavesOutUnknown = self != .gemma
    if isByteLevel {
      description.normalization = self == .gpt2 ? [] : [.nfc]
      description.preTokenization = .steps(byteLevelSteps(prefix: prefix ?? false))
      description.decoding = nil
      return
    }
    var decoding: [DecodingStep] = [.replace("▁", with: " "), .byteFallback, .fuse]
    if self == .gemma {
      description.normalization = [.replace(" ", with: "▁")]
      description.preTokenization = .steps([.literal(" ", .mergedWithPrevious, inverted: false)])
    } else {
      let scheme: SplitStep.Prepend = settings.isLegacy == true ? .always : .first
      let isPrefixed = prefix ?? true
      description.normalization = []
      description.preTokenization = .steps([
        .metaspace(mark: "▁", prepend: isPrefixed ? scheme : .never, splits: false)
      ])
      if isPrefixed { decoding.append(.strip(" ", start: 1, stop: 0)) }
    }
    description.decodesMark = true
    description.decoding = decoding
  }

  /// Words lose their spaces and gain a mark each; of the normaliser, the character map alone
  /// is kept.
  private static func applyT5(to description: inout TokenizerDescription) {
    description.byteFallback = false
    description.preTokenization = .steps([
      .whitespace, .metaspace(mark: "▁", prepend: .always, splits: true),
    ])
    description.decodesMark = true
    description.decoding = [.metaspace(mark: "▁", dropsFirst: true)]
  }

  /// The tokens that T5's class adds for stretches of text that are left out: `extra_ids` of them,
  /// or 100.
  static func sentinels(_ settings: TokenizerSettings) throws(TokenizerError) -> [String] {
    let count = settings.config?["extra_ids"]?.integer ?? 100
    guard (0...65_536).contains(count) else {
      throw TokenizerError(
        .malformed, "extra_ids of tokenizer_config.json is \(count), expected 0 to 65536")
    }
    return (0..<count).map { "<extra_id_\($0)>" }
  }

  private func byteLevelSteps(prefix: Bool) -> [SplitStep] {
    let space: [SplitStep] = prefix ? [.spacePrefix] : []
    let isQwen = self == .qwen2
    let pattern = (SplitRule.named(isQwen ? "qwen2" : "gpt-2")?.patterns ?? []).map {
      SplitStep.pattern($0, .isolated, inverted: false)
    }
    if isQwen { return pattern + space }
    return (self == .cohere ? [.digits(individual: true)] : []) + space + pattern
  }
}
