extension AutomatonProgram {
  /// Adds a grammar and returns the part that its root is.
  mutating func add(grammar text: String) throws(ConstraintError) -> Int32 {
    throw .unsupported(keyword: "grammar", pointer: "", reason: "grammars are not read yet")
  }
}
