package import JSON

extension ShapeTable {
  /// The normal form of a schema.
  ///
  /// - Throws: `ConstraintError` that names what is not supported and its JSON pointer, a schema
  ///   that no value satisfies, and one that goes beyond a limit.
  package init(schema: JSONValue, limits: SchemaLimits = SchemaLimits()) throws(ConstraintError) {
    var algebra = ShapeAlgebra(try SchemaDocument(schema), limits: limits)
    let root = try algebra.shape(of: algebra.document.root)
    var assembly = ShapeAssembly(algebra: algebra)
    self = try assembly.table(root: root)
  }
}

/// The making of a table from an algebra: everything is worked out, and what has no value is left
/// out.
struct ShapeAssembly {
  /// A shape on its way into the table.
  struct Node: Hashable {
    /// Its place in the algebra.
    var shape: ShapeIndex
    /// Tells whether each of its numbers is to have one spelling only.
    var hasPlainNumbers = false
  }

  /// The alternatives of a node in the form in which the table has them.
  struct Alternatives {
    /// Alternatives other than arrays, objects and numbers.
    var values: ValueSet
    /// The texts of numbers.
    var numbers: RegularExpression?
    /// Alternatives of arrays.
    var arrays: [CountedArray]
    /// Alternatives of objects.
    var objects: [ObjectSet]
  }

  var algebra: ShapeAlgebra
  /// Alternatives of each node.
  var alternatives: [Node: Alternatives] = [:]
  /// Nodes that are known to have a value.
  var inhabited: Set<Node> = []
  /// Nodes in the order in which they were found.
  private var found: [Node] = []
  private var indices: [Node: ShapeIndex] = [:]
  private var listed: [Node] = []

  init(algebra: ShapeAlgebra) { self.algebra = algebra }

  /// The table of what is reachable from a shape.
  mutating func table(root: ShapeIndex) throws(ConstraintError) -> ShapeTable {
    let root = Node(shape: root)
    try workOut(from: root)
    findInhabited()
    guard inhabited.contains(root) else {
      throw .unsatisfiable(pointer: "", reason: "no value satisfies the schema")
    }
    var shapes: [Shape] = []
    _ = index(of: root)
    while shapes.count < listed.count {
      let node = listed[shapes.count]
      guard let found = alternatives[node] else { break }
      shapes.append(try shape(found, pointer: algebra.pointer(of: node.shape)))
    }
    return ShapeTable(shapes: shapes, root: 0)
  }

  private mutating func workOut(from root: Node) throws(ConstraintError) {
    var open = [root]
    var known: Set<Node> = [root]
    while let node = open.popLast() {
      let alternatives = try workedOut(node)
      self.alternatives[node] = alternatives
      found.append(node)
      for child in Self.children(of: alternatives) where known.insert(child).inserted {
        open.append(child)
      }
    }
  }

  private static func children(of alternatives: Alternatives) -> [Node] {
    var children: [Node] = []
    for array in alternatives.arrays { children += array.children }
    for object in alternatives.objects {
      children += object.members.map { Node(shape: $0.shape) }
      children += object.patterns.map { Node(shape: $0.shape) }
      children.append(Node(shape: object.additional))
    }
    return children.filter { $0.shape != ShapeAlgebra.nothing }
  }

  /// Finds the nodes that have a value: those whose alternatives need only nodes that have one.
  private mutating func findInhabited() {
    var open = Array(found.reversed())
    while true {
      let rest = open.filter { node in
        guard let alternatives = alternatives[node], hasValue(alternatives) else { return true }
        inhabited.insert(node)
        return false
      }
      if rest.count == open.count { return }
      open = rest
    }
  }

  /// The place of a node in the table, or `nil` if it has no value.
  mutating func index(of node: Node) -> ShapeIndex? {
    guard inhabited.contains(node) else { return nil }
    if let known = indices[node] { return known }
    indices[node] = listed.count
    listed.append(node)
    return listed.count - 1
  }
}
