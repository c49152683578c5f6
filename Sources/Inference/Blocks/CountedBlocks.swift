/// The blocks of one cache group, each with the number of sequences that hold it.
///
/// A block that nobody holds is free, or idle: it keeps what was computed for some tokens until its
/// memory is needed, the longest unused first (arXiv 2309.06180, section 4).
struct CountedBlocks {
  /// Blocks in all.
  let count: Int
  /// Blocks that nobody holds and that keep something.
  private(set) var idle = 0
  private var holders: [Int32]
  /// The node of the prefix tree whose tokens a block keeps, or -1.
  private var owners: [Int32]
  private var free: [Int32]
  // The idle blocks as a ring of links, the longest unused first; its beginning is `count`.
  private var previous: [Int32]
  private var next: [Int32]

  /// Blocks that are all free.
  init(count: Int) {
    self.count = count
    holders = Array(repeating: 0, count: count)
    owners = Array(repeating: -1, count: count)
    free = (0..<Int32(count)).reversed()
    previous = Array(repeating: Int32(count), count: count + 1)
    next = previous
  }

  /// Blocks that nobody holds.
  var available: Int { free.count + idle }
  /// Blocks that somebody holds.
  var held: Int { count - available }

  /// Takes a block that nobody holds.
  ///
  /// - Returns: The block, and the node that it kept something for, or -1; `nil` if all are held.
  mutating func take() -> (block: Int32, owner: Int32)? {
    if let block = free.popLast() {
      holders[Int(block)] = 1
      return (block, -1)
    }
    guard idle > 0 else { return nil }
    let block = next[count]
    unlink(block)
    let owner = owners[Int(block)]
    owners[Int(block)] = -1
    holders[Int(block)] = 1
    return (block, owner)
  }

  /// Adds a holder to a block that is held or idle.
  mutating func hold(_ block: Int32) {
    if holders[Int(block)] == 0 { unlink(block) }
    holders[Int(block)] += 1
  }

  /// Removes a holder; the last one leaves the block idle if it keeps something, else free.
  mutating func release(_ block: Int32) {
    holders[Int(block)] -= 1
    guard holders[Int(block)] == 0 else { return }
    if owners[Int(block)] < 0 { free.append(block) } else { link(block) }
  }

  /// Makes a block keep the tokens of a node; -1 makes it keep nothing.
  mutating func assign(_ block: Int32, to owner: Int32) {
    if owner < 0, holders[Int(block)] == 0, owners[Int(block)] >= 0 {
      unlink(block)
      free.append(block)
    }
    owners[Int(block)] = owner
  }

  /// Sequences that hold a block.
  func holders(of block: Int32) -> Int { Int(holders[Int(block)]) }

  private mutating func link(_ block: Int32) {
    let last = previous[count]
    next[Int(last)] = block
    previous[Int(block)] = last
    next[Int(block)] = Int32(count)
    previous[count] = block
    idle += 1
  }

  private mutating func unlink(_ block: Int32) {
    let (before, after) = (previous[Int(block)], next[Int(block)])
    next[Int(before)] = after
    previous[Int(after)] = before
    idle -= 1
  }
}
