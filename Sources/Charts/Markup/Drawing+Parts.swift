/// Parts that several charts have.
extension Drawing {
  /// Space between the picture's edge and what is drawn.
  static let margin = 12.0
  /// Ratio of the width of bold text to that of plain text, about.
  static let boldness = 1.12

  /// Draws the title at the top and gives back the line below it.
  mutating func heading(_ title: String) -> Double {
    guard !title.printable.isEmpty else { return Self.margin }
    text(
      title, Self.margin, 24, style: "chart-title",
      limit: (width - 2 * Self.margin) / Self.boldness, size: 15)
    return 38
  }

  /// Draws the signs of the series in rows below `top` and gives back the line below them.
  mutating func legend(
    _ names: [String], below top: Double, sign: (inout Drawing, Int, Double, Double) -> Void
  ) -> Double {
    guard !names.isEmpty else { return top }
    var (x, y) = (Self.margin, top + 12)
    for (index, name) in names.enumerated() {
      let limit = min(240, width - 2 * Self.margin - 22)
      let length = 22 + min(name.printable.pixels(), limit)
      if x > Self.margin, x + length > width - Self.margin { (x, y) = (Self.margin, y + 20) }
      sign(&self, index, x, y)
      text(name, x + 20, y + 4, limit: limit)
      x += length + 18
    }
    return y + 12
  }

  /// Draws a coloured square, the sign of bars in a legend.
  mutating func square(series index: Int, _ x: Double, _ y: Double, hatch: String) {
    area(Box(x: x, y: y - 7, width: 14, height: 14), series: index, hatch: hatch)
  }

  /// Draws a coloured area; after the eighth series, when colours repeat, it is hatched.
  mutating func area(_ box: Box, series index: Int, hatch: String, tooltip: String? = nil) {
    rectangle(box, style: "chart-area \(Palette.styleClass(series: index))", tooltip: tooltip)
    if index >= Palette.allCases.count {
      rectangle(box, style: "chart-area", fill: "url(#\(hatch))", tooltip: tooltip)
    }
  }

  /// Defines the lines that tell series of one colour apart, if there are so many series.
  mutating func defineHatch(_ identifier: String, series count: Int) {
    guard count > Palette.allCases.count else { return }
    let lines = Element("path", ["class": "chart-hatch", "d": "M0 6L6 0M-1 1L1 -1M5 7L7 5"])
    let pattern = Element(
      "pattern",
      ["id": identifier, "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"],
      children: [lines])
    elements.append(Element("defs", children: [pattern]))
  }

  /// Writes the numbers of a horizontal scale, each below its place if it can be, without those
  /// that would touch the one before.
  mutating func scale(_ numbers: [(x: Double, text: String)], at y: Double) {
    var end = 0.0
    for number in numbers {
      let half = number.text.printable.pixels() / 2
      let middle = min(number.x, width - 4 - half)
      guard middle - half > end else { continue }
      end = middle + half + 8
      text(number.text, middle, y, anchor: .middle, style: "chart-muted")
    }
  }

  /// Draws what has no data below `top` and gives back the line below it.
  mutating func footnote(_ missing: [String], below top: Double) -> Double {
    guard let note = Self.note(of: missing) else { return top }
    text(
      note, Self.margin, top + 14, style: "chart-muted", limit: width - 2 * Self.margin)
    return top + 22
  }

  /// The sentence that names what has no data, or `nil` if all has.
  static func note(of missing: [String]) -> String? {
    missing.isEmpty ? nil : "No data: " + missing.joined(separator: ", ")
  }
}
