import PlainText

/// The progress of some long work, on standard error: one line that is drawn again on a terminal,
/// plain lines elsewhere.
struct ProgressBar: Sendable {
  /// The position in the work, in bytes.
  struct Position: Sendable {
    var done: Int
    var total: Int?
    var bytesPerSecond: Double?
  }

  private let isTerminal = Console.errorIsTerminal
  private var isDrawn = false
  private var lastShown: ContinuousClock.Instant?

  /// Draws the position, not more often than it can be read.
  mutating func show(_ position: Position) {
    show(text(position), done: position.done, of: position.total)
  }

  /// Draws a text that says how far some work is, and how much of the whole that is.
  mutating func show(_ text: String, done: Int, of total: Int?) {
    let now = ContinuousClock.now
    let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
    let isComplete = total.map { done >= $0 } ?? false
    if let lastShown, now - lastShown < pause, !(isComplete && isTerminal) { return }
    lastShown = now
    guard isTerminal else { return Console.note(text) }
    Console.writeToError("\r\u{1B}[K" + bar(text, done: done, of: total))
    isDrawn = true
  }

  /// Writes a line above the bar.
  mutating func note(_ line: String) {
    clear()
    Console.note(line)
  }

  /// Takes the bar away.
  mutating func clear() {
    if isDrawn { Console.writeToError("\r\u{1B}[K") }
    isDrawn = false
  }

  private func bar(_ text: String, done: Int, of total: Int?) -> String {
    let width = min(40, Console.width - text.count - 4)
    // A line that goes on in the next row stays there when it is drawn again.
    guard width >= 10, let total, total > 0 else {
      return String(text.prefix(max(1, Console.width - 1)))
    }
    let filled = Int(Double(width) * min(1, Double(done) / Double(total)))
    return "[" + String(repeating: "=", count: filled)
      + String(repeating: " ", count: width - filled) + "] " + text
  }

  private func text(_ position: Position) -> String {
    var parts = [NumberText.decimalBytes(position.done)]
    if let total = position.total, total > 0 {
      let percent = Int(100 * min(1, Double(position.done) / Double(total)))
      parts = ["\(percent)%", "\(parts[0]) of \(NumberText.decimalBytes(total))"]
    }
    if let rate = position.bytesPerSecond, rate > 0 {
      parts.append("\(NumberText.decimalBytes(Int(rate)))/s")
      if let total = position.total, total > position.done {
        parts.append("\(NumberText.seconds(Double(total - position.done) / rate)) left")
      }
    }
    return parts.joined(separator: "  ")
  }
}
