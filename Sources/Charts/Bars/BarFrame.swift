/// The area of the bars of a picture: labels on the left, values on the right, a scale below.
struct BarFrame {
  static let gap = 10.0
  /// Width of the labels.
  let labels: Double
  /// Left and right end of the bars, in pixels.
  let left: Double
  let right: Double
  let ruler: Ruler

  /// A frame for these labels and values in a picture of `width`; the bars begin at zero.
  init(width: Double, labels texts: [String], values: [String], longest: Double, unit: ValueUnit) {
    let widest = texts.map { $0.printable.pixels() }.max() ?? 0
    labels = min(widest, width * 0.28).rounded(.up)
    let value = min(
      values.map { $0.printable.pixels() * Drawing.boldness }.max() ?? 0, width * 0.28)
    left = (Drawing.margin + labels + Self.gap).rounded()
    right = (width - Drawing.margin - value - Self.gap).rounded()
    let axis = Axis("", unit: unit, includesZero: true)
    ruler = Ruler(over: longest > 0 ? [0, longest] : [], axis: axis, count: width < 500 ? 3 : 5)
  }

  /// The pixel at which a value lies.
  func x(_ value: Double) -> Double { left + ruler.position(of: value) * (right - left) }

  /// Draws the lines of the scale from `top` to `bottom`, and its numbers below.
  func drawScale(on drawing: inout Drawing, from top: Double, to bottom: Double) {
    var numbers: [(x: Double, text: String)] = []
    for tick in ruler.ticks {
      guard let text = tick.text else { continue }
      let x = x(tick.value)
      let style = tick.value == 0 ? "chart-axis" : "chart-grid"
      drawing.line(x, top, x, bottom, style: style)
      numbers.append((x, text))
    }
    drawing.scale(numbers, at: bottom + 16)
  }

  /// Draws the label of a bar whose middle is at `y`.
  func drawLabel(_ label: String, on drawing: inout Drawing, at y: Double) {
    drawing.text(label, left - Self.gap, y + 4, anchor: .end, limit: labels + 2)
  }
}
