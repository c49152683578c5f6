/// A compiled splitting pattern.
///
/// A backtracking matcher with its own stack: deep text cannot exhaust the thread's, and the total
/// work of a search is bounded by a multiple of the text's length. Repetition of a single character
/// class, which is nearly all that these patterns do, runs as one loop.
struct Pattern: Sendable {
  /// One step of the matching machine.
  enum Instruction: Sendable {
    case set(Int)
    /// Takes as many characters of a set as there are; gives back one by one if `isGreedy`,
    /// none otherwise.
    case span(Int, minimum: Int, maximum: Int, givesBack: Bool)
    /// Goes on, and on failure at the other place; goes there at once if an ASCII character does
    /// not fit the filter.
    case branch(otherwise: Int, filter: ASCIISet)
    /// Goes to the other place, and on failure goes on here.
    case branchLazily(Int)
    case jump(Int)
    /// Runs the machine on what follows up to `accept`, as a condition only.
    case look(isNegative: Bool, after: Int)
    /// Runs the machine on what follows up to `accept`, and takes only its first way to match.
    case atomic(after: Int)
    case textStart
    case textEnd
    case lineStart
    case lineEnd
    case accept
  }

  let program: [Instruction]
  let sets: [CharacterSet]

  /// Compiles a pattern.
  init(_ text: String) throws(TokenizerError) {
    var compiler = PatternCompiler()
    try compiler.emit(try PatternParser.parse(text))
    compiler.program.append(.accept)
    program = compiler.program
    sets = compiler.sets
  }
}

/// Turns a syntax tree into instructions.
private struct PatternCompiler {
  var program: [Pattern.Instruction] = []
  var sets: [CharacterSet] = []
  private var known: [CharacterSet: Int] = [:]
  private static let limit = 20_000

  private mutating func index(of set: CharacterSet) -> Int {
    if let index = known[set] { return index }
    sets.append(set)
    known[set] = sets.count - 1
    return sets.count - 1
  }

  mutating func emit(_ node: PatternNode) throws(TokenizerError) {
    guard program.count < Self.limit else {
      throw TokenizerError(.tooLarge, "a splitting pattern needs more than \(Self.limit) steps")
    }
    switch node {
    case .empty: break
    case .set(let set): program.append(.set(index(of: set)))
    case .sequence(let nodes):
      for node in nodes { try emit(node) }
    case .alternatives(let nodes): try emitAlternatives(nodes)
    case .repetition(let node, let minimum, let maximum, let appetite):
      try emitRepetition(node, minimum, maximum, appetite)
    case .lookahead(let node, let isNegative):
      let start = program.count
      program.append(.accept)
      try emit(node)
      program.append(.accept)
      program[start] = .look(isNegative: isNegative, after: program.count)
    case .atomic(let node): try emitAtomic(node)
    case .textStart: program.append(.textStart)
    case .textEnd: program.append(.textEnd)
    case .lineStart: program.append(.lineStart)
    case .lineEnd: program.append(.lineEnd)
    }
  }

  private mutating func emitAtomic(_ node: PatternNode) throws(TokenizerError) {
    let start = program.count
    program.append(.accept)
    try emit(node)
    program.append(.accept)
    program[start] = .atomic(after: program.count)
  }

  private mutating func emitAlternatives(_ nodes: [PatternNode]) throws(TokenizerError) {
    var jumps: [Int] = []
    for (index, node) in nodes.enumerated() {
      guard index < nodes.count - 1 else {
        try emit(node)
        break
      }
      let branch = program.count
      program.append(.accept)
      try emit(node)
      jumps.append(program.count)
      program.append(.accept)
      program[branch] = .branch(
        otherwise: program.count, filter: node.isNullable ? .all : node.firstASCII)
    }
    for jump in jumps { program[jump] = .jump(program.count) }
  }

  private mutating func emitRepetition(
    _ node: PatternNode, _ minimum: Int, _ maximum: Int?, _ appetite: PatternNode.Appetite
  ) throws(TokenizerError) {
    if case .set(let set) = node, appetite != .lazy {
      program.append(
        .span(
          index(of: set), minimum: minimum, maximum: maximum ?? .max,
          givesBack: appetite == .greedy))
      return
    }
    if appetite == .possessive {
      return try emitAtomic(
        .repetition(node, minimum: minimum, maximum: maximum, .greedy))
    }
    for _ in 0..<minimum { try emit(node) }
    if let maximum {
      var branches: [Int] = []
      for _ in minimum..<maximum {
        branches.append(program.count)
        program.append(.accept)
        try emit(node)
      }
      for branch in branches { program[branch] = exit(to: program.count, appetite) }
    } else {
      let branch = program.count
      program.append(.accept)
      try emit(node)
      program.append(.jump(branch))
      program[branch] = exit(to: program.count, appetite)
    }
  }

  private func exit(to target: Int, _ appetite: PatternNode.Appetite) -> Pattern.Instruction {
    appetite == .lazy ? .branchLazily(target) : .branch(otherwise: target, filter: .all)
  }
}
