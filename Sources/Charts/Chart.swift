/// A picture of numbers that a page and a terminal can show.
///
/// The same chart gives the same text, always. What has no value, or one that cannot be drawn (not
/// a number, infinite, negative where only amounts make sense), is said to have no data.
public protocol Chart: Sendable {
  /// Subject of the picture.
  var title: String { get }
  /// Markup for a page that holds `Palette.css`: well-formed XML, with all text escaped.
  var html: String { get }
  /// Lines for a terminal, each at most `style.columns` cells wide.
  func lines(_ style: TerminalStyle) -> [String]
}

extension Chart {
  /// The lines for a terminal as one text that ends with a line break.
  public func text(_ style: TerminalStyle = TerminalStyle()) -> String {
    lines(style).map { $0 + "\n" }.joined()
  }
}

/// A chart that is drawn as SVG.
public protocol VectorChart: Chart {
  /// An `<svg>` element with a title and a description in words.
  func svg(_ style: PictureStyle) -> String
}

extension VectorChart {
  /// The `<svg>` element for a page that holds `Palette.css`.
  public var html: String { svg(PictureStyle()) }
}

/// The settings of a chart drawn as SVG.
public struct PictureStyle: Sendable, Hashable {
  /// Width in pixels, 320 to 4000; the height follows from what is drawn.
  public let width: Int
  /// Tells whether the picture brings its style sheet along, for a file of its own.
  public let isStandalone: Bool

  /// A style; a width outside 320 to 4000 becomes the nearest of the two.
  public init(width: Int = 720, isStandalone: Bool = false) {
    self.width = min(max(width, 320), 4000)
    self.isStandalone = isStandalone
  }
}

/// Text in place of a value that is missing or cannot be drawn.
let noData = "no data"
