import PlainText

/// An SVG picture that is being drawn, in pixels from the upper left corner.
struct Drawing {
  /// The part of a text that is at its place.
  enum Anchor: String {
    case start, middle, end
  }

  /// A rectangle.
  struct Box {
    var x, y, width, height: Double

    var maxX: Double { x + width }
    var maxY: Double { y + height }

    func overlaps(_ other: Box) -> Bool {
      x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
    }

    func contains(_ point: (x: Double, y: Double)) -> Bool {
      point.x >= x && point.x <= maxX && point.y >= y && point.y <= maxY
    }
  }

  let width: Double
  var height: Double = 0
  var elements: [Element] = []

  /// Draws a straight line.
  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, style: String) {
    elements.append(
      Element(
        "line",
        [
          "class": style, "x1": px(x1), "y1": px(y1), "x2": px(x2), "y2": px(y2),
        ]))
  }

  /// Draws a rectangle, with a text that appears when pointed at.
  mutating func rectangle(_ box: Box, style: String, fill: String? = nil, tooltip: String? = nil) {
    var element = Element(
      "rect",
      [
        "class": style, "x": px(box.x), "y": px(box.y), "width": px(box.width),
        "height": px(box.height),
      ])
    if let fill { element.attributes.append(("fill", fill)) }
    if let tooltip { element.children = [.element(Element("title", text: tooltip))] }
    elements.append(element)
  }

  /// Draws a text on the line `y`, shortened to `limit` pixels; the whole text appears when
  /// pointed at.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, anchor: Anchor = .start, style: String = "",
    limit: Double = .infinity, size: Double = 12
  ) {
    let clean = text.printable
    let shown = clean.shortened(toPixels: limit, size: size)
    var element = Element("text", ["x": px(x), "y": px(y)], text: shown)
    if anchor != .start { element.attributes.append(("text-anchor", anchor.rawValue)) }
    if !style.isEmpty { element.attributes.append(("class", style)) }
    if shown != clean { element.children.append(.element(Element("title", text: clean))) }
    elements.append(element)
  }

  /// The picture as an `<svg>` element.
  func svg(
    title: String, summary: String, identifier: ChartIdentifier, style: PictureStyle
  ) -> String {
    var root = Element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "id": identifier.text, "class": "chart",
        "role": "img", "aria-label": title, "aria-describedby": identifier.part("description"),
        "viewBox": "0 0 \(px(width)) \(px(height))", "width": px(width), "height": px(height),
      ],
      children: [
        Element("title", text: title),
        Element("desc", ["id": identifier.part("description")], text: summary),
      ])
    if style.isStandalone {
      let sheet = Element("style", text: Palette.css + Palette.standaloneCSS)
      root.children.append(.element(sheet))
    }
    root.children += elements.map(Element.Node.element)
    return root.markup
  }

  /// A coordinate as an attribute.
  func px(_ value: Double) -> String { NumberText.coordinate(value) }
}
