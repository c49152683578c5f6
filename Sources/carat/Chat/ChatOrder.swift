/// What a line that starts with a slash asks for.
enum ChatOrder: Equatable {
  case help
  case reset
  case save(String)
  case system(String)
  case history
  case quit
  case unknown(String)

  /// The order on a line, or `nil` if the line is for the model.
  init?(_ line: String) {
    guard line.hasPrefix("/"), !line.contains("\n") else { return nil }
    let word = line.prefix { !$0.isWhitespace }
    // A path or a fraction is no order.
    guard word.dropFirst().allSatisfy(\.isLetter) else { return nil }
    let rest = String(line.dropFirst(word.count).drop { $0.isWhitespace })
    switch word {
    case "/help", "/": self = .help
    case "/reset": self = .reset
    case "/save": self = .save(rest)
    case "/system": self = .system(rest)
    case "/history": self = .history
    case "/quit", "/exit", "/bye": self = .quit
    default: self = .unknown(String(word))
    }
  }

  static let helpText = """
    /help          this text
    /reset         forget the conversation; the system message stays
    /system TEXT   set the system message; without TEXT, take it away
    /history       show the conversation so far
    /save FILE     write the conversation: JSON for a name in .json, else Markdown
    /quit          leave, as Ctrl-D does
    Several lines: end a line with \\ to go on, or put them between lines of \"\"\"
    Ctrl-C stops an answer; twice at the prompt, it leaves.

    """
}
