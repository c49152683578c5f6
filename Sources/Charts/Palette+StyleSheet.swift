extension Palette {
  /// The style sheet of all charts, for one `<style>` in the page, for light and for dark pages.
  ///
  /// Text and lines take the page's own text colour. `--chart-paper` is the page's background,
  /// which keeps text readable where lines cross it: a page with another background sets it
  /// on `.chart`.
  public static var css: String {
    ([variables, pictures, series] + [tables]).joined(separator: "\n") + "\n"
  }

  /// Colours of a picture that stands alone, which has no page to take them from.
  static var standaloneCSS: String {
    """
    .chart { color: #1b1f24; background: var(--chart-paper); }
    @media (prefers-color-scheme: dark) { .chart { color: #e6e8eb; } }

    """
  }

  private static var variables: String {
    let colors =
      allCases.filter { $0 != .black }
      .map { "--chart-\($0.rawValue + 1): \($0.hex);" } + ["--chart-8: currentColor;"]
    return """
      .chart { --chart-paper: #ffffff; \(colors.joined(separator: " ")) }
      @media (prefers-color-scheme: dark) { .chart { --chart-paper: #14171a; } }
      """
  }

  private static var pictures: String {
    """
    .chart { font-family: system-ui, -apple-system, 'Segoe UI', sans-serif; font-size: 12px; }
    .chart { font-variant-numeric: tabular-nums; max-width: 100%; height: auto; }
    .chart text { fill: currentColor; stroke: none; }
    .chart .chart-title { font-size: 15px; font-weight: 600; }
    .chart .chart-muted { fill-opacity: 0.72; }
    .chart .chart-strong { font-weight: 600; }
    .chart .chart-halo { paint-order: stroke; stroke: var(--chart-paper); stroke-width: 4px;
      stroke-linejoin: round; }
    .chart .chart-grid { stroke: currentColor; stroke-opacity: 0.14; }
    .chart .chart-minor { stroke: currentColor; stroke-opacity: 0.06; }
    .chart .chart-axis { stroke: currentColor; stroke-opacity: 0.55; }
    .chart .chart-limit { stroke: currentColor; stroke-width: 1.75; stroke-dasharray: 5 3; }
    .chart .chart-area { stroke: var(--chart-paper); stroke-width: 1; }
    .chart .chart-hatch { stroke: var(--chart-paper); stroke-width: 2; stroke-opacity: 0.8; }
    .chart .chart-line { fill: none; stroke-width: 2.25; stroke-linejoin: round;
      stroke-linecap: round; }
    .chart .chart-mark { stroke: var(--chart-paper); stroke-width: 1.25; }
    .chart .chart-dashed { stroke-dasharray: 7 4; }
    """
  }

  private static var series: String {
    allCases.map { color in
      let name = "chart-s\(color.rawValue + 1)"
      let paint = "var(--chart-\(color.rawValue + 1))"
      let text = color == .black ? "var(--chart-paper)" : color.needsWhiteText ? "#fff" : "#000"
      return """
        .chart .\(name) { fill: \(paint); } .chart .chart-line.\(name) { fill: none; stroke: \(paint); }
        .chart text.chart-on-\(name) { fill: \(text); }
        """
    }.joined(separator: "\n")
  }

  private static var tables: String {
    """
    .chart-scroll { overflow-x: auto; padding: 9px; position: relative; }
    .chart-fit { border-collapse: separate; border-spacing: 3px; font-size: 13px; }
    .chart-fit caption { text-align: left; font-size: 15px; font-weight: 600; padding: 0 3px 8px; }
    .chart-fit th { font-weight: 600; text-align: left; padding: 6px 12px 6px 3px; }
    .chart-fit thead th { text-align: center; padding: 6px 10px; }
    .chart-fit td { padding: 6px 10px; border-radius: 4px; white-space: nowrap; }
    .chart-fit tbody td { text-align: right; border: 1px solid transparent; }
    .chart-fit tfoot td { padding: 8px 3px 0; white-space: normal; opacity: 0.8; font-size: 12px; }
    .chart-fit .chart-sign { display: inline-block; margin-right: 0.5em; font-weight: 700; }
    .chart-fit .chart-fits { background: rgba(0, 158, 115, 0.20); }
    .chart-fit .chart-tight { background: rgba(230, 159, 0, 0.24); border-color: #E69F00; }
    .chart-fit .chart-does-not-fit { background: rgba(213, 94, 0, 0.14); border-style: dashed;
      border-color: #D55E00; }
    .chart-fit .chart-unknown { border: 1px dotted; opacity: 0.72; }
    .chart-only-spoken { position: absolute; width: 1px; height: 1px; overflow: hidden;
      clip-path: inset(50%); white-space: nowrap; }
    """
  }
}
