/// What the parser says of wrong arguments, with the reasons and hints that it lacks.
struct ParserMessage {
  private var lines: [Substring]

  /// - Parameters:
  ///   - text: The parser's message: the problem, then how the command is used.
  ///   - arguments: What was given.
  init(_ text: String, arguments: [String]) {
    let body = text.hasPrefix("Error: ") ? text.dropFirst(7) : text[...]
    lines = body.split(separator: "\n", omittingEmptySubsequences: false)
    guard let problem = lines.first.map(String.init) else { return }
    let hint = Self.numberHint(problem) ?? Self.wordsHint(problem, arguments) ?? ""
    lines[0] = problem[...] + hint
  }

  var text: String { lines.joined(separator: "\n") }

  /// Which numbers an option takes.
  private static let ranges = [
    "threads": "a whole number from 1 to 1024", "context": "a whole number from 1 to 16777216",
    "temperature": "a number of 0 or more", "top-k": "a whole number of 0 (keep all) or more",
    "top-p": "a number above 0 and at most 1", "min-p": "a number between 0 and 1",
    "repetition-penalty": "a number above 0", "presence-penalty": "a number",
    "frequency-penalty": "a number", "penalty-window": "a whole number of 0 (all) or more",
    "seed": "a whole number from 0 to 18446744073709551615",
    "max-tokens": "a whole number of 0 or more", "lookup": "a whole number from 1 to 64",
    "draft-tokens": "a whole number from 1 to 64", "prompt": "a whole number from 0 to 16777216",
    "generate": "a whole number from 0 to 16777216", "depth": "a whole number from 0 to 16777216",
    "sequences": "a whole number from 1 to 256",
    "repetitions": "a whole number from 1 to 16777216",
    "stride": "a whole number from 1 to the context",
    "random-weights": "a whole number from 0 to 18446744073709551615",
  ]

  /// The reason that "The value 'x' is invalid for '--top-k <top-k>'" lacks.
  private static func numberHint(_ problem: String) -> String? {
    let parts = problem.split(separator: "'", omittingEmptySubsequences: false)
    guard problem.hasPrefix("The value '"), problem.hasSuffix("'"), parts.count >= 5 else {
      return nil
    }
    let value = parts[1]
    // '--top-k <top-k>' or '-n <max-tokens>'.
    let words = parts[3].split { " <>".contains($0) }
    for word in words {
      let name = word.drop { $0 == "-" }
      if let range = ranges[String(name)] { return ": expected \(range)" }
    }
    guard let number = Double(value) else { return nil }
    if number != number.rounded() { return ": expected a whole number" }
    return number < 0 ? ": expected 0 or more" : ": too large a number"
  }

  /// Words that nobody asked for are most often a text without quotes.
  private static func wordsHint(_ problem: String, _ arguments: [String]) -> String? {
    guard problem.lowercased().contains("unexpected argument"), let command = arguments.first,
      ["run", "score", "tokenize"].contains(command)
    else { return nil }
    let words = arguments.dropFirst().prefix { !$0.hasPrefix("-") }
    guard words.count > 2, let model = words.first else { return nil }
    let text = words.dropFirst().joined(separator: " ")
    return "; a text of several words goes into quotes: carat \(command) \(model) \"\(text)\""
  }
}
