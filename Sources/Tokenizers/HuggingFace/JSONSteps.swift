import JSON

/// The steps of a `tokenizer.json` around its model; each kind that is not supported is refused
/// by name.
enum JSONSteps {
  static func type(_ step: JSONValue, _ part: String) throws(TokenizerError) -> String {
    guard let type = step["type"]?.string else {
      throw TokenizerError(.malformed, "a \(part) of tokenizer.json has no type")
    }
    return type
  }

  static func refusal(_ part: String, _ type: String) -> TokenizerError {
    let known = known[part].map { "; supported are \($0)" } ?? ""
    return TokenizerError(
      .unsupported, "tokenizer.json has a \(part) of type \(quoted(type))\(known)")
  }

  private static let known = [
    "normalizer":
      "NFC, NFD, NFKC, NFKD, Lowercase, Nmt, Prepend, Strip, Replace, Precompiled and Sequence",
    "pre_tokenizer":
      "Split, ByteLevel, Metaspace, Digits, Punctuation, Whitespace, WhitespaceSplit, "
      + "BertPreTokenizer, FixedLength, CharDelimiterSplit and Sequence",
    "post_processor":
      "TemplateProcessing, ByteLevel, RobertaProcessing, BertProcessing and Sequence",
    "decoder":
      "ByteLevel, ByteFallback, Fuse, Metaspace, Replace, Strip, BPEDecoder and Sequence",
  ]

  static func present(_ step: JSONValue?) -> JSONValue? {
    step.flatMap { $0.isNull ? nil : $0 }
  }

  /// The steps of a `normalizer`.
  static func normalization(
    _ step: JSONValue?, depth: Int = 0
  ) throws(TokenizerError) -> [NormalizationStep] {
    guard let step = present(step) else { return [] }
    let type = try type(step, "normalizer")
    switch type {
    case "Sequence" where depth < 16:
      var steps: [NormalizationStep] = []
      for part in step["normalizers"]?.array ?? [] {
        steps += try normalization(part, depth: depth + 1)
      }
      return steps
    case "NFC": return [.nfc]
    case "NFD": return [.nfd]
    case "NFKC": return [.nfkc]
    case "NFKD": return [.nfkd]
    case "Lowercase": return [.lowercase]
    case "Nmt": return [.nmt]
    case "Prepend": return [.prepend(step["prepend"]?.string ?? "")]
    case "Strip":
      return [
        .strip(
          left: step["strip_left"]?.bool ?? true, right: step["strip_right"]?.bool ?? true)
      ]
    case "Replace":
      let content = step["content"]?.string ?? ""
      if let text = step["pattern"]?["String"]?.string { return [.replace(text, with: content)] }
      if let pattern = step["pattern"]?["Regex"]?.string {
        return [.replacePattern(pattern, with: content)]
      }
    case "Precompiled":
      let encoded = step["precompiled_charsmap"]?.string ?? ""
      guard let map = Base64.decode(encoded) else {
        throw TokenizerError(.malformed, "the character map of tokenizer.json is not base 64")
      }
      return map.isEmpty ? [] : [.characterMap(map)]
    default: break
    }
    throw refusal("normalizer", type)
  }

  /// The first character map of a normaliser, which is all that some classes take of it.
  static func characterMap(_ step: JSONValue?) throws(TokenizerError) -> [NormalizationStep] {
    let steps = step?["normalizers"]?.array ?? [step].compactMap { $0 }
    let map = steps.first { $0["type"]?.string == "Precompiled" }
    return try map.map { (map) throws(TokenizerError) in try normalization(map) } ?? []
  }

  /// Tells whether words are made of nothing but a byte alphabet that steps have written.
  static func leavesAlphabet(_ steps: [SplitStep]) -> Bool {
    guard let last = steps.lastIndex(of: .byteAlphabet) else { return false }
    return !steps[last...].contains {
      if case .metaspace = $0 { return true }
      return false
    }
  }

  /// Leaves the byte alphabet to the vocabulary where a ByteLevel step is the last; steps after one
  /// see the alphabet.
  static func leaveAlphabetToVocabulary(_ steps: inout [SplitStep]) {
    if steps.last == .byteAlphabet { steps.removeLast() } else { steps.append(.bytes) }
  }

  /// The steps of a `pre_tokenizer`.
  static func splits(
    _ step: JSONValue?, depth: Int = 0
  ) throws(TokenizerError) -> [SplitStep] {
    guard let step = present(step) else { return [] }
    let type = try type(step, "pre_tokenizer")
    let behavior = step["behavior"]?.string.flatMap(SplitStep.Behavior.init) ?? .isolated
    switch type {
    case "Sequence" where depth < 16:
      var steps: [SplitStep] = []
      for part in step["pretokenizers"]?.array ?? [] { steps += try splits(part, depth: depth + 1) }
      return steps
    case "Split":
      let inverted = step["invert"]?.bool ?? false
      if let text = step["pattern"]?["String"]?.string {
        return [.literal(text, behavior, inverted: inverted)]
      }
      if let pattern = step["pattern"]?["Regex"]?.string {
        return [.pattern(pattern, behavior, inverted: inverted)]
      }
    case "ByteLevel":
      let prefix: [SplitStep] = step["add_prefix_space"]?.bool ?? true ? [.spacePrefix] : []
      guard step["use_regex"]?.bool ?? true else { return prefix + [.byteAlphabet] }
      let patterns = SplitRule.named("gpt-2")?.patterns ?? []
      return prefix + patterns.map { .pattern($0, .isolated, inverted: false) } + [.byteAlphabet]
    case "Metaspace": return [metaspace(step)]
    case "Digits": return [.digits(individual: step["individual_digits"]?.bool ?? false)]
    case "Punctuation": return [.punctuation(behavior)]
    case "WhitespaceSplit": return [.whitespace]
    case "Whitespace": return [.pattern(#"\w+|[^\w\s]+"#, .removed, inverted: true)]
    case "BertPreTokenizer": return [.whitespace, .punctuation(.isolated)]
    case "FixedLength": return [.fixedLength(step["length"]?.integer ?? 5)]
    case "CharDelimiterSplit":
      return [.literal(step["delimiter"]?.string ?? "", .removed, inverted: false)]
    default: break
    }
    throw refusal("pre_tokenizer", type)
  }

  private static func metaspace(_ step: JSONValue) -> SplitStep {
    .metaspace(
      mark: step["replacement"]?.string ?? "▁", prepend: prepend(step),
      splits: step["split"]?.bool ?? true)
  }

  static func prepend(_ step: JSONValue) -> SplitStep.Prepend {
    if let scheme = step["prepend_scheme"]?.string.flatMap(SplitStep.Prepend.init) { return scheme }
    return step["add_prefix_space"]?.bool ?? true ? .always : .never
  }

  /// The tokens that `post_processor` puts around a single text, if it says.
  static func frame(
    _ step: JSONValue?, depth: Int = 0
  ) throws(TokenizerError) -> TokenizerDescription.Frame? {
    guard let step = present(step) else { return nil }
    let type = try type(step, "post_processor")
    switch type {
    case "Sequence" where depth < 16:
      var frame: TokenizerDescription.Frame?
      for part in step["processors"]?.array ?? [] {
        frame = try Self.frame(part, depth: depth + 1) ?? frame
      }
      return frame
    case "ByteLevel": return nil
    case "TemplateProcessing": return try template(step)
    case "RobertaProcessing", "BertProcessing":
      guard let first = step["cls"]?.array?.last?.integer,
        let last = step["sep"]?.array?.last?.integer
      else { throw TokenizerError(.malformed, "\(type) of tokenizer.json lacks cls or sep") }
      return .init(prefix: [first], suffix: [last])
    default: throw refusal("post_processor", type)
    }
  }

  private static func template(
    _ step: JSONValue
  ) throws(TokenizerError) -> TokenizerDescription.Frame {
    var frame = TokenizerDescription.Frame(prefix: [], suffix: [])
    var isAfterText = false
    for item in step["single"]?.array ?? [] {
      if item["Sequence"] != nil {
        isAfterText = true
      } else if let name = item["SpecialToken"]?["id"]?.string,
        let ids = step["special_tokens"]?[name]?["ids"]?.array
      {
        for id in ids.compactMap(\.integer) {
          if isAfterText { frame.suffix.append(id) } else { frame.prefix.append(id) }
        }
      } else {
        throw TokenizerError(.malformed, "the template of tokenizer.json names an unknown token")
      }
    }
    return frame
  }
}
