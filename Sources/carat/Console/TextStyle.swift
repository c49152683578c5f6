/// Colours for one stream: none unless it is a terminal that wants them.
///
/// A style is written as a mark that `Console` turns into the terminal's sequence; sequences in the text itself, which
/// may come from a file, are spelled out there.
struct TextStyle {
  let isColored: Bool

  /// Styles of standard output.
  static var output: TextStyle { TextStyle(isTerminal: Console.outputIsTerminal) }
  /// Styles of standard error.
  static var error: TextStyle { TextStyle(isTerminal: Console.errorIsTerminal) }

  /// Styles with colours or without.
  init(isColored: Bool) { self.isColored = isColored }

  private init(isTerminal: Bool) {
    let variables = Environment.variables
    let refuses = variables["NO_COLOR"].map { !$0.isEmpty } ?? false
    isColored = isTerminal && !refuses && variables["TERM"] != "dumb"
  }

  func bold(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }
  func accent(_ text: String) -> String { wrap(text, "1;36") }

  /// Switches dim on or off in the middle of a text.
  func dimming(_ isOn: Bool) -> String { isColored ? Self.mark(isOn ? "2" : "22") : "" }

  private func wrap(_ text: String, _ code: String) -> String {
    isColored ? Self.mark(code) + text + Self.mark("0") : text
  }

  /// What begins a mark: characters that are none, drawn anew for each process, so that no file can have them.
  private static let key = String(
    String.UnicodeScalarView(
      (0..<8).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0xFDD0...0xFDEF)) }))

  private static func mark(_ code: String) -> String { "\(key)\(code)m" }

  /// Neutralises a text and puts sequences in the place of marks.
  static func rendered(_ text: String, _ neutral: (String) -> String) -> String {
    guard text.unicodeScalars.contains(where: { (0xFDD0...0xFDEF).contains($0.value) }) else {
      return neutral(text)
    }
    let pieces = text.unicodeScalars.split(
      separator: key.unicodeScalars, maxSplits: .max, omittingEmptySubsequences: false)
    return pieces.enumerated().map { index, piece in
      guard index > 0, let end = piece.firstIndex(of: "m") else { return neutral(String(piece)) }
      return "\u{1B}[\(String(piece[..<end]))m" + neutral(String(piece[piece.index(after: end)...]))
    }.joined()
  }
}
