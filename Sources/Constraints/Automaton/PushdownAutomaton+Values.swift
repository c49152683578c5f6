extension PushdownAutomaton {
  /// Adds the stacks of a value of which a byte is the first.
  mutating func beginValue(
    _ shape: Int32, _ byte: UInt8, on below: Stack, into reached: inout [Stack]
  ) {
    let openings = openings(of: shape)
    switch byte {
    case 0x22: for node in openings.strings { push(node, on: below, into: &reached) }
    case 0x5B:
      for array in openings.arrays {
        push(.array(array, .opened), on: below, into: &reached)
      }
    case 0x7B:
      for object in openings.objects {
        push(.object(object, .opened), on: below, into: &reached)
      }
    default:
      for node in openings.scalars { step(stacks.push(node, on: below), byte, into: &reached) }
    }
  }

  /// The ways to begin a value of a shape.
  mutating func openings(of index: Int32) -> ShapeOpenings {
    if let known = plans.openings[Int(index)] { return known }
    let shape = program.shapes[Int(index)]
    var openings = ShapeOpenings()
    if shape.hasNull { openings.scalars.append(.lexeme(LexemeTable.null, state: 0)) }
    if shape.hasTrue { openings.scalars.append(.lexeme(LexemeTable.true, state: 0)) }
    if shape.hasFalse { openings.scalars.append(.lexeme(LexemeTable.false, state: 0)) }
    if let numbers = shape.numbers {
      let lexeme = lexeme(numbers, isString: false)
      openings.scalars.append(.lexeme(lexeme, state: lexemes.start(lexeme)))
    }
    openings.strings = shape.strings.compactMap { opening($0) }
    openings.arrays = shape.arrays.map { plans.add($0) }
    openings.objects = shape.objects.map { plans.add(plan($0)) }
    plans.openings[Int(index)] = openings
    return openings
  }

  private mutating func opening(_ strings: StringShape) -> AutomatonNode? {
    switch strings {
    case .values(let values):
      let set = plans.add(values)
      return .stringOf(set, plans.textSets[Int(set)].start)
    case .texts(nil, let minimum, let maximum):
      return .string(
        minimum: Int32(clamping: minimum), maximum: maximum.map { Int32(clamping: $0) },
        step: .plain)
    case .texts:
      do {
        let lexeme = lexeme(try strings.language(), isString: true)
        return .stringLexeme(lexeme, state: lexemes.start(lexeme))
      } catch {
        failure = failure ?? error
        return nil
      }
    }
  }

  /// The lexeme of a language.
  mutating func lexeme(_ expression: RegularExpression, isString: Bool) -> Int32 {
    do {
      return try lexemes.index(of: .init(expression: expression, isString: isString))
    } catch {
      failure = failure ?? error
      return LexemeTable.null
    }
  }

  /// The lexeme of names in a language, or `nil` if there are none.
  private mutating func lexemeOfSome(_ names: RegularExpression) -> Int32? {
    do {
      guard try !names.isEmpty() else { return nil }
      return try lexemes.index(of: .init(expression: names, isString: true))
    } catch {
      failure = failure ?? error
      return nil
    }
  }

  private mutating func plan(_ shape: ObjectShape) -> ObjectPlan {
    var others: [(lexeme: Int32, shape: Int32)] = []
    for pattern in shape.patterns {
      guard let value = pattern.shape else { continue }
      if let lexeme = lexemeOfSome(pattern.names) { others.append((lexeme, Int32(value))) }
    }
    guard let additional = shape.additional, !shape.patterns.isEmpty else {
      return ObjectPlan(shape, others: others, additional: shape.additional.map { Int32($0) })
    }
    let known = RegularExpression.union(shape.properties.map { .literal($0.name) })
    let names = RegularExpression.intersection(
      [known.complement] + shape.patterns.map(\.names.complement))
    if let lexeme = lexemeOfSome(names) { others.append((lexeme, Int32(additional))) }
    return ObjectPlan(shape, others: others, additional: nil)
  }
}
