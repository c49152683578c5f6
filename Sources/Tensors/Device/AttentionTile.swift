import ModelSpec

/// Consecutive rows of one sequence that attend together.
public struct AttentionTile: Sendable {
  /// First row of the forward pass.
  public var row: Int32
  /// Rows, at most `AttentionTile.limit`.
  public var count: Int32
  /// Position of the first row in its sequence; the others follow.
  public var position: Int32
  /// Start of the sequence's blocks in the list of blocks.
  public var blocks: Int32
  /// The sequence's block, counted from its start, that the list begins with.
  public var firstBlock: Int32

  /// Most rows of a tile: enough that a key that is read once serves several queries.
  public static let limit = MemoryPlan.rowsPerTile

  /// A tile of `count` rows.
  public init(row: Int, count: Int, position: Int, blocks: Int, firstBlock: Int) {
    self.row = Int32(row)
    self.count = Int32(count)
    self.position = Int32(position)
    self.blocks = Int32(blocks)
    self.firstBlock = Int32(firstBlock)
  }
}
