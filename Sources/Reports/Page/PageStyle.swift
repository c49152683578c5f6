/// The look of a page: for light and dark, wide and narrow, and for paper.
enum PageStyle {
  /// The style sheet, without that of the charts.
  static let css = colors + layout + tables + pictures + paper

  private static let colors = """
    :root { --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d8dee4; --panel: #f6f8fa;
      --yes: #00694d; --no: #a33b00; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #14171a; --ink: #e6e8eb; --soft: #9aa4ae; --line: #30363d; --panel: #1c2126;
        --yes: #4cc9a0; --no: #ff9a5c; }
    }

    """

  private static let layout = """
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.5;
      font-family: system-ui, -apple-system, 'Segoe UI', sans-serif; font-size: 15px; }
    main, footer { max-width: 960px; margin: 0 auto; padding: 0 24px; }
    h1 { font-size: 32px; line-height: 1.2; letter-spacing: -0.01em; margin: 40px 0 8px;
      overflow-wrap: anywhere; }
    h2 { font-size: 20px; margin: 0 0 8px; overflow-wrap: anywhere; }
    h3 { font-size: 17px; margin: 0 0 8px; }
    section { margin: 40px 0; }
    article > h2 { margin-top: 36px; font-size: 26px; }
    article + article { border-top: 1px solid var(--line); margin-top: 56px; padding-top: 32px; }
    p, ul { max-width: 76ch; }
    p.lead { margin: 0 0 12px; color: var(--soft); }
    ul { padding-left: 20px; }
    ul.facts { list-style: none; padding: 0; margin: 0 0 24px; color: var(--soft); }
    li { overflow-wrap: anywhere; }
    dl.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 12px;
      margin: 0; }
    .tiles div { background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
      padding: 12px 14px; }
    .tiles dt { font-size: 13px; color: var(--soft); overflow-wrap: anywhere; }
    .tiles dd { margin: 0; font-size: 19px; font-weight: 600; line-height: 1.3; }
    .tiles dd.remark { font-size: 12.5px; font-weight: 400; color: var(--soft); }
    .yes { color: var(--yes); } .no { color: var(--no); }
    details { border-top: 1px solid var(--line); padding: 8px 0; }
    summary { cursor: pointer; font-weight: 600; padding: 4px 0; }
    footer { color: var(--soft); font-size: 13px; padding-bottom: 40px; }
    :focus-visible { outline: 2px solid #0072B2; outline-offset: 2px; }

    """

  private static let tables = """
    .scroll { overflow-x: auto; margin: 8px 0 16px; }
    .scroll table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
    .scroll caption { text-align: left; color: var(--soft); padding: 0 0 4px; }
    .scroll th, .scroll td { padding: 6px 18px 6px 0; text-align: left; vertical-align: top;
      border-bottom: 1px solid var(--line); }
    .scroll thead th, .scroll thead td { font-weight: 400; font-size: 13px; color: var(--soft); }
    .scroll tbody th { font-weight: 400; min-width: 16ch; overflow-wrap: break-word; }
    .scroll tbody th.short { min-width: 0; white-space: nowrap; }
    .scroll thead th, .scroll tbody td { white-space: nowrap; }
    .scroll .number { text-align: right; }
    .scroll tr.total th, .scroll tr.total td { font-weight: 600; }
    .scroll small { display: block; white-space: normal; min-width: 24ch; font-size: 12.5px; color: var(--soft); max-width: 60ch; }
    .scroll td:last-child:not(.number) { white-space: normal; min-width: 12ch; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 0 40px; }

    """

  private static let pictures = """
    figure { margin: 8px 0 20px; }
    figure .narrow { display: none; }
    .chart-area-of-page .chart-scroll { padding: 4px 0; margin: 0 -3px 16px; }

    """

  private static let paper = """
    @media (max-width: 640px) {
      main, footer { padding: 0 16px; }
      h1 { font-size: 26px; margin-top: 24px; }
      figure .wide { display: none; }
      figure .narrow { display: block; }
      .pair { grid-template-columns: 1fr; }
      dl.tiles { grid-template-columns: 1fr 1fr; }
    }
    @media print {
      main { max-width: none; }
      section { break-inside: avoid; }
    }

    """
}
