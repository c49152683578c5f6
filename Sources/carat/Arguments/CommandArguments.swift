#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The arguments as the system hands them over, looked at before the parser reads them: what the
/// parser would change, take for something else or refuse without a reason is met here.
struct CommandArguments {
  /// Arguments that the parser gets.
  let values: [String]

  /// The arguments of this process.
  ///
  /// - Throws: `WrongArguments` for bytes that are no text, for commands that do not exist, and for
  ///   words with one dash.
  static func ofProcess() throws -> CommandArguments {
    for name in ["CARAT_HOME", "XDG_DATA_HOME"] {
      if let value = getenv(name), text(value) == nil {
        throw WrongArguments("\(name) is not UTF-8: \(shown(value)); \(wayOut(value))")
      }
    }
    var values: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let bytes = CommandLine.unsafeArgv[index] else { break }
      guard let value = text(bytes) else {
        throw WrongArguments("argument \(index) is not UTF-8: \(shown(bytes)); \(wayOut(bytes))")
      }
      values.append(value)
    }
    return try CommandArguments(values)
  }

  /// - Throws: `WrongArguments` as `ofProcess` does.
  init(_ arguments: [String]) throws {
    let end = arguments.firstIndex(of: "--") ?? arguments.count
    try CommandName.check(Array(arguments[..<end]))
    let joined = Self.joiningValues(arguments[..<end])
    for word in joined { try Self.checkDashes(word, arguments) }
    values = joined + arguments[end...]
  }

  private static func text(_ bytes: UnsafePointer<CChar>) -> String? {
    String(validatingCString: bytes)
  }

  /// Advice on a way to reach the file of this name, if it is one; texts can only be converted.
  private static func wayOut(_ bytes: UnsafePointer<CChar>) -> String {
    access(bytes, F_OK) == 0
      ? "a link with a name in UTF-8 reaches it: ln -s -- \(shown(bytes)) NAME"
      : "convert texts with iconv, and rename files, or link to them with 'ln -s'"
  }

  /// The bytes as a shell takes them, with those that are no ASCII as `\xE9`.
  private static func shown(_ bytes: UnsafePointer<CChar>) -> String {
    var text = ""
    for byte in UnsafeBufferPointer(start: bytes, count: strlen(bytes)) {
      let value = UInt8(bitPattern: byte)
      let digits = String(value, radix: 16, uppercase: true)
      let isPlain = (0x20..<0x7F).contains(value) && !"'\\".utf8.contains(value)
      text +=
        isPlain ? String(UnicodeScalar(value)) : "\\x" + (digits.count < 2 ? "0" : "") + digits
    }
    return "$'\(text)'"
  }

  /// Options whose value is a text, which may begin with a dash.
  private static let textOptions: Set<String> = ["--stop", "--system"]

  /// Options of one letter that take a number.
  private static let numberOptions = ["-t": "--threads", "-c": "--context", "-n": "--max-tokens"]

  /// Puts values to their options, `--temperature=-1` and `-t 4`: a value that begins with a dash
  /// the parser takes for an option, and one that follows a letter for more letters.
  private static func joiningValues(_ words: ArraySlice<String>) -> [String] {
    var joined: [String] = []
    for word in words {
      let last = joined.last ?? ""
      let option = numberOptions[last] ?? last
      if option.hasPrefix("--"), !option.contains("="),
        isNegativeNumber(word) || (textOptions.contains(option) && isDashedText(word))
      {
        joined[joined.count - 1] = option + "=" + word
      } else if let long = numberOptions[String(word.prefix(2))],
        let number = numberBehindLetter(word)
      {
        joined.append(long + "=" + number)
      } else {
        joined.append(word)
      }
    }
    return joined
  }

  /// The value of `-t4`, `-t-1` and `-t=4`; `nil` for `-temperature`.
  private static func numberBehindLetter(_ word: String) -> String? {
    let rest = word.dropFirst(2)
    let value = rest.first == "=" ? rest.dropFirst() : rest
    return value.count < rest.count || Double(value) != nil ? String(value) : nil
  }

  private static func isNegativeNumber(_ word: String) -> Bool {
    word.hasPrefix("-") && Double(word) != nil
  }

  private static func isDashedText(_ word: String) -> Bool {
    word.hasPrefix("-") && !word.hasPrefix("--")
  }

  /// Refuses `-hello`, which is neither an option nor taken for a text.
  private static func checkDashes(_ word: String, _ all: [String]) throws {
    let letters = word.dropFirst()
    guard word.hasPrefix("-"), let first = letters.first, first != "-" else { return }
    // A flag of one letter, or several.
    if letters.count == 1, first.isLetter { return }
    if letters.allSatisfy({ "hq".contains($0) }) { return }
    let command = (["carat"] + all.prefix(2).filter { !$0.hasPrefix("-") }).joined(separator: " ")
    throw WrongArguments(
      "unknown option '\(word)'; names of options have two dashes, and a text that begins with one "
        + "goes behind '--': \(command) -- '\(word)'")
  }
}
