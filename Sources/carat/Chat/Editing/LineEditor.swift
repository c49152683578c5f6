import PlainText

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads messages from a terminal key by key: moving, deleting, earlier messages, pastes, and lines
/// of any length.
struct LineEditor {
  private let terminal: TerminalMode
  private let wake: WakePipe
  private let output: Console.Stream
  private let isPlain: Bool
  private var decoder = KeyDecoder()
  private var display: LineDisplay
  private var plain = PlainDisplay()
  private var buffer = LineBuffer()
  private var recall: HistoryWalk
  private(set) var history: ChatHistory
  /// Words that Tab can complete, from its beginning.
  private let completions: [String]
  private var hasStoppedItself = false
  /// Asks the terminal to mark pastes, and no longer to.
  private static let beginPastes = "\u{1B}[?2004h"
  private static let endPastes = "\u{1B}[?2004l"

  /// - Returns: `nil` if standard input or what is drawn on is no terminal.
  /// - Throws: `CommandError` if the system has no pipe left.
  init?(history: ChatHistory, completions: [String]) throws {
    guard let terminal = TerminalMode(), let output = Console.terminal else { return nil }
    (self.terminal, self.output, self.completions) = (terminal, output, completions)
    wake = try WakePipe()
    isPlain = ["", "dumb"].contains(Environment.variables["TERM"] ?? "")
    display = LineDisplay(style: TextStyle.of(output))
    self.history = history
    recall = HistoryWalk(history.entries)
    let wake = wake
    let leaving = isPlain ? "" : Self.endPastes
    terminal.start {
      wake.send($0)
    } onEnd: {
      try? output.write(exactly: leaving)
    }
    terminal.set(.answering)
  }

  /// Leaves the terminal as it was found.
  func finish() { terminal.set(.original) }

  /// Waits for a message; Enter ends it, a pasted or Alt-Enter's line break does not.
  mutating func next(prompt: String) throws -> LineReader.Input {
    terminal.set(.editing)
    if !isPlain { try output.write(exactly: Self.beginPastes) }
    let wake = wake
    Interrupts.shared.listen { wake.send(.interrupt) }
    defer {
      Interrupts.shared.listen(nil)
      terminal.set(.answering)
    }
    buffer = LineBuffer()
    recall = HistoryWalk(history.entries)
    let input = try edit(prompt: prompt)
    try output.write(exactly: leaving)
    return input
  }

  /// Keeps a message for later chats.
  mutating func remember(_ message: String) { history.add(message) }

  private mutating func edit(prompt: String) throws -> LineReader.Input {
    while true {
      while let key = decoder.next() {
        if let input = try act(on: key) {
          recall.leaveSearch()
          try draw(prompt)
          return input
        }
      }
      try draw(prompt)
      switch wake.wait(milliseconds: decoder.isInsideSequence ? 50 : -1) {
      case .signal(.interrupt): return .interrupted
      case .signal(.resumed): redrawAfterStop()
      case .signal(.resized): break
      case .nothing: decoder.giveUp()
      case .input: if !fill() { return buffer.isEmpty ? .end : .line(buffer.text) }
      }
    }
  }

  /// The shell has written since; after our own stop all is drawn anew already.
  private mutating func redrawAfterStop() {
    defer { hasStoppedItself = false }
    if hasStoppedItself { return }
    if isPlain { plain.forget() } else { display.forget() }
  }

  private mutating func draw(_ prompt: String) throws {
    let prompt = recall.prompt ?? prompt
    let text =
      isPlain
      ? plain.draw(buffer, prompt: prompt)
      : display.draw(buffer, prompt: prompt, size: .of(output.descriptor))
    if !text.isEmpty { try output.write(exactly: text) }
  }

  /// Reads what is there; whether the terminal is still there.
  private mutating func fill() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &bytes, bytes.count)
      if count > 0 {
        decoder.append(bytes[..<count])
        return true
      }
      if count == 0 || errno != EINTR { return false }
    }
  }

  // MARK: Keys

  /// Does what a key asks for; a message or the end, if that was it.
  private mutating func act(on key: Key) throws -> LineReader.Input? {
    if recall.isSearching, search(key) { return nil }
    switch key {
    case .enter: return .line(buffer.text)
    case .text(let text): buffer.insert(text)
    case .paste(let text): buffer.insert(text)
    case .lineBreak: buffer.insert("\n")
    case .tab: complete()
    case .up: if !buffer.moveUp() { recall.older(&buffer) }
    case .down: if !buffer.moveDown() { recall.newer(&buffer) }
    case .control(let letter): return try act(onControl: letter)
    default: Self.edit(&buffer, key)
    }
    return nil
  }

  private static func edit(_ buffer: inout LineBuffer, _ key: Key) {
    switch key {
    case .backspace: buffer.deleteBefore()
    case .delete: buffer.deleteAfter()
    case .left: buffer.moveLeft()
    case .right: buffer.moveRight()
    case .home: buffer.moveToLineStart()
    case .end: buffer.moveToLineEnd()
    case .wordLeft: buffer.moveWordLeft()
    case .wordRight: buffer.moveWordRight()
    case .deleteWordBefore: buffer.deleteWordBefore()
    case .deleteWordAfter: buffer.deleteWordAfter()
    default: break
    }
  }

  /// The letters that shells and editors share.
  private mutating func act(onControl letter: Character) throws -> LineReader.Input? {
    switch letter {
    case "c": return .interrupted
    case "d":
      if buffer.isEmpty { return .end }
      buffer.deleteAfter()
    case "z": try suspend()
    case "l":
      if !isPlain { try output.write(exactly: "\u{1B}[H\u{1B}[2J") }
      display.forget()
    case "r": recall.startSearch()
    case "p": recall.older(&buffer)
    case "n": recall.newer(&buffer)
    case "a": buffer.moveToLineStart()
    case "e": buffer.moveToLineEnd()
    case "b": buffer.moveLeft()
    case "f": buffer.moveRight()
    case "k": buffer.deleteToLineEnd()
    case "u": buffer.deleteToLineStart()
    case "w": buffer.deleteBackToSpace()
    case "y": buffer.putBack()
    case "t": buffer.exchange()
    default: break
    }
    return nil
  }

  /// The bytes that go below the message and give the terminal back.
  private var leaving: String {
    mutating get { isPlain ? plain.finish() : display.finish() + Self.endPastes }
  }

  private mutating func suspend() throws {
    try output.write(exactly: leaving)
    hasStoppedItself = true
    terminal.stop()
    if !isPlain { try output.write(exactly: Self.beginPastes) }
  }

  /// Completes what was typed as far as it is clear.
  private mutating func complete() {
    let text = buffer.text
    let fitting = completions.filter { $0.hasPrefix(text) }
    guard !text.isEmpty, let first = fitting.first else { return }
    let shared = fitting.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    buffer.replace(with: fitting.count == 1 ? shared + " " : shared)
  }

  /// Obeys a key while earlier messages are searched; tells whether that is all it means.
  private mutating func search(_ key: Key) -> Bool {
    switch key {
    case .text(let text): recall.search(adding: text, &buffer)
    case .backspace: recall.searchShorter(&buffer)
    case .control("r"): recall.searchOlder(&buffer)
    case .control("g"), .control("c"):
      recall.leaveSearch()
      buffer.replace(with: "")
    default:
      recall.leaveSearch()
      return false
    }
    return true
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
