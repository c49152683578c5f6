/// Colours of a text: all of them, or none.
///
/// A style is written as a mark that `rendered` turns into the terminal's sequence; sequences in
/// the text itself, which may come from a file, are spelled out there.
package struct TextStyle: Sendable {
  /// Tells whether there are colours.
  package let isColored: Bool

  /// Styles with colours or without.
  package init(isColored: Bool) { self.isColored = isColored }

  /// A text in bold.
  package func bold(_ text: String) -> String { wrap(text, "1") }
  /// A text in a faint colour.
  package func dim(_ text: String) -> String { wrap(text, "2") }
  /// A text in the colour of headings.
  package func accent(_ text: String) -> String { wrap(text, "1;36") }

  /// Switches dim on or off in the middle of a text.
  package func dimming(_ isOn: Bool) -> String { isColored ? Self.mark(isOn ? "2" : "22") : "" }

  private func wrap(_ text: String, _ code: String) -> String {
    isColored ? Self.mark(code) + text + Self.mark("0") : text
  }

  /// Key that begins a mark: characters that are none, drawn anew for each process, so that no file
  /// can have them.
  private static let key = String(
    String.UnicodeScalarView(
      (0..<8).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0xFDD0...0xFDEF)) }))

  private static func mark(_ code: String) -> String { "\(key)\(code)m" }

  /// Neutralises a text and puts sequences in the place of marks.
  package static func rendered(_ text: String, _ neutral: (String) -> String) -> String {
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
