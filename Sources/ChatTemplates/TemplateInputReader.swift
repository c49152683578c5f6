import JSON

/// Turns the JSON of a request into values that remember which text came from it.
struct TemplateInputReader {
  let depthLimit: Int

  func messages(_ messages: [JSONValue]) throws(TemplateError) -> [TemplateValue] {
    var values: [TemplateValue] = []
    for message in messages { values.append(try self.message(message)) }
    return values
  }

  func tools(_ tools: [JSONValue]) throws(TemplateError) -> TemplateValue {
    try value(.array(tools), .message)
  }

  /// A message; its role is template text, so that templates may build special tokens from it, if
  /// it is a plain word.
  private func message(_ message: JSONValue) throws(TemplateError) -> TemplateValue {
    guard case .object(let members) = message else { return try value(message, .message, depth: 1) }
    var dictionary = TemplateDictionary()
    for (key, member) in members {
      var memberValue = try value(member, .message, depth: 2)
      if key == "role", case .string(let role) = member, Self.isPlainWord(role) {
        memberValue = .text(role)
      }
      dictionary.set(TemplateText(key, origin: .message), to: memberValue)
    }
    return .dictionary(dictionary)
  }

  private static func isPlainWord(_ role: String) -> Bool {
    role.utf8.count <= 64
      && role.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || $0.isPythonDigit || $0 == "_" || $0 == "-")
      }
  }

  func value(
    _ json: JSONValue, _ origin: TemplateText.Origin, depth: Int = 0
  ) throws(TemplateError) -> TemplateValue {
    guard depth < depthLimit else {
      throw TemplateError(
        kind: .limit, line: 1, problem: "an argument is nested deeper than \(depthLimit) levels")
    }
    switch json {
    case .null: return .none
    case .bool(let flag): return .bool(flag)
    case .integer(let integer): return .integer(integer)
    case .number(let number): return .float(number)
    case .decimal(let text): return .float(Double(text) ?? .nan)
    case .string(let string): return .string(TemplateText(string, origin: origin))
    case .array(let elements):
      var values: [TemplateValue] = []
      for element in elements { values.append(try value(element, origin, depth: depth + 1)) }
      return .list(values)
    case .object(let members):
      var dictionary = TemplateDictionary()
      for (key, member) in members {
        dictionary.set(
          TemplateText(key, origin: origin), to: try value(member, origin, depth: depth + 1))
      }
      return .dictionary(dictionary)
    }
  }
}
