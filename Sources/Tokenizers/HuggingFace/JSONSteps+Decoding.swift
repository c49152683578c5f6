import JSON

extension JSONSteps {
  /// Takes what `decoder` does.
  static func decode(
    _ step: JSONValue?, into description: inout TokenizerDescription
  ) throws(TokenizerError) {
    let steps = present(step) == nil ? [.spaced] : try decoding(step)
    // The vocabulary's bytes are what this step makes of its pieces.
    if description.model == .byteLevelBPE, steps == [.byteLevel] { return }
    description.decoding = steps
    description.decodesMark = steps.contains {
      switch $0 {
      case .replace("▁", with: " "), .metaspace(mark: "▁", _): true
      default: false
      }
    }
  }

  private static func decoding(
    _ step: JSONValue?, depth: Int = 0
  ) throws(TokenizerError) -> [DecodingStep] {
    guard let step = present(step) else { return [] }
    let type = try type(step, "decoder")
    switch type {
    case "Sequence" where depth < 16:
      var steps: [DecodingStep] = []
      for part in step["decoders"]?.array ?? [] {
        steps += try decoding(part, depth: depth + 1)
      }
      return steps
    case "ByteLevel": return [.byteLevel]
    case "ByteFallback": return [.byteFallback]
    case "Fuse": return [.fuse]
    case "Metaspace":
      return [
        .metaspace(mark: step["replacement"]?.string ?? "▁", dropsFirst: prepend(step) != .never)
      ]
    case "BPEDecoder": return [.wordEnds(step["suffix"]?.string ?? "</w>")]
    case "Replace":
      let content = step["content"]?.string ?? ""
      if let text = step["pattern"]?["String"]?.string { return [.replace(text, with: content)] }
      if let pattern = step["pattern"]?["Regex"]?.string {
        return [.replacePattern(pattern, with: content)]
      }
    case "Strip":
      guard let character = step["content"]?.string, character.unicodeScalars.count == 1 else {
        throw TokenizerError(
          .malformed, "a Strip decoder of tokenizer.json has no character as its content")
      }
      let counts = [step["start"], step["stop"]].map { max(0, $0?.integer ?? 0) }
      return [.strip(character, start: counts[0], stop: counts[1])]
    default: break
    }
    throw refusal("decoder", type)
  }
}
