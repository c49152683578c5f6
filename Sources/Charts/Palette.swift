/// Colours that people with colour-blindness can tell apart, and the style sheet that uses them.
///
/// The values are those of Okabe and Ito, "Color Universal Design" (2008). Black, the eighth, is
/// drawn in the colour of the text, so that it shows on dark pages too.
public enum Palette: Int, Sendable, Hashable, CaseIterable {
  /// `#0072B2`.
  case blue
  /// `#E69F00`.
  case orange
  /// `#009E73`.
  case bluishGreen
  /// `#CC79A7`.
  case reddishPurple
  /// `#56B4E9`.
  case skyBlue
  /// `#D55E00`.
  case vermillion
  /// `#F0E442`.
  case yellow
  /// `#000000`, or the colour of the text.
  case black

  /// The colour of the series at `index`; after the eighth the colours begin again.
  public init(series index: Int) {
    let all = Self.allCases
    self = all[(index % all.count + all.count) % all.count]
  }

  /// Red, green and blue as six hexadecimal digits after `#`.
  public var hex: String {
    switch self {
    case .blue: "#0072B2"
    case .orange: "#E69F00"
    case .bluishGreen: "#009E73"
    case .reddishPurple: "#CC79A7"
    case .skyBlue: "#56B4E9"
    case .vermillion: "#D55E00"
    case .yellow: "#F0E442"
    case .black: "#000000"
    }
  }

  /// The nearest of the terminal's 256 colours, or `nil` for the terminal's own text colour.
  var terminalColor: Int? {
    switch self {
    case .blue: 25
    case .orange: 178
    case .bluishGreen: 36
    case .reddishPurple: 175
    case .skyBlue: 74
    case .vermillion: 166
    case .yellow: 221
    case .black: nil
    }
  }

  /// Tells whether text upon the colour is easier to read in white than in black.
  var needsWhiteText: Bool { self == .blue || self == .black }

  /// The style class of the series at `index`.
  static func styleClass(series index: Int) -> String {
    "chart-s\(Palette(series: index).rawValue + 1)"
  }
}
