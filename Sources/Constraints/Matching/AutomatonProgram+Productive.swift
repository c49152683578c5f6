extension AutomatonProgram {
  /// Leaves out the parts that cannot be finished, so that no answer begins with one.
  ///
  /// - Throws: `ConstraintError.unsatisfiable` if the whole is such a part.
  mutating func removeUnproductive() throws(ConstraintError) {
    var isProductive = [Bool](repeating: false, count: parts.count)
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for place in parts.indices.reversed() where !isProductive[place] {
        guard isFinishable(parts[place], isProductive) else { continue }
        isProductive[place] = true
        hasChanged = true
      }
    }
    guard isProductive[Int(root)] else {
      throw .unsatisfiable(pointer: "", reason: "no answer can be brought to an end")
    }
    for place in parts.indices {
      switch parts[place] {
      case .union(let inner): parts[place] = .union(inner.filter { isProductive[Int($0)] })
      case .repetition(let inner, _, _) where !isProductive[Int(inner)]:
        parts[place] = .sequence([])
      default: break
      }
    }
  }

  private func isFinishable(_ part: ProgramPart, _ isProductive: [Bool]) -> Bool {
    switch part {
    case .text, .lexeme, .freeText, .value: true
    case .sequence(let inner): inner.allSatisfy { isProductive[Int($0)] }
    case .union(let inner): inner.contains { isProductive[Int($0)] }
    case .repetition(let inner, let minimum, _): minimum == 0 || isProductive[Int(inner)]
    }
  }
}
