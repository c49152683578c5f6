package import ModelSpec

/// A device that works in nothing but what its tables and routes hold.
package struct ReferenceScratchSizes: ScratchSizes {
  /// No scratch.
  package func projection(rows: Int, columns: Int) -> ScratchSize { .nothing }

  /// No scratch.
  package func attention(_ attention: AttentionSpec, context: Int) -> ScratchSize { .nothing }

  /// A position, a magnitude and the frequencies of each row.
  package func rotary(rows: Int, pairs: Int) -> ScratchSize {
    ScratchSize(
      bytes: rows * (12 + 4 * pairs), contents: "rotary angles",
      formula: "\(rows) rows x (12 B + \(pairs) pairs x 4 B)")
  }

  /// The rows of each expert, and where they begin.
  package func routes(rows: Int, experts: Int, perToken: Int) -> ScratchSize {
    ScratchSize(
      bytes: 4 * (experts + 1) + 8 * rows * perToken, contents: "rows by expert",
      formula: "\(experts + 1) x 4 B + \(rows) rows x \(perToken) experts x 8 B")
  }
}

extension ScratchSize {
  fileprivate static let nothing = ScratchSize(bytes: 0, contents: "nothing", formula: "0 B")
}
