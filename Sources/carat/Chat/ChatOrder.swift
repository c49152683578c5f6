import ModelSpec

/// An order in a line that starts with a slash.
enum ChatOrder: Equatable {
  case help
  case reset
  /// Write the conversation to a file, over one that is there only if told so.
  case save(String, replaces: Bool)
  case system(String)
  case history
  case quit
  case unknown(String)

  /// The words that are understood, in any case of letters.
  private static let words: [String: String] = [
    "help": "help", "?": "help", "": "help", "reset": "reset", "clear": "reset", "new": "reset",
    "save": "save", "save!": "save!", "system": "system", "history": "history", "quit": "quit",
    "exit": "quit", "bye": "quit",
  ]

  /// Orders that are offered where a word is to be completed or was not understood.
  static let names = ["/help", "/reset", "/system", "/history", "/save", "/quit"]

  /// Every word that is understood, as it is typed.
  private static let spellings = words.keys.filter { $0.count > 1 }.map { "/" + $0 }

  /// The order on a line, or `nil` if the line is for the model.
  init?(_ line: String) {
    guard line.hasPrefix("/"), !line.contains("\n") else { return nil }
    let word = line.prefix { !$0.isWhitespace }
    // A path or a fraction is no order.
    guard word.dropFirst().allSatisfy({ $0.isLetter || $0 == "?" || $0 == "!" }) else { return nil }
    let rest = String(line.dropFirst(word.count).drop { $0.isWhitespace })
    let meaning = Self.words[word.dropFirst().lowercased()]
    if ["help", "reset", "history", "quit"].contains(meaning), !rest.isEmpty {
      self = .unknown(line)
      return
    }
    let file = Self.unquoted(rest)
    switch meaning {
    case "help": self = .help
    case "reset": self = .reset
    case "save": self = .save(file, replaces: false)
    case "save!": self = .save(file, replaces: true)
    case "system": self = .system(rest)
    case "history": self = .history
    case "quit": self = .quit
    default: self = .unknown(String(word))
    }
  }

  /// A name without the quotes that it would need in a shell.
  private static func unquoted(_ name: String) -> String {
    let name = String(name.reversed().drop { $0.isWhitespace }.reversed())
    guard name.count > 2, let mark = name.first, "\"'".contains(mark), name.last == mark,
      !name.dropFirst().dropLast().contains(mark)
    else { return name }
    return String(name.dropFirst().dropLast())
  }

  /// Complaint about a word that is not understood.
  static func complaint(about word: String) -> String {
    let near = NameDistance.nearest(to: word, among: spellings, limit: 1).first
    if word.contains(where: \.isWhitespace),
      ChatOrder(String(word.prefix { !$0.isWhitespace })) != nil
    {
      return
        "\(word): the order takes nothing after it. A message that begins with a slash takes a "
        + "space before it."
    }
    let advice = near.map { "did you mean \($0)?" } ?? "/help lists what is."
    return "\(word) is not known here; \(advice) A message that begins with a slash takes a space "
      + "before it."
  }

  static let helpText = """
    /help          this text
    /reset         forget the conversation, not the system message (also /clear)
    /system TEXT   set the system message; without TEXT, take it away
    /history       show the conversation so far
    /save FILE     write the conversation: JSON for .json, else Markdown
    /save! FILE    the same, over a file that is there
    /quit          leave, as Ctrl-D does
    Alt-Enter      a further line; also \\ at its end, a pair of \"\"\", a paste
    Up, Ctrl-R     earlier messages; arrows, Home, End and the keys of shells edit
    Ctrl-C         stop an answer; twice at the prompt, leave
    Ctrl-Z         pause; 'fg' goes on

    """
}
