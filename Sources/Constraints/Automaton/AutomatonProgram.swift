/// A part of a definition, made ready for the automaton.
///
/// Parts name each other by place, so that they may recur.
enum ProgramPart: Sendable {
  /// A text of bytes.
  case text(Int32)
  /// A text of a language.
  case lexeme(Int32)
  /// Free text that ends with a trigger.
  case freeText(Int32)
  /// A JSON value of a shape.
  case value(Int32)
  /// Parts one after another.
  case sequence([Int32])
  /// One of several parts.
  case union([Int32])
  /// A part so many times over.
  case repetition(Int32, minimum: Int, maximum: Int?)
}

/// The program of an automaton: parts of a definition, and the shapes, texts and languages that
/// they name.
struct AutomatonProgram: Sendable {
  /// The parts.
  var parts: [ProgramPart] = []
  /// The part that an answer has to be.
  var root: Int32 = 0
  /// Texts.
  var texts: [[UInt8]] = []
  /// Triggers of free texts.
  var triggers: [TriggerAutomaton] = []
  /// Shapes of JSON values.
  var shapes: [Shape] = []
  /// Languages of texts, and of texts of JSON strings.
  var languages: [Language] = []

  /// Names of the parts that are rules of a grammar.
  var names: [Int32: String] = [:]
  /// Tells of each part whether nothing at all is one; made by `findNullable`.
  private(set) var isNullable: [Bool] = []

  /// A language, and the form in which its texts are written.
  struct Language: Hashable, Sendable {
    /// The texts.
    var expression: RegularExpression
    /// Tells whether the texts are written as the text of a JSON string, in any spelling.
    var isString: Bool
  }

  /// Adds a part and returns its place.
  mutating func add(_ part: ProgramPart) -> Int32 {
    parts.append(part)
    return Int32(parts.count - 1)
  }

  /// Adds shapes and returns the place of the first.
  mutating func add(_ table: ShapeTable) -> Int32 {
    let base = shapes.count
    shapes += table.shapes.map { $0.moved(by: base) }
    return Int32(base + table.root)
  }
}

extension AutomatonProgram {
  /// Finds the parts of which nothing at all is one.
  mutating func findNullable() throws(ConstraintError) {
    isNullable = [Bool](repeating: false, count: parts.count)
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for (place, part) in parts.enumerated() where !isNullable[place] {
        guard try isNullable(part) else { continue }
        isNullable[place] = true
        hasChanged = true
      }
    }
  }

  private func isNullable(_ part: ProgramPart) throws(ConstraintError) -> Bool {
    switch part {
    case .text(let text): texts[Int(text)].isEmpty
    case .lexeme(let language): try languages[Int(language)].expression.contains("")
    case .freeText(let free): !triggers[Int(free)].endsText
    case .value: false
    case .sequence(let parts): parts.allSatisfy { isNullable[Int($0)] }
    case .union(let parts): parts.contains { isNullable[Int($0)] }
    case .repetition(let inner, let minimum, _): minimum == 0 || isNullable[Int(inner)]
    }
  }
}

extension Shape {
  /// The shape in a table in which all shapes stand so many places later.
  func moved(by distance: Int) -> Shape {
    if distance == 0 { return self }
    var shape = self
    for place in shape.arrays.indices {
      shape.arrays[place].prefix = arrays[place].prefix.map { $0 + distance }
      shape.arrays[place].rest = arrays[place].rest.map { $0 + distance }
      guard let counted = arrays[place].counted else { continue }
      shape.arrays[place].counted?.prefix = counted.prefix.map { $0.map { $0 + distance } }
      shape.arrays[place].counted?.rest = counted.rest.map { $0 + distance }
    }
    for place in shape.objects.indices {
      for member in shape.objects[place].properties.indices {
        shape.objects[place].properties[member].shape =
          objects[place].properties[member].shape.map { $0 + distance }
      }
      for pattern in shape.objects[place].patterns.indices {
        shape.objects[place].patterns[pattern].shape =
          objects[place].patterns[pattern].shape.map { $0 + distance }
      }
      shape.objects[place].additional = objects[place].additional.map { $0 + distance }
    }
    return shape
  }
}
