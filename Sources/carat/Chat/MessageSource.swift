import PlainText

/// The source of the messages of a chat: an editor on a terminal, or lines of standard input.
struct MessageSource {
  private var editor: LineEditor?
  private var reader: LineReader?
  /// Styles of what is drawn beside messages.
  let style: TextStyle

  /// - Parameters:
  ///   - history: The file that keeps what is typed on a terminal; `nil` keeps it for this
  ///     chat only.
  ///   - completions: What Tab completes.
  /// - Throws: `CommandError` if the system has no pipe left.
  init(history: String?, completions: [String]) throws {
    editor = try LineEditor(history: ChatHistory(file: history), completions: completions)
    reader = editor == nil ? try LineReader() : nil
    style = Console.terminal.map(TextStyle.of) ?? TextStyle.output
  }

  /// Tells whether somebody sits before a terminal.
  var isInteractive: Bool { editor != nil }

  /// Reason that what was typed could not be kept.
  var historyProblem: String? { editor?.history.problem }

  /// Writes beside the messages, where somebody reads them.
  func write(_ text: String) throws { try Console.terminal?.write(text) }

  /// Leaves the terminal as it was found.
  func finish() { editor?.finish() }

  /// The next message: a line, lines joined by a trailing backslash, a block between `\"\"\"`, or a
  /// paste; `nil` to leave.
  mutating func next() throws -> String? {
    var lines: [String] = []
    var isBlock = false
    var interrupts = 0
    while true {
      switch try line(isFirst: lines.isEmpty && !isBlock) {
      case .end: return lines.isEmpty ? nil : remembered(lines)
      case .interrupted:
        interrupts = lines.isEmpty && !isBlock ? interrupts + 1 : 1
        (lines, isBlock) = ([], false)
        if !isInteractive { try Console.write("\n") }
        if interrupts == 2 { return nil }
        if isInteractive { try write(style.dim("(Ctrl-C again, or Ctrl-D, to leave)") + "\n") }
      case .line(let line):
        interrupts = 0
        if Self.take(line, into: &lines, &isBlock) { return remembered(lines) }
      }
    }
  }

  private mutating func line(isFirst: Bool) throws -> LineReader.Input {
    if editor != nil { return try editor?.next(prompt: isFirst ? "> " : "… ") ?? .end }
    return reader?.next() ?? .end
  }

  private mutating func remembered(_ lines: [String]) -> String {
    let message = lines.joined(separator: "\n")
    editor?.remember(message)
    return message
  }

  /// Adds a line; whether the message is complete.
  private static func take(_ line: String, into lines: inout [String], _ isBlock: inout Bool)
    -> Bool
  {
    let mark = "\"\"\""
    if isBlock {
      guard line.hasSuffix(mark) else {
        lines.append(line)
        return false
      }
      if line.count > mark.count { lines.append(String(line.dropLast(mark.count))) }
      isBlock = false
      return true
    }
    if lines.isEmpty, line.hasPrefix(mark) {
      let rest = line.dropFirst(mark.count)
      if rest.count >= mark.count, rest.hasSuffix(mark) {
        lines.append(String(rest.dropLast(mark.count)))
        return true
      }
      if !rest.isEmpty { lines.append(String(rest)) }
      isBlock = true
      return false
    }
    guard line.hasSuffix("\\"), !line.contains("\n") else {
      lines.append(line)
      return true
    }
    lines.append(String(line.dropLast()))
    return false
  }
}
