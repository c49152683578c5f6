/// The blocks of one sequence: for each cache group those from some position on, since layers with
/// a window give back what slid out of it.
struct BlockTable {
  /// A group's physical blocks.
  struct Row {
    /// Logical block that the first of them holds.
    var first = 0
    var blocks: [Int32] = []

    /// The logical block after the last.
    var end: Int { first + blocks.count }

    /// The physical block of a logical one, if it is held.
    func block(_ logical: Int) -> Int32? {
      logical >= first && logical < end ? blocks[logical - first] : nil
    }
  }

  /// The beginning that its tokens follow in the prefix tree; `nil` for a sequence that shares
  /// nothing.
  let root: Int32?
  /// A row for each cache group.
  var rows: [Row]
  /// Nodes of the tree, one for each block with a token that the tree knows.
  var nodes: [Int32] = []
  /// Tokens that the tree knows.
  var committed = 0

  /// An empty table.
  init(root: Int32?, groups: Int) {
    self.root = root
    rows = Array(repeating: Row(), count: groups)
  }
}

/// A block that is to be copied to another one of the same cache group.
struct BlockCopy: Equatable {
  var group: Int
  var source: Int32
  var target: Int32
}
