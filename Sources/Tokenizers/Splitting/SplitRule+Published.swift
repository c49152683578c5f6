extension SplitRule {
  /// Contractions, words, numbers, the rest and whitespace, as GPT-2 cuts them.
  private static let gpt2 =
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

  /// The pattern of Llama 3 with this rule for numbers, letters and the rest.
  private static func llama3(
    number: String, word: String = #"\p{L}+"#, other: String = #" ?[^\s\p{L}\p{N}]+[\r\n]*"#,
    contraction: String = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|"
  ) -> String {
    contraction + #"[^\r\n\p{L}\p{N}]?"# + word + "|" + number + "|" + other
      + #"|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  /// The pattern of GPT-4o with this rule for numbers and contractions: a capital begins a word.
  private static func gpt4o(number: String, contraction: String) -> String {
    let upper = #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"#
    let lower = #"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"#
    let head = #"[^\r\n\p{L}\p{N}]?"#
    return head + upper + "*" + lower + "+" + contraction + "|" + head + upper + "+" + lower + "*"
      + contraction + "|" + number + #"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  private static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
  private static let bloom = #" ?[^(\s|.,!?…。，、।۔،)]+"#
  private static let asian = "[一-龥ࠀ-一가-\u{D7FF}]+"
  private static let deepSeek3 =
    ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+"##
    + #"|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  /// The cased letters that DeepSeek LLM lists one by one.
  private static let deepSeekLetters =
    #"\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚ"#
    + "Ḁ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-\u{1F7D}ᾀ-ᾴᾶ-ᾼ\u{1FBE}ῂ-ῄῆ-ῌῐ-\u{1FD3}ῖ-\u{1FDB}ῠ-Ῥῲ-ῴῶ-ῼ"
    + "ℂℇℊ-ℓℕℙ-ℝℤ\u{2126}ℨ\u{212A}-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ"
    + "𐐀-𐑏𐒰-𐓓𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]+"

  /// Every rule that is known, as one table: names, patterns, and what else goes with them.
  public static let published: [SplitRule] = [
    SplitRule(
      names: [
        "gpt-2", "phi-2", "mpt", "olmo", "jais", "trillion", "granite-docling", "jina-es",
        "jina-de", "jina-v1-en", "jina-v2-es", "jina-v2-de", "jina-v2-code", "gigachat", "mellum",
        "modern-bert", "roberta-bpe", "exaone4", "a.x-4.0",
      ],
      patterns: [gpt2]),
    SplitRule(
      names: [
        "llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2",
      ],
      patterns: [llama3(number: #"\p{N}{1,3}"#)], ignoresMerges: true, addsBeginningOfText: true),
    SplitRule(
      names: ["dbrx", "smaug-bpe", "glm4", "chatglm-bpe"],
      patterns: [llama3(number: #"\p{N}{1,3}"#)]),
    SplitRule(
      names: ["qwen2", "deepseek-r1-qwen", "megrez", "kormo"],
      patterns: [llama3(number: #"\p{N}"#)], normalization: [.nfc]),
    SplitRule(
      names: ["stablelm2", "hunyuan", "solar-open", "grok-2"],
      patterns: [llama3(number: #"\p{N}"#)]),
    SplitRule(
      names: ["qwen35"],
      patterns: [
        llama3(
          number: #"\p{N}"#, word: #"[\p{L}\p{M}]+"#,
          other: #" ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"#)
      ],
      normalization: [.nfc]),
    SplitRule(
      names: ["seed-coder"],
      patterns: [llama3(number: #"\p{N}{1}"#, other: #" ?[^\s\p{L}\p{N}\r\n]+"#)]),
    SplitRule(
      names: [
        "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b",
      ],
      patterns: [#"\p{N}"#, gpt2]),
    SplitRule(
      names: ["falcon"],
      patterns: [#"[\p{P}$+<=>^~|`]+"#, gpt2, "[0-9][0-9][0-9]"]),
    SplitRule(
      names: ["deepseek-llm"],
      patterns: [
        #"[\r\n]"#, deepSeekLetters, #"\s?[!-/:-~！-／：-～‘-‟　-。]+"#, #"\s+$"#, asian, #"\p{N}+"#,
      ]),
    SplitRule(
      names: ["deepseek-coder"],
      patterns: [#"[\r\n]"#, #"\s?\p{L}+"#, #"\s?\p{P}+"#, asian, #"\p{N}"#]),
    SplitRule(
      names: ["deepseek-v3", "hunyuan-dense", "joyai-llm"],
      patterns: [#"\p{N}{1,3}"#, "[一-龥\u{3040}-ゟ゠-ヿ]+", deepSeek3]),
    SplitRule(
      names: ["gpt-4o", "llama4", "kanana2"],
      patterns: [gpt4o(number: #"\p{N}{1,3}"#, contraction: contractions)]),
    SplitRule(
      names: ["tekken"],
      patterns: [gpt4o(number: #"\p{N}"#, contraction: "")], ignoresMerges: true,
      addsBeginningOfText: true),
    SplitRule(
      names: ["bailingmoe", "bailingmoe2", "llada-moe"],
      patterns: [
        #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*"#
          + #"|\s*[\r\n]|\s+(?!\S)|\s+"#
      ]),
    SplitRule(names: ["bloom", "poro-chat", "gpt3-finnish"], patterns: [bloom]),
    SplitRule(names: ["viking"], patterns: [bloom, #"\p{N}"#]),
    SplitRule(names: ["gemma-4"], patterns: [#"[^\n]+|[\n]+"#]),
    SplitRule(
      names: ["default"],
      patterns: [#"[\p{P}$+<=>^~|]+"#, gpt2, #"\p{N}+"#, "[0-9][0-9][0-9]"]),
  ]
}
