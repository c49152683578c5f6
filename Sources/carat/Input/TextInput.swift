/// The one way in which a command takes a text: the argument, a file, or standard input.
struct TextInput {
  /// Purpose of the text, as messages call it.
  var what: String
  /// Tells whether standard input is added to a text that was given.
  var joinsStandardInput = false
  /// Least contents of the text.
  var least = Least.word
  /// Tells whether a file is taken to the last byte; else the line break that editors end a file
  /// with is left out, as it always is of standard input.
  var keepsLastLineBreak = false
  /// Tells whether notes are left out.
  var quiet = false

  /// The least that a text must have.
  enum Least {
    /// Nothing: the empty text is one.
    case nothing
    /// A character, be it a space.
    case character
    /// A character that can be seen.
    case word
  }

  /// The text.
  ///
  /// - Throws: `WrongArguments` if none was given, or an empty one; `CommandError` for a file that
  ///   cannot be read.
  func text(argument: String?, file: String?) throws -> String {
    var text = try given(argument, file) ?? fromStandardInput()
    if argument != nil || file != nil, file.map({ !InputFile($0).isStandardInput }) ?? true {
      text = try withStandardInput(text)
    }
    try check(text)
    return text
  }

  private func check(_ text: String) throws {
    if least != .nothing, text.isEmpty {
      throw WrongArguments("the \(what) is empty; expected some text")
    }
    if least == .word, text.allSatisfy(\.isWhitespace) {
      throw WrongArguments("the \(what) is nothing but white space; expected some text")
    }
  }

  private func given(_ argument: String?, _ file: String?) throws -> String? {
    if let argument { return argument }
    guard let file else { return nil }
    let text = try Self.read(file)
    let isExact = keepsLastLineBreak && !InputFile(file).isStandardInput
    return isExact ? text : Self.withoutLastLineBreak(text)
  }

  private func fromStandardInput() throws -> String {
    guard !Console.inputIsTerminal, !StandardStreams.inputIsClosed else {
      throw WrongArguments(
        "no \(what) was given"
          + (StandardStreams.inputIsClosed ? ", and standard input is closed" : "")
          + "; write it as an argument, name a file with --file, or send it to standard input")
    }
    return Self.withoutLastLineBreak(
      try Self.decode(StandardInput.readAll(), from: "standard input"))
  }

  /// The text, a blank line, and what is on standard input.
  private func withStandardInput(_ text: String) throws -> String {
    guard joinsStandardInput else {
      if !quiet, StandardInput.hasUnreadInput {
        Console.note("note: standard input is not read, since a \(what) was given")
      }
      return text
    }
    guard let bytes = try StandardInput.besidePrompt(quiet: quiet) else { return text }
    let added = Self.withoutLastLineBreak(try Self.decode(bytes, from: "standard input"))
    guard !added.isEmpty else { return text }
    return text.isEmpty ? added : text + "\n\n" + added
  }

  /// The text of a file, all of it.
  static func read(_ file: String) throws -> String {
    try decode(bytes(of: file), from: file)
  }

  /// The bytes of a file or a pipe.
  static func bytes(of file: String) throws -> [UInt8] { try InputFile(file).bytes() }

  private static func decode(_ bytes: [UInt8], from source: String) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandError("\(source) is not UTF-8 text; convert it, for instance with iconv")
    }
    return text
  }

  /// Shells and editors end what they write with a line break that nobody meant.
  private static func withoutLastLineBreak(_ text: String) -> String {
    text.hasSuffix("\r\n") || text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
