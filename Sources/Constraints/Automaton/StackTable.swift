/// Stacks of frames, each kept once: a stack is its top frame and the stack below it.
struct StackTable {
  /// A stack by its place in the table.
  typealias Stack = Int32

  private struct Key: Hashable {
    var node: Int32
    var below: Stack
  }

  /// The distinct frames.
  private(set) var nodes: [AutomatonNode] = []
  private var nodeIndices: [AutomatonNode: Int32] = [:]
  /// The frame on top of each stack, and the stack below, which is -1 at the bottom.
  private(set) var tops: [Int32] = []
  private(set) var belows: [Stack] = []
  private var indices: [Key: Stack] = [:]

  /// The number of stacks.
  var count: Int { tops.count }

  /// The stack of a frame on another stack.
  mutating func push(_ node: AutomatonNode, on below: Stack) -> Stack {
    let top: Int32
    if let known = nodeIndices[node] {
      top = known
    } else {
      top = Int32(nodes.count)
      nodes.append(node)
      nodeIndices[node] = top
    }
    let key = Key(node: top, below: below)
    if let known = indices[key] { return known }
    let stack = Stack(tops.count)
    tops.append(top)
    belows.append(below)
    indices[key] = stack
    return stack
  }

  /// The frame on top of a stack.
  func top(_ stack: Stack) -> AutomatonNode { nodes[Int(tops[Int(stack)])] }

  /// The stack below the top of a stack.
  func below(_ stack: Stack) -> Stack { belows[Int(stack)] }
}
