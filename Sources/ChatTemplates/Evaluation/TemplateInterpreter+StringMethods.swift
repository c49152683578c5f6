extension TemplateInterpreter {
  func call(
    _ method: TemplateStringMethod, on text: TemplateText, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    try chargeBytes(text.bytes.count)
    if method == .format { return .string(try format(text, arguments)) }
    if let value = try property(method, of: text) {
      _ = try bind(arguments, [], for: method.rawValue)
      return value
    }
    switch method {
    case .strip, .lstrip, .rstrip:
      let characters = try bind(arguments, ["chars"], for: method.rawValue)[0] ?? .none
      return .string(
        try strip(text, characters, leading: method != .rstrip, trailing: method != .lstrip))
    case .split, .rsplit: return try split(text, arguments, fromRight: method == .rsplit)
    case .splitlines:
      let keeps = try bind(arguments, ["keepends"], for: "splitlines")[0]
      return try list(try lines(of: text, keepEnds: keeps?.isTruthy ?? false).map { .string($0) })
    case .startswith, .endswith: return .bool(try hasAffix(method, text, arguments))
    case .removeprefix, .removesuffix:
      let affix = try expectText(
        try bind(arguments, ["affix"], required: 1, for: method.rawValue)[0], "the affix")
      return .string(removing(affix, method, text))
    case .replace:
      let bound = try bind(arguments, ["old", "new", "count"], required: 2, for: "replace")
      let count = try bound[2].map { (value) throws(TemplateError) in
        try expectInteger(value, "the count of replace")
      }
      return .string(
        try replace(
          text, try expectText(bound[0], "the text to replace"),
          try expectText(bound[1], "the replacement"), count: count ?? -1))
    case .join:
      let parts = try bind(arguments, ["iterable"], required: 1, for: "join")[0] ?? .none
      return .string(try join(parts, separator: text))
    case .find, .rfind, .index, .rindex, .count: return try search(method, text, arguments)
    case .partition, .rpartition: return try partition(method, text, arguments)
    case .center, .ljust, .rjust, .zfill: return .string(try pad(method, text, arguments))
    case .expandtabs: return .string(try expandTabs(text, arguments))
    default: throw fail("the string method '\(method.rawValue)' is not supported")
    }
  }

  /// Methods without arguments.
  private func property(
    _ method: TemplateStringMethod, of text: TemplateText
  ) throws(TemplateError) -> TemplateValue? {
    switch method {
    case .upper: .string(try grown(text.uppercased()))
    case .lower: .string(try grown(text.lowercased()))
    case .capitalize: .string(try grown(text.capitalized()))
    case .title: .string(try grown(text.titlecased()))
    case .swapcase: .string(try grown(text.caseSwapped()))
    case .isalnum: .bool(text.allScalars { $0.isPythonAlphanumeric })
    case .isalpha: .bool(text.allScalars { $0.isPythonAlphabetic })
    case .isascii: .bool(text.bytes.allSatisfy { $0 < 0x80 })
    case .isdecimal: .bool(text.allScalars { $0.properties.numericType == .decimal })
    case .isdigit: .bool(text.allScalars { $0.isPythonDigit })
    case .isnumeric: .bool(text.allScalars { $0.properties.numericType != nil })
    case .isspace: .bool(text.allScalars { $0.isPythonSpace })
    case .isprintable: .bool(text.isEmpty || text.allScalars { $0.isPythonPrintable })
    case .islower: .bool(text.hasOnlyCase { $0.isLowercase })
    case .isupper: .bool(text.hasOnlyCase { $0.isUppercase })
    case .istitle: .bool(text.hasOnlyCase { _ in false } || text.isTitle)
    case .isidentifier: .bool(text.isIdentifier)
    default: nil
    }
  }

  /// A text that a mapping may have made longer.
  private func grown(_ text: TemplateText) throws(TemplateError) -> TemplateText {
    try checkBytes(text.bytes.count)
    return text
  }

  func strip(
    _ text: TemplateText, _ characters: TemplateValue, leading: Bool = true, trailing: Bool = true
  ) throws(TemplateError) -> TemplateText {
    if case .none = characters { return text.trimmed(leading: leading, trailing: trailing) }
    let set = Set(try expectText(characters, "the characters to strip").string.unicodeScalars)
    return text.slice(
      text.trimmedRange(leading: leading, trailing: trailing) { set.contains($0) })
  }

  func replace(
    _ text: TemplateText, _ old: TemplateText, _ new: TemplateText, count: Int
  ) throws(TemplateError) -> TemplateText {
    try chargeBytes(text.bytes.count)
    let limit = count < 0 ? Int.max : count
    guard limit > 0 else { return text }
    var result = TemplateText()
    result.isMarkup = text.isMarkup
    var start = 0
    if old.isEmpty {
      let edges = text.boundaries()
      for (index, edge) in edges.enumerated() {
        try append(text.slice(start..<edge), to: &result)
        start = edge
        if index < limit { try append(new, to: &result) }
      }
    } else {
      let found = text.occurrences(of: old, limit: limit)
      try charge(found.count)
      for offset in found {
        try append(text.slice(start..<offset), to: &result)
        try append(new, to: &result)
        start = offset + old.bytes.count
      }
    }
    try append(text.slice(from: start), to: &result)
    return result
  }

  /// Python's `separator.join(parts)`, which takes strings only.
  func join(
    _ parts: TemplateValue, separator: TemplateText
  ) throws(TemplateError) -> TemplateText {
    var result = TemplateText()
    for (index, part) in try elements(of: parts).enumerated() {
      guard case .string(let text) = part else {
        throw fail("sequence item \(index): expected str instance, \(part.typeName) found")
      }
      if index > 0 { try append(separator, to: &result) }
      try append(text, to: &result)
    }
    return result
  }

  private func split(
    _ text: TemplateText, _ arguments: TemplateArguments, fromRight: Bool
  ) throws(TemplateError) -> TemplateValue {
    let bound = try bind(arguments, ["sep", "maxsplit"], for: fromRight ? "rsplit" : "split")
    let most = try bound[1].map { (value) throws(TemplateError) in
      try expectInteger(value, "maxsplit")
    }
    let limit = most.map { $0 < 0 ? Int.max : $0 } ?? .max
    if case .none = bound[0] ?? .none {
      return try list(try words(of: text, limit: limit, fromRight: fromRight))
    }
    let separator = try expectText(bound[0], "the separator")
    guard !separator.isEmpty else { throw fail("empty separator") }
    let found =
      fromRight
      ? text.occurrencesFromRight(of: separator, limit: limit)
      : limit == 0 ? [] : text.occurrences(of: separator, limit: limit)
    try checkElements(found.count + 1)
    var parts: [TemplateValue] = []
    var start = 0
    for offset in found {
      parts.append(.string(text.slice(start..<offset)))
      start = offset + separator.bytes.count
    }
    parts.append(.string(text.slice(from: start)))
    return .list(parts)
  }

  /// The words between runs of whitespace; past the limit, the rest stays one piece.
  private func words(
    of text: TemplateText, limit: Int, fromRight: Bool
  ) throws(TemplateError) -> [TemplateValue] {
    var words: [TemplateValue] = []
    var rest = text.trimmedRange(leading: !fromRight, trailing: fromRight) { $0.isPythonSpace }
    while !rest.isEmpty {
      try checkGrowth(words.count)
      guard words.count < limit else {
        words.append(.string(text.slice(rest)))
        break
      }
      let word = text.run(in: rest, fromRight: fromRight) { !$0.isPythonSpace }
      words.append(.string(text.slice(word)))
      rest = fromRight ? rest.lowerBound..<word.lowerBound : word.upperBound..<rest.upperBound
      let blanks = text.run(in: rest, fromRight: fromRight) { $0.isPythonSpace }
      rest = fromRight ? rest.lowerBound..<blanks.lowerBound : blanks.upperBound..<rest.upperBound
    }
    return fromRight ? words.reversed() : words
  }

  private func checkGrowth(_ count: Int) throws(TemplateError) {
    try charge()
    guard count < limits.listElements else {
      throw fail("a list of more than \(limits.listElements) elements", kind: .limit)
    }
  }

  func lines(
    of text: TemplateText, keepEnds: Bool = false
  ) throws(TemplateError) -> [TemplateText] {
    var lines: [TemplateText] = []
    var start = 0
    var offset = 0
    while offset < text.bytes.count {
      let (scalar, width) = text.scalar(at: offset)
      let end = offset
      offset += width
      guard scalar.isPythonLineBreak else { continue }
      if scalar == "\r", offset < text.bytes.count, text.bytes[offset] == 0x0A { offset += 1 }
      try checkGrowth(lines.count)
      lines.append(text.slice(start..<(keepEnds ? offset : end)))
      start = offset
    }
    if start < text.bytes.count { lines.append(text.slice(from: start)) }
    return lines
  }

  private func hasAffix(
    _ method: TemplateStringMethod, _ text: TemplateText, _ arguments: TemplateArguments
  ) throws(TemplateError) -> Bool {
    let name = method.rawValue
    let bound = try bind(arguments, ["affix", "start", "end"], required: 1, for: name)
    let part = text.slice(try window(text, bound[1], bound[2]))
    var candidates = [bound[0] ?? .none]
    if case .tuple(let elements) = candidates[0] { candidates = elements.elements }
    for candidate in candidates {
      let affix = try expectText(candidate, "the argument of \(name)")
      if method == .startswith ? part.hasPrefix(affix) : part.hasSuffix(affix) { return true }
    }
    return false
  }

  private func removing(
    _ affix: TemplateText, _ method: TemplateStringMethod, _ text: TemplateText
  ) -> TemplateText {
    if method == .removeprefix {
      return text.hasPrefix(affix) ? text.slice(from: affix.bytes.count) : text
    }
    let end = text.bytes.count - affix.bytes.count
    return text.hasSuffix(affix) ? text.slice(0..<end) : text
  }

  /// The bytes between optional start and end positions, counted in scalars.
  private func window(
    _ text: TemplateText, _ start: TemplateValue?, _ end: TemplateValue?
  ) throws(TemplateError) -> Range<Int> {
    func position(_ value: TemplateValue?, fallback: Int, count: Int) throws(TemplateError) -> Int {
      guard let value else { return fallback }
      if case .none = value { return fallback }
      let index = try expectInteger(value, "a position")
      return min(max(index < 0 ? index &+ count : index, 0), count)
    }
    if start == nil, end == nil { return 0..<text.bytes.count }
    let count = text.count
    let low = try position(start, fallback: 0, count: count)
    let high = max(low, try position(end, fallback: count, count: count))
    return text.offset(ofScalar: low)..<text.offset(ofScalar: high)
  }

  private func search(
    _ method: TemplateStringMethod, _ text: TemplateText, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let name = method.rawValue
    let bound = try bind(arguments, ["sub", "start", "end"], required: 1, for: name)
    let pattern = try expectText(bound[0], "the text to find")
    let window = try window(text, bound[1], bound[2])
    if method == .count {
      let part = text.slice(window)
      return .integer(pattern.isEmpty ? part.count + 1 : part.occurrences(of: pattern).count)
    }
    let isLast = method == .rfind || method == .rindex
    let found =
      isLast
      ? text.findLast(pattern, from: window.lowerBound, to: window.upperBound)
      : text.find(pattern, from: window.lowerBound, to: window.upperBound)
    guard let found else {
      if method == .index || method == .rindex { throw fail("substring not found") }
      return .integer(-1)
    }
    return .integer(text.slice(0..<found).count)
  }

  private func partition(
    _ method: TemplateStringMethod, _ text: TemplateText, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let separator = try expectText(
      try bind(arguments, ["sep"], required: 1, for: method.rawValue)[0], "the separator")
    guard !separator.isEmpty else { throw fail("empty separator") }
    let isLast = method == .rpartition
    guard let found = isLast ? text.findLast(separator) : text.find(separator) else {
      return isLast
        ? .tuple([.string(""), .string(""), .string(text)])
        : .tuple([.string(text), .string(""), .string("")])
    }
    let end = found + separator.bytes.count
    return .tuple([
      .string(text.slice(0..<found)), .string(text.slice(found..<end)),
      .string(text.slice(from: end)),
    ])
  }

  private func pad(
    _ method: TemplateStringMethod, _ text: TemplateText, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateText {
    let names = method == .zfill ? ["width"] : ["width", "fillchar"]
    let bound = try bind(arguments, names, required: 1, for: method.rawValue)
    let width = try expectInteger(bound[0], "the width")
    let fill = try bound.dropFirst().first.flatMap { $0 }.map { (value) throws(TemplateError) in
      try expectText(value, "the fill character")
    }
    guard fill?.count ?? 1 == 1 else { throw fail("the fill character must be one character") }
    let missing = max(0, width.subtractingReportingOverflow(text.count).partialValue)
    guard missing > 0, width > 0 else { return text }
    if method == .zfill {
      let sign = text.bytes.first == UInt8(ascii: "-") || text.bytes.first == UInt8(ascii: "+")
      var result = sign ? text.slice(0..<1) : TemplateText()
      result.append(try repeated("0", missing))
      result.append(sign ? text.slice(from: 1) : text)
      return result
    }
    let left =
      switch method {
      case .ljust: 0
      case .rjust: missing
      // Python's own rounding for `center`.
      default: missing / 2 + (missing & width & 1)
      }
    return try padded(text, left: left, right: missing - left, with: fill ?? " ")
  }

  func padded(
    _ text: TemplateText, left: Int, right: Int, with fill: TemplateText
  ) throws(TemplateError) -> TemplateText {
    var result = try repeated(fill, left)
    try append(text, to: &result)
    try append(try repeated(fill, right), to: &result)
    return result
  }

  func repeated(_ text: TemplateText, _ count: Int) throws(TemplateError) -> TemplateText {
    guard count > 0 else { return TemplateText() }
    try checkBytes(text.bytes.count, times: count)
    try charge(count / 8)
    var result = TemplateText()
    for _ in 0..<count { result.append(text) }
    return result
  }

  private func expandTabs(
    _ text: TemplateText, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateText {
    let value = try bind(arguments, ["tabsize"], for: "expandtabs")[0] ?? .integer(8)
    let size = try expectInteger(value, "tabsize")
    var result = TemplateText()
    var column = 0
    let edges = text.boundaries()
    try charge(edges.count)
    for (start, end) in zip(edges, edges.dropFirst()) {
      let piece = text.slice(start..<end)
      guard piece == "\t" else {
        column = piece == "\n" || piece == "\r" ? 0 : column + 1
        result.append(piece)
        continue
      }
      guard size > 0 else { continue }
      let blanks = size - column % size
      try append(try repeated(" ", blanks), to: &result)
      column += blanks
    }
    return result
  }
}

extension TemplateText {
  /// Python's `str.istitle`.
  var isTitle: Bool {
    var previousIsCased = false
    var hasCased = false
    for scalar in string.unicodeScalars {
      let properties = scalar.properties
      let isUpper = properties.isUppercase || properties.generalCategory == .titlecaseLetter
      if isUpper ? previousIsCased : properties.isLowercase && !previousIsCased { return false }
      previousIsCased = isUpper || properties.isLowercase
      hasCased = hasCased || previousIsCased
    }
    return hasCased
  }

  var isIdentifier: Bool {
    guard let first = string.unicodeScalars.first else { return false }
    return (first == "_" || first.properties.isXIDStart)
      && string.unicodeScalars.allSatisfy { $0.properties.isXIDContinue }
  }
}
