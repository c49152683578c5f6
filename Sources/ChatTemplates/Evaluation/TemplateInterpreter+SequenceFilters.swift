extension TemplateInterpreter {
  func apply(
    _ filter: TemplateFilters.Sequence, _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let name = filter.rawValue
    switch filter {
    case .first, .last, .list, .items, .reverse:
      _ = try bind(arguments, [], for: name)
      return try apply(plain: filter, value)
    case .join: return .string(try joined(value, arguments))
    case .map: return try mapped(value, arguments)
    case .select, .reject:
      return try selected(value, arguments, attribute: nil, keeps: filter == .select)
    case .selectattr, .rejectattr:
      guard let attribute = arguments.positional.first else {
        throw fail("\(name) needs the name of an attribute")
      }
      var rest = arguments
      rest.positional.removeFirst()
      return try selected(value, rest, attribute: attribute, keeps: filter == .selectattr)
    case .min, .max: return try extreme(value, arguments, isMaximum: filter == .max)
    case .sum: return try summed(value, arguments)
    case .sort: return try sort(value, arguments)
    case .dictsort: return try sortMembers(value, arguments)
    case .unique: return try unique(value, arguments)
    case .groupby: return try grouped(value, arguments)
    case .batch: return try batches(value, arguments)
    case .slice: return try columns(value, arguments)
    }
  }

  /// Filters without arguments.
  private func apply(
    plain filter: TemplateFilters.Sequence, _ value: TemplateValue
  ) throws(TemplateError) -> TemplateValue {
    switch filter {
    case .first:
      if case .object(let iterator as TemplateIterator) = value {
        return iterator.next() ?? .undefined(.hint("No first item, sequence was empty."))
      }
      return try elements(of: value).first
        ?? .undefined(.hint("No first item, sequence was empty."))
    case .last:
      if case .object(let object) = value {
        throw fail("'\(object.typeName)' object is not reversible")
      }
      return try elements(of: value).last ?? .undefined(.hint("No last item, sequence was empty."))
    case .list: return try list(try elements(of: value))
    case .items:
      if value.isUndefined { return try iterator([]) }
      guard case .dictionary(let dictionary) = value else {
        throw fail("Can only get item pairs from a mapping.")
      }
      return try iterator(TemplateDictionaryView(kind: .items, dictionary: dictionary).elements)
    default:
      if case .string(let text) = value {
        try charge(text.bytes.count)
        let edges = text.boundaries()
        var result = TemplateText()
        for index in stride(from: edges.count - 2, through: 0, by: -1) {
          result.append(text.slice(edges[index]..<edges[index + 1]))
        }
        return .string(result.withMarkup(text.isMarkup))
      }
      return try iterator(try elements(of: value).reversed())
    }
  }

  // MARK: Attributes of elements

  /// The steps of a dotted path, where whole numbers are positions.
  private func path(_ attribute: TemplateValue?) throws(TemplateError) -> [TemplateValue] {
    switch attribute ?? .none {
    case .none: return []
    case .string(let text):
      return text.string.split(separator: ".", omittingEmptySubsequences: false).map { part in
        let isNumber = !part.isEmpty && part.unicodeScalars.allSatisfy { $0.isPythonDigit }
        if isNumber, let index = Int(part) { return .integer(index) }
        return .string(TemplateText(String(part)))
      }
    case let index: return [index]
    }
  }

  private func follow(
    _ path: [TemplateValue], _ value: TemplateValue, fallback: TemplateValue? = nil
  ) throws(TemplateError) -> TemplateValue {
    var value = value
    for step in path {
      try charge()
      value = try item(step, of: value)
      if value.isUndefined, let fallback { value = fallback }
    }
    return value
  }

  private func ignoringCase(
    _ value: TemplateValue, _ isSensitive: Bool
  ) throws(TemplateError) -> TemplateValue {
    guard !isSensitive, case .string(let text) = value else { return value }
    try chargeBytes(text.bytes.count)
    return .string(text.lowercased())
  }

  // MARK: Filters

  private func joined(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateText {
    let bound = try bind(arguments, ["d", "attribute"], for: "join")
    let separator = try string(bound[0] ?? .string(""))
    let path = try path(bound[1])
    var result = TemplateText()
    for (index, element) in try elements(of: value).enumerated() {
      if index > 0 { try append(separator, to: &result) }
      try append(try string(try follow(path, element)), to: &result)
    }
    return result
  }

  private func mapped(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    guard value.isTruthy else { return try iterator([]) }
    var results: [TemplateValue] = []
    if arguments.positional.isEmpty, arguments.keywords.contains(where: { $0.name == "attribute" })
    {
      let bound = try bind(arguments, ["attribute", "default"], for: "map")
      let path = try path(bound[0])
      for element in try elements(of: value) {
        results.append(try follow(path, element, fallback: bound[1].flatMap(Self.notNone)))
      }
    } else {
      guard let first = arguments.positional.first else {
        throw fail("map requires a filter argument")
      }
      let name = try expectText(first, "the name of a filter").string
      var rest = arguments
      rest.positional.removeFirst()
      for element in try elements(of: value) { results.append(try filter(name, element, rest)) }
    }
    return try iterator(results)
  }

  private static func notNone(_ value: TemplateValue) -> TemplateValue? {
    if case .none = value { nil } else { value }
  }

  private func selected(
    _ value: TemplateValue, _ arguments: TemplateArguments, attribute: TemplateValue?, keeps: Bool
  ) throws(TemplateError) -> TemplateValue {
    guard value.isTruthy else { return try iterator([]) }
    let path = try path(attribute)
    var rest = arguments
    var testName: String?
    if let first = arguments.positional.first {
      testName = try expectText(first, "the name of a test").string
      rest.positional.removeFirst()
    }
    var kept: [TemplateValue] = []
    for element in try elements(of: value) {
      let subject = try follow(path, element)
      let passes = try testName.map { (name) throws(TemplateError) in
        try test(name, subject, rest)
      }
      try charge()
      if (passes ?? subject.isTruthy) == keeps { kept.append(element) }
    }
    return try iterator(kept)
  }

  private func extreme(
    _ value: TemplateValue, _ arguments: TemplateArguments, isMaximum: Bool
  ) throws(TemplateError) -> TemplateValue {
    let bound = try bind(
      arguments, ["case_sensitive", "attribute"], for: isMaximum ? "max" : "min")
    let path = try path(bound[1])
    let isSensitive = bound[0]?.isTruthy ?? false
    var best: (value: TemplateValue, key: TemplateValue)?
    for element in try elements(of: value) {
      try charge()
      let key = try ignoringCase(try follow(path, element), isSensitive)
      guard let current = best else {
        best = (element, key)
        continue
      }
      let isBetter =
        isMaximum ? try isLess(current.key, key, "<") : try isLess(key, current.key, "<")
      if isBetter { best = (element, key) }
    }
    return best?.value ?? .undefined(.hint("No aggregated item, sequence was empty."))
  }

  private func summed(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let bound = try bind(arguments, ["attribute", "start"], for: "sum")
    let path = try path(bound[0])
    var sum = bound[1] ?? .integer(0)
    if case .string = sum { throw fail("sum() can't sum strings") }
    for element in try elements(of: value) {
      try charge()
      sum = try apply(.add, sum, try follow(path, element))
    }
    return sum
  }

  /// A stable merge sort that throws where two keys have no order.
  func sorted<Element>(
    _ elements: [Element], isReversed: Bool = false,
    by key: (Element) throws(TemplateError) -> TemplateValue
  ) throws(TemplateError) -> [Element] {
    var keyed: [(element: Element, key: TemplateValue)] = []
    for element in elements { keyed.append((element, try key(element))) }
    var width = 1
    while width < keyed.count {
      var merged: [(element: Element, key: TemplateValue)] = []
      merged.reserveCapacity(keyed.count)
      for start in stride(from: 0, to: keyed.count, by: 2 * width) {
        var left = start
        var right = min(start + width, keyed.count)
        let middle = right
        let end = min(start + 2 * width, keyed.count)
        while left < middle || right < end {
          try charge()
          var takesRight = left == middle
          if left < middle, right < end {
            takesRight =
              isReversed
              ? try isLess(keyed[left].key, keyed[right].key, "<")
              : try isLess(keyed[right].key, keyed[left].key, "<")
          }
          merged.append(takesRight ? keyed[right] : keyed[left])
          if takesRight { right += 1 } else { left += 1 }
        }
      }
      keyed = merged
      width *= 2
    }
    return keyed.map(\.element)
  }

  private func sort(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let bound = try bind(arguments, ["reverse", "case_sensitive", "attribute"], for: "sort")
    var paths: [[TemplateValue]] = []
    if case .string(let names)? = bound[2] {
      for name in names.string.split(separator: ",", omittingEmptySubsequences: false) {
        paths.append(try path(.text(String(name))))
      }
    } else {
      paths = [try path(bound[2])]
    }
    let isSensitive = bound[1]?.isTruthy ?? false
    let result = try sorted(try elements(of: value), isReversed: bound[0]?.isTruthy ?? false) {
      (element) throws(TemplateError) in
      var keys: [TemplateValue] = []
      for path in paths {
        keys.append(try ignoringCase(try follow(path, element), isSensitive))
      }
      return .tuple(keys)
    }
    return try list(result)
  }

  private func sortMembers(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let bound = try bind(arguments, ["case_sensitive", "by", "reverse"], for: "dictsort")
    let by = try expectText(bound[1] ?? .string("key"), "by")
    guard by == "key" || by == "value" else {
      throw fail("You can only sort by either \"key\" or \"value\"")
    }
    guard case .dictionary(let dictionary) = value else {
      throw fail("dictsort needs a mapping, not '\(value.typeName)'")
    }
    let isSensitive = bound[0]?.isTruthy ?? false
    let members = try sorted(
      Array(zip(dictionary.keys, dictionary.values)), isReversed: bound[2]?.isTruthy ?? false
    ) { (member) throws(TemplateError) in
      try ignoringCase(by == "key" ? member.0 : member.1, isSensitive)
    }
    return try list(members.map { .tuple([$0.0, $0.1]) })
  }

  private func unique(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let bound = try bind(arguments, ["case_sensitive", "attribute"], for: "unique")
    let path = try path(bound[1])
    var seen: Set<TemplateDictionary.Key> = []
    var kept: [TemplateValue] = []
    for element in try elements(of: value) {
      try charge()
      let key = try ignoringCase(try follow(path, element), bound[0]?.isTruthy ?? false)
      if seen.insert(try hashable(key)).inserted { kept.append(element) }
    }
    return try iterator(kept)
  }

  private func grouped(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let bound = try bind(
      arguments, ["attribute", "default", "case_sensitive"], required: 1, for: "groupby")
    let path = try path(bound[0])
    let fallback = bound[1].flatMap(Self.notNone)
    let isSensitive = bound[2]?.isTruthy ?? false
    let key = { (element: TemplateValue) throws(TemplateError) -> TemplateValue in
      try self.ignoringCase(try self.follow(path, element, fallback: fallback), isSensitive)
    }
    var groups: [(key: TemplateValue, members: [TemplateValue])] = []
    for element in try sorted(try elements(of: value), by: key) {
      let name = try key(element)
      if let last = groups.last, try areEqual(last.key, name) {
        groups[groups.count - 1].members.append(element)
      } else {
        groups.append((name, [element]))
      }
    }
    var result: [TemplateValue] = []
    for group in groups {
      let name = try follow(path, group.members[0], fallback: fallback)
      var pair = TemplateElements([name, try list(group.members)])
      pair.isGroup = true
      result.append(.tuple(pair))
    }
    return try list(result)
  }

  private func batches(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let bound = try bind(arguments, ["linecount", "fill_with"], required: 1, for: "batch")
    let size = try expectInteger(bound[0], "the size of a batch")
    var result: [TemplateValue] = []
    var batch: [TemplateValue] = []
    for (index, element) in try elements(of: value).enumerated() {
      if index > 0 || size == 0, batch.count == size {
        result.append(try list(batch))
        batch = []
      }
      batch.append(element)
    }
    if !batch.isEmpty {
      if let fill = bound[1].flatMap(Self.notNone), batch.count < size {
        try checkElements(size)
        batch += Array(repeating: fill, count: size - batch.count)
      }
      result.append(try list(batch))
    }
    return try iterator(result)
  }

  private func columns(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let bound = try bind(arguments, ["slices", "fill_with"], required: 1, for: "slice")
    let columns = try expectInteger(bound[0], "the number of slices")
    guard columns != 0 else { throw fail("integer division or modulo by zero") }
    try checkElements(max(0, columns))
    let all = try elements(of: value)
    var result: [TemplateValue] = []
    var start = 0
    for column in 0..<max(0, columns) {
      let hasExtra = column < all.count % columns
      let end = start + all.count / columns + (hasExtra ? 1 : 0)
      var part = Array(all[start..<end])
      if let fill = bound[1].flatMap(Self.notNone), !hasExtra { part.append(fill) }
      result.append(try list(part))
      start = end
    }
    return try iterator(result)
  }
}
