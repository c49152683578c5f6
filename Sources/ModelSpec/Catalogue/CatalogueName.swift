/// The part of a model's name that tells its shape.
///
/// Hubs put an owner before it (`google/gemma-2b`), makers a word for what the model was tuned to
/// (`-it`, `-Instruct`).
struct CatalogueName: Hashable {
  /// Words that say how a model was tuned or stored, not what shape it has.
  static let tuningWords: Set<String> = ["base", "chat", "hf", "instruct", "it", "pt"]

  /// Lower case, without an owner.
  let full: String
  /// The same without the words for tuning.
  let shape: String

  init(_ text: String) {
    let last = text.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    full = last.lowercased()
    shape = full.split(separator: "-", omittingEmptySubsequences: false)
      .filter { !Self.tuningWords.contains(String($0)) }.joined(separator: "-")
  }

  /// A name with hyphens for blanks and underscores, without the format and the suffix at its end.
  static func withoutFormat(_ text: String) -> String {
    var name = text.split(separator: "/").last.map(String.init) ?? text
    if name.lowercased().hasSuffix(".gguf") { name.removeLast(5) }
    name = String(name.map { " _".contains($0) ? "-" : $0 })
    while let range = name.firstRange(
      of: /[.-](?i:i?q\d(-\d|-k)?(-[smlx]+)?|mxfp4|fp?(16|32)|bf16|gguf|hf|\d{5}-of-\d{5})$/)
    {
      name = String(name[..<range.lowerBound])
    }
    return name
  }

  /// The name of the model that one for programs is trained from, and shares shape and
  /// settings with.
  static func withoutPurpose(_ name: String) -> String {
    let words = words(name)
    return words.filter { words[0] != "qwen2.5" || $0 != "coder" }.joined(separator: "-")
  }

  /// The parts of a name, in lower case.
  static func words(_ text: String) -> [String] {
    withoutFormat(text).lowercased().split(separator: "-").map(String.init)
  }
}
