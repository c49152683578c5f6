import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("a chat on a terminal")
struct TerminalChatTests {
  /// Opens a chat with a tiny model, and hands over the terminal once the first prompt is there.
  private func chat(
    _ flags: String..., output: FileHandle? = nil, environment: [String: String] = [:],
    _ body: (PseudoTerminal, URL) throws -> Void
  ) throws {
    try TinyModel.with { model in
      try Scratch.with { home in
        let terminal = try PseudoTerminal(
          ["chat", model, "--temperature", "0", "--max-tokens", "4", "--context", "2048"] + flags,
          environment: [
            "HOME": home.path, "CARAT_HOME": home.path, "TERM": "xterm", "NO_COLOR": "1",
          ].merging(environment) { $1 }, output: output)
        #expect(terminal.wait(for: "> "))
        try body(terminal, home)
      }
    }
  }

  /// The messages that the chat says a user has sent.
  private func messages(_ terminal: PseudoTerminal) throws -> String {
    let start = terminal.count
    try terminal.type("/history\r")
    #expect(terminal.wait(for: "## Assistant", after: start))
    let text = terminal.text.replacing("\r\n", with: "\n")
    return String(text.components(separatedBy: "/history\n").last ?? "")
  }

  /// Sends a message and waits for its answer.
  private func send(_ text: String, _ terminal: PseudoTerminal) throws {
    let start = terminal.count
    try terminal.type(text)
    #expect(terminal.wait(for: "[prompt", after: start))
    // A dumb terminal is not told of pastes.
    if terminal.text.contains("\u{1B}[?2004") { #expect(terminal.waitForPrompt()) }
  }

  @Test("arrows, Home, End and the keys of shells edit a message before it is sent")
  func editing() throws {
    try chat { terminal, _ in
      try send("wrld\u{1B}[D\u{1B}[D\u{1B}[Do\u{1B}[Hhello \u{1}> \u{5}!!\u{7F}\r", terminal)
      #expect(try messages(terminal).contains("## User\n\n> hello world!\n"))
      #expect(!terminal.text.contains("^["))
    }
  }

  @Test("a paste of several lines is one message")
  func paste() throws {
    try chat { terminal, _ in
      try send("\u{1B}[200~one\rtwo\rthree\u{1B}[201~\r", terminal)
      #expect(try messages(terminal).contains("## User\n\none\ntwo\nthree\n"))
    }
  }

  @Test("Alt-Enter breaks a line of the message")
  func lineBreak() throws {
    try chat { terminal, _ in
      try send("one\u{1B}\rtwo\r", terminal)
      #expect(try messages(terminal).contains("## User\n\none\ntwo\n"))
    }
  }

  @Test("a line of more than 4,095 bytes comes whole")
  func longLine() throws {
    try chat { terminal, _ in
      let long = String(repeating: "x", count: 20_000)
      try terminal.type("/system \(long)\r")
      #expect(terminal.wait(for: "The system message is set"))
      let start = terminal.count
      try terminal.type("/history\r")
      #expect(terminal.wait(for: long + "\r\n", after: start))
    }
  }

  @Test(
    "earlier messages come back with Up, in this chat and in the next, unless nothing is to be kept"
  )
  func history() throws {
    try TinyModel.with { model in
      try Scratch.with { home in
        func open(_ flags: String...) throws -> PseudoTerminal {
          let terminal = try PseudoTerminal(
            ["chat", model, "--temperature", "0", "--max-tokens", "4"] + flags,
            environment: ["HOME": home.path, "CARAT_HOME": home.path, "TERM": "xterm"])
          #expect(terminal.wait(for: "> "))
          return terminal
        }
        var terminal = try open()
        try send("remember me\r", terminal)
        try terminal.type("\u{4}")
        #expect(terminal.status() == 0)
        terminal = try open()
        try send("\u{1B}[A\r", terminal)
        #expect(try messages(terminal).contains("## User\n\nremember me\n"))
        terminal = try open("--no-history")
        let start = terminal.count
        try send("\u{1B}[Aalone\r", terminal)
        #expect(terminal.count > start)
        #expect(try messages(terminal).contains("## User\n\nalone\n"))
      }
    }
  }

  @Test(
    "what was typed is there again after Ctrl-Z and fg, and the shell gets its terminal meanwhile")
  func suspending() throws {
    try chat { terminal, _ in
      try terminal.type("half a mess")
      #expect(terminal.wait(for: "half a mess"))
      #expect(!terminal.isAsFound)
      try terminal.type("\u{1A}")
      let end = Date(timeIntervalSinceNow: 30)
      while terminal.state != "T", Date() < end { usleep(20_000) }
      #expect(terminal.state == "T" && terminal.isAsFound)
      let start = terminal.count
      terminal.signal(SIGCONT)
      #expect(terminal.wait(for: "half a mess", after: start))
      try send("age\r", terminal)
      #expect(try messages(terminal).contains("## User\n\nhalf a message\n"))
    }
  }

  @Test(
    "the terminal is left as it was found, however the chat ends", arguments: [0, SIGTERM, SIGHUP])
  func leaving(_ number: Int32) throws {
    try chat { terminal, _ in
      #expect(!terminal.isAsFound)
      if number == 0 { try terminal.type("\u{4}") } else { terminal.signal(number) }
      #expect(terminal.status() == (number == 0 ? 0 : 128 + number))
      #expect(terminal.isAsFound)
      #expect(terminal.text.contains("\u{1B}[?2004l"))
    }
  }

  @Test("Ctrl-C clears the line, and twice on an empty one leaves with 0")
  func interrupts() throws {
    try chat { terminal, _ in
      try terminal.type("nonsense\u{3}")
      #expect(terminal.wait(for: "Ctrl-C again"))
      try send("sense\r", terminal)
      #expect(try messages(terminal).contains("## User\n\nsense\n"))
      let start = terminal.count
      // Between two prompts Ctrl-C belongs to the answer.
      #expect(terminal.waitForPrompt())
      try terminal.type("\u{3}")
      #expect(terminal.wait(for: "Ctrl-C again", after: start) && terminal.waitForPrompt())
      try terminal.type("\u{3}")
      #expect(terminal.status() == 0)
    }
  }

  @Test("with answers sent to a file, prompts and editing stay on the terminal")
  func redirected() throws {
    try Scratch.with { folder in
      let file = folder.appending(path: "answers")
      try Data().write(to: file)
      let handle = try FileHandle(forWritingTo: file)
      try chat(output: handle) { terminal, _ in
        try send("helo\u{1B}[Dl\r", terminal)
        try terminal.type("\u{4}")
        #expect(terminal.status() == 0)
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(!written.isEmpty && !written.contains("\u{1B}") && !written.contains("> "))
      }
    }
  }

  @Test("on a terminal that can only print, no sequence is sent")
  func dumb() throws {
    try chat(environment: ["TERM": "dumb"]) { terminal, _ in
      try send("helo\u{7F}lo\r", terminal)
      #expect(try messages(terminal).contains("## User\n\nhello\n"))
      #expect(!terminal.text.contains("\u{1B}"))
    }
  }
}
