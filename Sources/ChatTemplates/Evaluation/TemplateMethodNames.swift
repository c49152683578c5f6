/// The methods that values have, and those that the sandbox hides because they change their value.
enum TemplateMethodNames {
  static func names(of value: TemplateValue) -> Set<String>? {
    switch value {
    case .string: string
    case .dictionary: dictionary
    case .list: list
    case .tuple, .range: sequence
    case .float: ["is_integer"]
    case .object(let object):
      switch object {
      case is TemplateLoop: ["cycle", "changed"]
      case is TemplateCycler: ["next", "reset"]
      default: nil
      }
    default: nil
    }
  }

  static func mutating(of value: TemplateValue) -> Set<String> {
    switch value {
    case .list: ["append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove"]
    case .dictionary: ["clear", "pop", "popitem", "setdefault", "update"]
    default: []
    }
  }

  private static let dictionary: Set<String> = ["copy", "get", "items", "keys", "values"]
  private static let list: Set<String> = ["copy", "count", "index"]
  private static let sequence: Set<String> = ["count", "index"]
  private static let string = Set(TemplateStringMethod.allCases.map(\.rawValue))
}

/// The methods of strings; the names are Python's.
enum TemplateStringMethod: String, CaseIterable {
  case capitalize, center, count, endswith, expandtabs, find, format, index, isalnum
  case isalpha, isascii, isdecimal, isdigit, isidentifier, islower, isnumeric, isprintable, isspace
  case istitle, isupper, join, ljust, lower, lstrip, partition, removeprefix, removesuffix
  case replace, rfind, rindex, rjust, rpartition, rsplit, rstrip, split, splitlines, startswith
  case strip, swapcase, title, upper, zfill
}
