public import Tensors

/// The rows of one forward pass: tokens of any number of sequences, with the blocks where their
/// keys and values lie.
///
/// Rows of a sequence stand together, in the order of their positions. The arrays keep their
/// capacity, so that filling a batch again allocates nothing.
public struct ForwardBatch: Sendable {
  /// Consecutive rows of one sequence.
  public struct Span: Sendable, Hashable {
    /// First row.
    public var row: Int
    /// Number of rows.
    public var count: Int
    /// Position of the first row.
    public var position: Int
    /// Length that the sequence is going to have for rotary scalings that depend on it.
    public var length: Int
    /// Tells whether each further row makes that length one longer, as if it had come alone, or it
    /// holds for all rows.
    public var lengthGrows: Bool
  }

  /// The blocks in which one group of layers with the same window keeps the rows' sequences.
  public struct Table: Sendable {
    /// Physical blocks of all sequences, one after another.
    public fileprivate(set) var blocks: [Int32] = []
    /// Slot that each row's key and value go to.
    public fileprivate(set) var slots: [Int32] = []
    /// The rows, in tiles that attend together.
    public fileprivate(set) var tiles: [AttentionTile] = []
  }

  /// Token of each row.
  public private(set) var tokens: [Int32] = []
  /// Position of each row in its sequence.
  public private(set) var positions: [Int32] = []
  /// The sequences' rows.
  public private(set) var spans: [Span] = []
  /// One table for each cache group of the model.
  public private(set) var tables: [Table]

  /// An empty batch for a model with this many cache groups.
  public init(groups: Int) { tables = Array(repeating: Table(), count: groups) }

  /// Number of rows.
  public var rows: Int { tokens.count }

  /// Removes all rows and keeps the memory.
  public mutating func removeAll() {
    tokens.removeAll(keepingCapacity: true)
    positions.removeAll(keepingCapacity: true)
    spans.removeAll(keepingCapacity: true)
    for group in tables.indices {
      tables[group].blocks.removeAll(keepingCapacity: true)
      tables[group].slots.removeAll(keepingCapacity: true)
      tables[group].tiles.removeAll(keepingCapacity: true)
    }
  }

  /// Appends consecutive tokens of one sequence.
  ///
  /// - Parameters:
  ///   - newTokens: Checked by the caller to be in the vocabulary.
  ///   - position: Of the first token.
  ///   - length: What the sequence is going to be long, for rotary scalings that depend on it.
  ///   - lengthGrows: Whether each further token makes it one longer, or it holds for all tokens.
  public mutating func append(
    _ newTokens: ArraySlice<Int>, position: Int, length: Int, lengthGrows: Bool = false
  ) {
    spans.append(
      Span(
        row: rows, count: newTokens.count, position: position, length: length,
        lengthGrows: lengthGrows))
    for (index, token) in newTokens.enumerated() {
      tokens.append(Int32(token))
      positions.append(Int32(position + index))
    }
  }

  /// Names the blocks of the sequence that was appended last.
  ///
  /// - Parameters:
  ///   - blocks: Physical blocks of the logical blocks that the new rows see or fill, in order.
  ///   - first: The logical block that the first of them holds.
  ///   - group: The cache group.
  public mutating func setBlocks(_ blocks: ArraySlice<Int32>, from first: Int, group: Int) {
    guard let span = spans.last else { preconditionFailure("append tokens first") }
    let size = KeyValueStore.positionsPerBlock
    let last = (span.position + span.count - 1) / size
    precondition(
      first <= span.position / size && first + blocks.count > last, "every new row has a block")
    let start = tables[group].blocks.count
    tables[group].blocks.append(contentsOf: blocks)
    for position in span.position..<span.position + span.count {
      let block = tables[group].blocks[start + position / size - first]
      tables[group].slots.append(block * Int32(size) + Int32(position % size))
    }
    var row = 0
    while row < span.count {
      let count = min(AttentionTile.limit, span.count - row)
      tables[group].tiles.append(
        AttentionTile(
          row: span.row + row, count: count, position: span.position + row, blocks: start,
          firstBlock: first))
      row += count
    }
  }
}
