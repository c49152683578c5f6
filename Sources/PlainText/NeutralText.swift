/// The characters of a text from outside that must not reach a terminal as they are.
///
/// Names, messages and settings come from files, hubs and other programs. Control characters steer
/// a terminal, bidirectional ones turn a name around, invisible ones make two names look the same.
package enum NeutralText {
  /// Longest message in characters; what a file puts into one could be of any length.
  package static let longestMessage = 8000

  /// Tells whether a character steers, hides or turns what is shown.
  ///
  /// - Parameter previous: The character before it: joiners and variation selectors are part of a
  ///   letter or emoji after one that is not ASCII, and deceive after one that is.
  package static func isHarmful(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?) -> Bool {
    if scalar.value < 0x7F { return scalar.value < 0x20 }
    switch scalar.value {
    case 0x200C, 0x200D, 0xFE00...0xFE0F: return previous.map { $0.isASCII } ?? true
    default: break
    }
    return isInvisible(scalar)
  }

  /// Tells whether a character is a control, takes no room, or stands for no character at all.
  package static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default:
      scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isNoncharacterCodePoint
    }
  }

  /// Tells whether a character would change more of an answer than itself.
  ///
  /// Those are controls but line breaks and tabs, and overrides of direction; marks and joiners
  /// that scripts need stay.
  package static func steers(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: true
    default: false
    }
  }

  /// A text in which what is harmful is spelled out, such as `\u{1B}`.
  package static func spelled(_ text: String, keepsLines: Bool) -> String {
    let isPlain = text.utf8.allSatisfy {
      ($0 >= 0x20 && $0 < 0x7F) || (keepsLines && ($0 == 0x0A || $0 == 0x09))
    }
    if isPlain { return text }
    var output = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if keepsLines && (scalar == "\n" || scalar == "\t") || !isHarmful(scalar, after: previous) {
        output.append(scalar)
      } else {
        output.append(contentsOf: name(of: scalar).unicodeScalars)
      }
      previous = scalar
    }
    return String(output)
  }

  private static func name(of scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }
}

extension String {
  /// The text on one line, with everything spelled out that would steer a terminal or deceive its
  /// reader: for names.
  package var oneLine: String { NeutralText.spelled(self, keepsLines: false) }

  /// The text with its lines, and everything else spelled out that would steer a terminal or
  /// deceive its reader.
  package var severalLines: String { NeutralText.spelled(self, keepsLines: true) }

  /// A model's own words without what would steer a terminal; line breaks and tabs stay.
  package var withoutControls: String {
    guard unicodeScalars.contains(where: NeutralText.steers) else { return self }
    var kept = String.UnicodeScalarView()
    kept.append(contentsOf: unicodeScalars.filter { !NeutralText.steers($0) })
    return String(kept)
  }

  /// The text cut to the length of a message, with a word about the rest.
  package var messageLength: String {
    let limit = NeutralText.longestMessage
    guard utf8.count > limit, unicodeScalars.count > limit else { return self }
    let kept = String.UnicodeScalarView(unicodeScalars.prefix(limit))
    return String(kept) + "… (\(unicodeScalars.count - limit) more characters)"
  }
}
