/// Token texts as a tree of bytes, in flat arrays.
///
/// Nodes stand in depth-first order, so that what lies below node `n` is the range
/// `n + 1 ..< ends[n]`, and leaving it out is one jump. Children come in ascending order of bytes.
/// A node does not stand for the empty text; the roots are the children of the whole.
struct TokenTrie: Sendable {
  /// The byte that leads to each node.
  private(set) var bytes: [UInt8] = []
  /// The place after everything below each node.
  private(set) var ends: [Int32] = []
  /// The number of the text that ends at each node, or -1.
  private(set) var texts: [Int32] = []
  /// The number of bytes above each node.
  private(set) var depths: [UInt16] = []
  /// The length of the longest text.
  private(set) var depth = 0

  /// The number of nodes.
  var count: Int { bytes.count }

  /// A tree of texts that are sorted, distinct and not empty.
  init(sorted texts: [[UInt8]]) {
    var open: [Int] = []
    var last: [UInt8] = []
    for (number, text) in texts.enumerated() where text.count < Int(UInt16.max) {
      var shared = 0
      while shared < min(last.count, text.count), last[shared] == text[shared] { shared += 1 }
      while open.count > shared { ends[open.removeLast()] = Int32(bytes.count) }
      for byte in text[shared...] {
        depths.append(UInt16(clamping: open.count))
        open.append(bytes.count)
        bytes.append(byte)
        ends.append(0)
        self.texts.append(-1)
      }
      if let node = open.last { self.texts[node] = Int32(number) }
      depth = max(depth, text.count)
      last = text
    }
    while let node = open.popLast() { ends[node] = Int32(bytes.count) }
  }
}
