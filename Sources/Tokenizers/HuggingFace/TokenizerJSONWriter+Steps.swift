import JSON

extension TokenizerJSONWriter {
  var preTokenizer: JSONValue {
    var steps: [SplitStep]
    switch description.preTokenization {
    case .none: steps = []
    case .steps(let list): steps = list
    case .rule(let name):
      steps = (SplitRule.named(name)?.patterns ?? []).map {
        .pattern($0, .isolated, inverted: false)
      }
    }
    if steps.last == .bytes {
      steps.removeLast()
    } else if isByteLevel {
      steps.append(.byteAlphabet)
    } else if usesMetaspace {
      steps.append(.metaspace(mark: "▁", prepend: .first, splits: false))
    }
    return .sequence(Self.joined(steps), of: "pretokenizers")
  }

  /// The steps as the file has them, where a space before the text is part of a ByteLevel step.
  private static func joined(_ steps: [SplitStep]) -> [JSONValue] {
    let words = (SplitRule.named("gpt-2")?.patterns ?? []).map {
      SplitStep.pattern($0, .isolated, inverted: false)
    }
    var values: [JSONValue] = []
    var rest = steps[...]
    while let step = rest.popFirst() {
      guard step == .spacePrefix else {
        values.append(Self.step(step))
        continue
      }
      let cutsWords = rest.starts(with: words + [.byteAlphabet])
      if cutsWords { rest = rest.dropFirst(words.count) }
      if rest.first == .byteAlphabet { rest = rest.dropFirst() }
      values.append(byteLevel(prefix: true, cutsWords: cutsWords))
    }
    return values
  }

  private static func step(_ step: SplitStep) -> JSONValue {
    switch step {
    case .pattern(let pattern, let behavior, let inverted):
      split(.object(["Regex": .string(pattern)]), behavior, inverted)
    case .literal(let text, let behavior, let inverted):
      split(.object(["String": .string(text)]), behavior, inverted)
    case .digits(let individual):
      .object(["type": "Digits", "individual_digits": .bool(individual)])
    case .punctuation(let behavior):
      .object(["type": "Punctuation", "behavior": .string(behavior.rawValue)])
    case .fixedLength(let length):
      .object(["type": "FixedLength", "length": .integer(length)])
    case .whitespace: .object(["type": "WhitespaceSplit"])
    case .metaspace(let mark, let prepend, let splits):
      .object([
        "type": "Metaspace", "replacement": .string(mark),
        "prepend_scheme": .string(prepend.rawValue), "split": .bool(splits),
      ])
    case .spacePrefix: byteLevel(prefix: true)
    case .byteAlphabet, .bytes: byteLevel(prefix: false)
    }
  }

  private static func byteLevel(prefix: Bool, cutsWords: Bool = false) -> JSONValue {
    .object([
      "type": "ByteLevel", "add_prefix_space": .bool(prefix), "trim_offsets": .bool(true),
      "use_regex": .bool(cutsWords),
    ])
  }

  private static func split(
    _ pattern: JSONValue, _ behavior: SplitStep.Behavior, _ inverted: Bool
  ) -> JSONValue {
    .object([
      "type": "Split", "pattern": pattern, "behavior": .string(behavior.rawValue),
      "invert": .bool(inverted),
    ])
  }

  var decoder: JSONValue {
    if let steps = description.decoding { return Self.decoder(steps) }
    if isByteLevel {
      return Self.byteLevel(prefix: true, cutsWords: true)
    }
    var steps: [DecodingStep] = []
    if core.replacesMark { steps.append(.replace("▁", with: " ")) }
    if description.byteFallback { steps.append(.byteFallback) }
    steps.append(.fuse)
    let stripped = min(core.strippedLeadingSpaces, 1)
    if stripped > 0 { steps.append(.strip(" ", start: stripped, stop: 0)) }
    return Self.decoder(steps)
  }

  private static func decoder(_ steps: [DecodingStep]) -> JSONValue {
    steps == [.spaced] ? .null : .sequence(steps.map(step), of: "decoders")
  }

  private static func step(_ step: DecodingStep) -> JSONValue {
    switch step {
    case .replace(let old, let new): Self.step(NormalizationStep.replace(old, with: new))
    case .replacePattern(let pattern, let new):
      Self.step(NormalizationStep.replacePattern(pattern, with: new))
    case .strip(let character, let start, let stop):
      .object([
        "type": "Strip", "content": .string(character), "start": .integer(start),
        "stop": .integer(stop),
      ])
    case .fuse: .object(["type": "Fuse"])
    case .byteFallback: .object(["type": "ByteFallback"])
    case .metaspace(let mark, let dropsFirst):
      .object([
        "type": "Metaspace", "replacement": .string(mark),
        "prepend_scheme": dropsFirst ? "always" : "never", "split": .bool(true),
      ])
    case .byteLevel: byteLevel(prefix: true, cutsWords: true)
    case .wordEnds(let suffix): .object(["type": "BPEDecoder", "suffix": .string(suffix)])
    case .spaced: .null
    }
  }
}
