/// The words of a command line that are neither options nor their values: the command, the model,
/// the text.
struct Operands {
  let words: [String]

  /// Options that take no value; all others do.
  private static let flags: Set<String> = [
    "--json", "--quiet", "-q", "--raw", "--plain", "--help", "-h", "--version", "--force",
    "--report", "--verify", "--tensors", "--no-history",
  ]

  init(_ arguments: [String]) {
    var words: [String] = []
    var isValue = false
    for (index, word) in arguments.enumerated() {
      if word == "--" {
        words += arguments[(index + 1)...]
        break
      }
      if isValue {
        isValue = false
      } else if word.hasPrefix("-"), word.count > 1 {
        isValue = !Self.flags.contains(word) && !word.contains("=")
      } else {
        words.append(word)
      }
    }
    self.words = words
  }
}
