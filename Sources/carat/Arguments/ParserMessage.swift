import ModelSpec
import PlainText

/// The parser's message on wrong arguments, with the reasons and hints that it lacks.
struct ParserMessage {
  /// Problem in one line.
  private let problem: String
  /// Lines that the parser adds: how the argument and the command are used.
  private let usage: [String]

  /// - Parameters:
  ///   - text: The parser's message: the problem, then how the command is used.
  ///   - arguments: What was given.
  init(_ text: String, arguments: [String]) {
    let body = text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text
    // Arguments in the problem may have lines too.
    let end = ["\nHelp: ", "\nUsage: "].compactMap { body.firstRange(of: $0)?.lowerBound }.min()
    let problem = Self.withoutFarSuggestion(String(body[..<(end ?? body.endIndex)]))
    let hint = Self.numberHint(problem) ?? Self.wordsHint(problem, arguments) ?? ""
    self.problem = (problem + hint).oneLine
    usage =
      end.map { body[$0...].split(separator: "\n").map(String.init) } ?? []
  }

  var text: String { ([problem] + usage).joined(separator: "\n") }

  /// The parser always suggests an option, be it as far as `--stop` is from `--json`.
  private static func withoutFarSuggestion(_ problem: String) -> String {
    guard problem.hasPrefix("Unknown option '"),
      let place = problem.firstRange(of: ". Did you mean '")
    else { return problem }
    func name(_ text: Substring) -> String {
      String(text.prefix { $0 != "'" && $0 != "=" }.drop { $0 == "-" })
    }
    let given = name(problem.dropFirst("Unknown option '".count))
    let suggested = name(problem[place.upperBound...])
    let isNear = !NameDistance.nearest(to: given, among: [suggested]).isEmpty
    return isNear ? problem : String(problem[..<place.lowerBound])
  }

  /// Ranges of the numbers that an option takes.
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
    guard problem.lowercased().contains("unexpected argument") else { return nil }
    let words = Operands(arguments).words
    guard let command = words.first, words.count > 2 else { return nil }
    // A text that the shell would take apart once more is not repeated.
    let text = words.dropFirst(2).joined(separator: " ")
    let isPlain = text.count <= 200 && !text.contains { "\"\\$`!\n\r\t".contains($0) }
    switch command {
    case "run", "score", "tokenize":
      let example = isPlain ? ": carat \(command) \(words[1]) \"\(text)\"" : ""
      return "; a text of several words goes into quotes" + example
    case "chat":
      return "; chat takes no text, it asks for it"
        + (isPlain ? "; one answer is: carat run \(words[1]) \"\(text)\"" : "")
    default: return nil
    }
  }
}
