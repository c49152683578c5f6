extension Drawing {
  /// Draws straight lines from point to point; after the eighth series, when colours
  /// repeat, dashed.
  mutating func path(_ points: [(x: Double, y: Double)], series index: Int) {
    guard let first = points.first, points.count > 1 else { return }
    let rest = points.dropFirst().map { "L\(px($0.x)) \(px($0.y))" }.joined()
    let dashes = index / Palette.allCases.count % 2 == 1 ? " chart-dashed" : ""
    elements.append(
      Element(
        "path",
        [
          "class": "chart-line \(Palette.styleClass(series: index))\(dashes)",
          "d": "M\(px(first.x)) \(px(first.y))\(rest)",
        ]))
  }

  /// Draws the sign of a series at a point: its shape differs from those of the series around it.
  mutating func marker(series index: Int, _ x: Double, _ y: Double, tooltip: String? = nil) {
    let style = "chart-mark \(Palette.styleClass(series: index))"
    var element: Element
    if index % 5 == 0 {
      element = Element("circle", ["class": style, "cx": px(x), "cy": px(y), "r": "5"])
    } else {
      let path = Self.shapes[index % 5 - 1].map { "\(px(x + $0.x)) \(px(y + $0.y))" }
        .joined(separator: "L")
      element = Element("path", ["class": style, "d": "M\(path)Z"])
    }
    if let tooltip { element.children = [.element(Element("title", text: tooltip))] }
    elements.append(element)
  }

  /// Square, diamond, triangle, and triangle upside down.
  private static let shapes: [[(x: Double, y: Double)]] = [
    [(-4.5, -4.5), (4.5, -4.5), (4.5, 4.5), (-4.5, 4.5)],
    [(0, -6.5), (6.5, 0), (0, 6.5), (-6.5, 0)],
    [(0, -6), (5.75, 4.5), (-5.75, 4.5)],
    [(0, 6), (5.75, -4.5), (-5.75, -4.5)],
  ]
}
