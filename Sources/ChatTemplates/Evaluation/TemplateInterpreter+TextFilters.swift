extension TemplateInterpreter {
  func apply(
    _ filter: TemplateFilters.Text, _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let name = filter.rawValue
    let text: TemplateText
    if case .string(let string) = value { text = string } else { text = try string(value) }
    try chargeBytes(text.bytes.count)
    switch filter {
    case .upper, .lower, .capitalize, .title, .string, .safe, .escape, .e, .forceescape, .wordcount:
      _ = try bind(arguments, [], for: name)
      return try apply(plain: filter, value, text)
    case .trim:
      let characters = try bind(arguments, ["chars"], for: name)[0] ?? .none
      return .string(try strip(text, characters))
    case .replace:
      let bound = try bind(arguments, ["old", "new", "count"], required: 2, for: name)
      var count = -1
      if let limit = bound[2], limit.integerValue != nil { count = limit.integerValue ?? -1 }
      return .string(
        try replace(
          text.withMarkup(false), try string(bound[0] ?? .none), try string(bound[1] ?? .none),
          count: count))
    case .indent: return .string(try indented(value, arguments))
    case .center:
      let width = try bind(arguments, ["width"], for: name)[0] ?? .integer(80)
      return try call(.center, on: text, TemplateArguments(positional: [width]))
    case .truncate: return try truncated(value, arguments)
    case .format:
      if arguments.keywords.isEmpty {
        return .string(try percentFormat(text, try tuple(arguments.positional)))
      }
      guard arguments.positional.isEmpty else {
        throw fail("format takes arguments by position or by name, not both")
      }
      var names = TemplateDictionary()
      for (name, value) in arguments.keywords { names.set(TemplateText(name), to: value) }
      return .string(try percentFormat(text, .dictionary(names)))
    }
  }

  /// Filters without arguments.
  private func apply(
    plain filter: TemplateFilters.Text, _ value: TemplateValue, _ text: TemplateText
  ) throws(TemplateError) -> TemplateValue {
    switch filter {
    case .upper: return try call(.upper, on: text, TemplateArguments())
    case .lower: return try call(.lower, on: text, TemplateArguments())
    case .capitalize: return try call(.capitalize, on: text, TemplateArguments())
    case .title: return .string(titled(text))
    case .string: return .string(text)
    case .safe: return .string(text.withMarkup(true))
    case .forceescape: return .string(try escaped(text.withMarkup(false)))
    case .wordcount: return .integer(wordCount(text))
    default: return .string(text.isMarkup ? text : try escaped(text))
    }
  }

  /// Text with the five characters replaced that mean something in HTML.
  func escaped(_ text: TemplateText) throws(TemplateError) -> TemplateText {
    let result = text.mapScalars { scalar, _ in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "'": "&#39;"
      case "\"": "&#34;"
      default: String(scalar)
      }
    }
    try checkBytes(result.bytes.count)
    return result.withMarkup(true)
  }

  /// The first letter of each word in upper case; words end at blanks, hyphens and
  /// opening brackets.
  private func titled(_ text: TemplateText) -> TemplateText {
    var isStart = true
    return text.mapScalars { scalar, _ in
      let isBreak = scalar.isPythonSpace || "-({[<".unicodeScalars.contains(scalar)
      defer { isStart = isBreak }
      return isStart && !isBreak
        ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
    }
  }

  private func wordCount(_ text: TemplateText) -> Int {
    var count = 0
    var isInWord = false
    for scalar in text.string.unicodeScalars {
      let isWord = scalar == "_" || scalar.isPythonAlphanumeric
      if isWord, !isInWord { count += 1 }
      isInWord = isWord
    }
    return count
  }

  private func indented(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateText {
    let bound = try bind(arguments, ["width", "first", "blank"], for: "indent")
    let text = try expectText(value, "the text to indent")
    let indent: TemplateText
    if case .string(let given)? = bound[0] {
      indent = given
    } else {
      indent = try repeated(" ", try expectInteger(bound[0] ?? .integer(4), "the width"))
    }
    let indentsBlank = bound[2]?.isTruthy ?? false
    var whole = text
    whole.append("\n")
    var result = TemplateText()
    if bound[1]?.isTruthy ?? false { try append(indent, to: &result) }
    for (index, line) in try lines(of: whole).enumerated() {
      if index > 0 {
        try append("\n", to: &result)
        if indentsBlank || !line.isEmpty { try append(indent, to: &result) }
      }
      try append(line, to: &result)
    }
    return result
  }

  private func truncated(
    _ value: TemplateValue, _ arguments: TemplateArguments
  ) throws(TemplateError) -> TemplateValue {
    let bound = try bind(
      arguments, ["length", "killwords", "end", "leeway"], for: "truncate")
    let width = try expectInteger(bound[0] ?? .integer(255), "the length")
    let end = try expectText(bound[2] ?? .string("..."), "the end")
    var leeway = bound[3] ?? .none
    if case .none = leeway { leeway = .integer(5) }
    let extra = try expectInteger(leeway, "the leeway")
    guard width >= end.count, extra >= 0 else {
      throw fail("truncate needs a length of at least \(end.count) and a leeway of at least 0")
    }
    let (most, overflow) = width.addingReportingOverflow(extra)
    if overflow { return value }
    if try length(of: value) <= most { return value }
    let text = try expectText(value, "the text to truncate")
    var kept = text.slice(0..<text.offset(ofScalar: width - end.count))
    if !(bound[1]?.isTruthy ?? false), let blank = kept.findLast(" ") {
      kept = kept.slice(0..<blank)
    }
    try append(end, to: &kept)
    return .string(kept)
  }
}
