/// Reads the subset of regular expressions that published tokenizers use; anything else is refused
/// by name.
struct PatternParser {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var ignoresCase = false
  private var depth = 0
  private static let depthLimit = 64

  /// The tree of a pattern.
  static func parse(_ pattern: String) throws(TokenizerError) -> PatternNode {
    var parser = PatternParser(scalars: Array(pattern.unicodeScalars))
    let node = try parser.alternatives()
    guard parser.position == parser.scalars.count else { throw parser.refusal("an unmatched ')'") }
    return node
  }

  private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

  private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private func refusal(_ what: String) -> TokenizerError {
    let pattern = String(String.UnicodeScalarView(scalars))
    return TokenizerError(
      .unsupported, "the pattern \(quoted(pattern)) has \(what) at character \(position)")
  }

  private mutating func take() throws(TokenizerError) -> Unicode.Scalar {
    guard let scalar = peek else { throw refusal("an end where more is expected") }
    position += 1
    return scalar
  }

  private mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard scalars[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  private mutating func alternatives() throws(TokenizerError) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthLimit else { throw refusal("groups nested too deeply") }
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(TokenizerError) -> PatternNode {
    var nodes: [PatternNode] = []
    while let scalar = peek, scalar != "|", scalar != ")" {
      nodes.append(try quantified(try atom()))
    }
    return nodes.count == 1 ? nodes[0] : nodes.isEmpty ? .empty : .sequence(nodes)
  }

  private mutating func quantified(_ atom: PatternNode) throws(TokenizerError) -> PatternNode {
    var node = atom
    var count = 0
    while true {
      count += 1
      guard count <= 4 else { throw refusal("more than three repetitions of one another") }
      let minimum: Int
      let maximum: Int?
      if take("*") {
        (minimum, maximum) = (0, nil)
      } else if take("+") {
        (minimum, maximum) = (1, nil)
      } else if take("?") {
        (minimum, maximum) = (0, 1)
      } else if peek == "{", let bounds = try counts() {
        (minimum, maximum) = bounds
      } else {
        return node
      }
      if maximum == nil, node.isNullable { throw refusal("an endless repetition of nothing") }
      let appetite: PatternNode.Appetite = take("?") ? .lazy : take("+") ? .possessive : .greedy
      node = .repetition(node, minimum: minimum, maximum: maximum, appetite)
    }
  }

  private mutating func counts() throws(TokenizerError) -> (Int, Int?)? {
    let mark = position
    position += 1
    let minimum = number()
    var maximum = minimum
    if take(",") { maximum = number() }
    guard take("}"), minimum != nil || maximum != nil else {
      position = mark
      throw refusal("a '{' that is no count")
    }
    let low = minimum ?? 0
    guard low <= 256, maximum ?? low <= 256, maximum ?? low >= low else {
      throw refusal("a count that is out of range")
    }
    return (low, maximum)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let scalar = peek, ("0"..."9").contains(scalar) {
      value = min((value ?? 0) * 10 + Int(scalar.value - 0x30), 100_000)
      position += 1
    }
    return value
  }

  private mutating func atom() throws(TokenizerError) -> PatternNode {
    let scalar = try take()
    switch scalar {
    case "(": return try group()
    case "[": return .set(CharacterSet(try classRule()))
    case ".": return .set(CharacterSet(.not(.ranges([0x0A...0x0A]))))
    case "^": return .lineStart
    case "$": return .lineEnd
    case "\\": return try escapeAtom()
    case "*", "+", "?": throw refusal("a repetition of nothing")
    default: return .set(CharacterSet(literal(scalar)))
    }
  }

  private mutating func escapeAtom() throws(TokenizerError) -> PatternNode {
    if take("z") || take("Z") { return .textEnd }
    if take("A") { return .textStart }
    return .set(CharacterSet(try escape(isBare: true)))
  }

  private mutating func group() throws(TokenizerError) -> PatternNode {
    let outer = ignoresCase
    defer { ignoresCase = outer }
    var wrap: (PatternNode) -> PatternNode = { $0 }
    if take("?:") || take("?-i:") {
      if scalars[position - 2] == "i" { ignoresCase = false }
    } else if take("?i:") {
      ignoresCase = true
    } else if take("?=") {
      wrap = { .lookahead($0, isNegative: false) }
    } else if take("?!") {
      wrap = { .lookahead($0, isNegative: true) }
    } else if take("?>") {
      wrap = { .atomic($0) }
    } else if take("?i)") {
      // The flag holds to the end of the group around it.
      ignoresCase = true
      return try alternatives()
    } else if peek == "?" {
      throw refusal("an unknown group")
    }
    let node = try alternatives()
    guard take(")") else { throw refusal("a '(' without ')'") }
    return wrap(node)
  }

  private func literal(_ scalar: Unicode.Scalar) -> CharacterSet.Rule {
    folded([scalar.value...scalar.value])
  }

  /// Both cases of the characters of some ranges, if case is ignored here.
  private func folded(_ ranges: [ClosedRange<UInt32>]) -> CharacterSet.Rule {
    guard ignoresCase else { return .ranges(ranges) }
    var result = ranges
    for range in ranges where range.count <= 512 {
      for value in range {
        guard let scalar = Unicode.Scalar(value) else { continue }
        for mapped in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
          let scalars = Array(mapped.unicodeScalars)
          if scalars.count == 1 { result.append(scalars[0].value...scalars[0].value) }
        }
        // The long s and the Kelvin sign fold to ASCII letters, but nothing maps to them.
        if scalar == "s" || scalar == "S" { result.append(0x17F...0x17F) }
        if scalar == "k" || scalar == "K" { result.append(0x212A...0x212A) }
      }
    }
    return .ranges(result)
  }

  /// Superscript digits and fractions of Latin-1, which Oniguruma takes for parts of words, but not
  /// in brackets.
  private static let latinNumbers = CharacterSet.Rule.ranges([
    0xB2...0xB3, 0xB9...0xB9, 0xBC...0xBE,
  ])

  /// - Parameter isBare: Whether it stands outside of brackets.
  private mutating func escape(isBare: Bool = false) throws(TokenizerError) -> CharacterSet.Rule {
    let word = CharacterSet.Rule.categories(UnicodeCategory.word)
    let words = isBare ? CharacterSet.Rule.union([word, Self.latinNumbers]) : word
    let scalar = try take()
    switch scalar {
    case "s": return .whitespace
    case "S": return .not(.whitespace)
    case "d": return .categories(UnicodeCategory.decimalDigit)
    case "D": return .not(.categories(UnicodeCategory.decimalDigit))
    case "w": return words
    case "W": return .not(words)
    case "p": return try property()
    case "P": return .not(try property())
    default:
      position -= 1
      return literal(try escapedScalar())
    }
  }

  /// The single character that an escape stands for.
  private mutating func escapedScalar() throws(TokenizerError) -> Unicode.Scalar {
    let scalar = try take()
    switch scalar {
    case "r": return "\r"
    case "n": return "\n"
    case "t": return "\t"
    case "f": return "\u{0C}"
    case "v": return "\u{0B}"
    case "0": return "\0"
    case "x": return try hexadecimal(digits: 2)
    case "u": return try hexadecimal(digits: 4)
    default:
      if ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
        || ("0"..."9").contains(scalar)
      {
        throw refusal("the unknown escape '\\\(scalar)'")
      }
      return scalar
    }
  }

  private mutating func hexadecimal(digits: Int) throws(TokenizerError) -> Unicode.Scalar {
    let isBraced = take("{")
    var value: UInt32 = 0
    var count = 0
    while let scalar = peek, let digit = Character(scalar).hexDigitValue,
      count < (isBraced ? 6 : digits)
    {
      value = value << 4 | UInt32(digit)
      count += 1
      position += 1
    }
    guard count > 0, !isBraced || take("}"), let scalar = Unicode.Scalar(value) else {
      throw refusal("a bad hexadecimal escape")
    }
    return scalar
  }

  private mutating func property() throws(TokenizerError) -> CharacterSet.Rule {
    var name = String(try take())
    if name == "{" {
      name = ""
      while let scalar = peek, scalar != "}", name.utf8.count < 40 {
        name.unicodeScalars.append(scalar)
        position += 1
      }
      guard take("}") else { throw refusal("a '\\p{' without '}'") }
    }
    let isNegated = name.hasPrefix("^")
    if isNegated { name.removeFirst() }
    let rule: CharacterSet.Rule
    if let mask = UnicodeCategory.names[name] {
      rule = .categories(mask)
    } else if name == "Han" || name == "Script=Han" {
      rule = .ranges(UnicodeCategory.han)
    } else {
      throw refusal("the unknown property \(quoted(name))")
    }
    return isNegated ? .not(rule) : rule
  }

  /// The rest of a class after its '[': members, ranges, nested classes, and intersections
  /// with '&&'.
  private mutating func classRule() throws(TokenizerError) -> CharacterSet.Rule {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthLimit else { throw refusal("classes nested too deeply") }
    let isNegated = take("^")
    var members: [CharacterSet.Rule] = []
    var left: CharacterSet.Rule?
    var isFirst = true
    while isFirst || peek != "]" {
      if take("&&") {
        left = intersection(left, members)
        members = []
      } else if take("[") {
        members.append(try classRule())
      } else {
        members.append(try classMember())
      }
      guard members.count <= 2048 else { throw refusal("a class of more than 2048 members") }
      isFirst = false
    }
    position += 1
    let rule = intersection(left, members)
    return isNegated ? .not(rule) : rule
  }

  private func intersection(
    _ left: CharacterSet.Rule?, _ members: [CharacterSet.Rule]
  ) -> CharacterSet.Rule {
    let right = members.count == 1 ? members[0] : CharacterSet.Rule.union(members)
    return left.map { .intersection($0, right) } ?? right
  }

  private mutating func classMember() throws(TokenizerError) -> CharacterSet.Rule {
    var low = try take()
    if low == "\\" {
      if let next = peek, "sSdDwWpP".unicodeScalars.contains(next) { return try escape() }
      low = try escapedScalar()
    } else if low == "[" || low == ":" && scalars[position...].starts(with: [":"]) {
      throw refusal("an unknown class")
    }
    // A '-' before the end of the class stands for itself.
    guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
      return literal(low)
    }
    let mark = position
    position += 1
    var high = try take()
    if high == "\\" {
      if let next = peek, "sSdDwWpP".unicodeScalars.contains(next) {
        position = mark
        return literal(low)
      }
      high = try escapedScalar()
    }
    guard low.value <= high.value else { throw refusal("a range that runs backwards") }
    return folded([low.value...high.value])
  }
}
