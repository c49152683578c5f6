/// Colours for one stream: none unless it is a terminal that wants them.
struct TextStyle {
  let isColored: Bool

  /// Styles of standard output.
  static var output: TextStyle { TextStyle(isTerminal: Console.outputIsTerminal) }
  /// Styles of standard error.
  static var error: TextStyle { TextStyle(isTerminal: Console.errorIsTerminal) }

  /// No colours at all.
  static let plain = TextStyle()

  private init() { isColored = false }

  private init(isTerminal: Bool) {
    let variables = Environment.variables
    let refuses = variables["NO_COLOR"].map { !$0.isEmpty } ?? false
    isColored = isTerminal && !refuses && variables["TERM"] != "dumb"
  }

  func bold(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }
  func accent(_ text: String) -> String { wrap(text, "1;36") }

  /// Switches dim on or off in the middle of a text.
  func dimming(_ isOn: Bool) -> String { isColored ? (isOn ? "\u{1B}[2m" : "\u{1B}[22m") : "" }

  private func wrap(_ text: String, _ code: String) -> String {
    isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

extension String {
  /// The text without control characters that would steer a terminal; line breaks and tabs stay.
  var withoutControls: String {
    func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.value {
      case 0x09, 0x0A: false
      case 0..<0x20, 0x7F..<0xA0: true
      default: false
      }
    }
    guard unicodeScalars.contains(where: isHarmful) else { return self }
    var kept = String.UnicodeScalarView()
    kept.append(contentsOf: unicodeScalars.filter { !isHarmful($0) })
    return String(kept)
  }
}
