/// Stacks of frames, each kept once: a stack is its top frame and the stack below it.
struct StackTable {
  /// A stack by its place in the table.
  typealias Stack = Int32

  /// The distinct frames.
  private var nodes = InternTable<AutomatonNode>()
  /// Stacks, each as its top frame's number and that of the stack below.
  private var stacks = InternTable<UInt64>()

  /// The number of stacks.
  var count: Int { stacks.count }

  /// The stack of a frame on another stack, which is -1 at the bottom.
  mutating func push(_ node: AutomatonNode, on below: Stack) -> Stack {
    let top = nodes.number(of: node, hash: node.fingerprint)
    let key = UInt64(UInt32(bitPattern: top)) << 32 | UInt64(UInt32(bitPattern: below))
    var hash = NumberHash()
    hash.combine(key)
    return stacks.number(of: key, hash: hash.value)
  }

  /// The frame on top of a stack.
  func top(_ stack: Stack) -> AutomatonNode {
    nodes.values[Int(stacks.values[Int(stack)] >> 32)]
  }

  /// The stack below the top of a stack.
  func below(_ stack: Stack) -> Stack {
    Stack(truncatingIfNeeded: stacks.values[Int(stack)])
  }
}
