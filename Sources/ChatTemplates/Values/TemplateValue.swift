/// A value of the template language, which is Python's idea of values without anything that
/// reaches outside.
///
/// Lists and dictionaries cannot be changed once made, as in the sandbox that runs these
/// templates elsewhere.
enum TemplateValue {
  case undefined(TemplateUndefined)
  case none
  case bool(Bool)
  case integer(Int)
  case float(Double)
  case string(TemplateText)
  case list(TemplateElements)
  case tuple(TemplateElements)
  case range(TemplateRange)
  case dictionary(TemplateDictionary)
  case view(TemplateDictionaryView)
  case object(TemplateObject)
  case function(TemplateFunction)
  case method(TemplateMethod)

  static func text(_ string: String) -> TemplateValue { .string(TemplateText(string)) }
  static func list(_ elements: [TemplateValue]) -> TemplateValue {
    .list(TemplateElements(elements))
  }
  static func tuple(_ elements: [TemplateValue]) -> TemplateValue {
    .tuple(TemplateElements(elements))
  }

  /// Number of levels of containers; objects count as a leaf because they are released one by one.
  var depth: Int {
    switch self {
    case .list(let elements), .tuple(let elements): elements.depth
    case .dictionary(let dictionary): dictionary.depth
    case .view(let view): view.dictionary.depth + 1
    case .method(let method): method.receiver.depth + 1
    default: 0
    }
  }

  var isUndefined: Bool { if case .undefined = self { true } else { false } }

  /// Python's name of the type, for messages.
  var typeName: String {
    switch self {
    case .undefined: "Undefined"
    case .none: "NoneType"
    case .bool: "bool"
    case .integer: "int"
    case .float: "float"
    case .string: "str"
    case .list: "list"
    case .tuple: "tuple"
    case .range: "range"
    case .dictionary: "dict"
    case .view(let view): "dict_\(view.kind)"
    case .object(let object): object.typeName
    case .function: "function"
    case .method: "method"
    }
  }

  /// Python's `bool()`.
  var isTruthy: Bool {
    switch self {
    case .undefined, .none: false
    case .bool(let value): value
    case .integer(let value): value != 0
    case .float(let value): value != 0
    case .string(let text): !text.isEmpty
    case .list(let elements), .tuple(let elements): !elements.isEmpty
    case .range(let range): range.count > 0
    case .dictionary(let dictionary): dictionary.count > 0
    case .view(let view): view.dictionary.count > 0
    case .object(let object): object.isTruthy
    case .function, .method: true
    }
  }

  /// The number as Python's `int`, where a truth value counts as 0 or 1.
  var integerValue: Int? {
    switch self {
    case .integer(let value): value
    case .bool(let value): value ? 1 : 0
    default: nil
    }
  }

  /// Any number as a float.
  var floatValue: Double? {
    if case .float(let value) = self { return value }
    return integerValue.map(Double.init)
  }

  var textValue: TemplateText? { if case .string(let text) = self { text } else { nil } }
}

/// The reason that a value is undefined; the message appears when it is used as if it were defined.
enum TemplateUndefined {
  case name(String)
  case attribute(String, of: String)
  case hint(String)

  var message: String {
    switch self {
    case .name(let name): "'\(name)' is undefined"
    case .attribute(let name, let type): "'\(type) object' has no attribute '\(name)'"
    case .hint(let hint): hint
    }
  }
}

/// The elements of a list or tuple, with how deep they nest.
struct TemplateElements {
  let elements: [TemplateValue]
  let depth: Int
  /// Tells whether this is the pair that `groupby` makes, which has the attributes `grouper`
  /// and `list`.
  var isGroup = false

  init(_ elements: [TemplateValue]) {
    self.elements = elements
    var deepest = 0
    for element in elements { deepest = max(deepest, element.depth) }
    depth = deepest + 1
  }

  var count: Int { elements.count }
  var isEmpty: Bool { elements.isEmpty }
}

/// Python's `range`.
struct TemplateRange: Hashable {
  var start: Int
  var step: Int
  var count: Int

  /// The elements; at most 100,000 of them, as in the sandbox, which the maker of a range
  /// has checked.
  var elements: [TemplateValue] { (0..<count).map { .integer(start + $0 * step) } }
  /// The end as written, or one that gives the same elements.
  var stop: Int
}

/// The view that `keys()`, `values()` or `items()` returns.
struct TemplateDictionaryView {
  enum Kind: String {
    case keys, values, items
  }
  let kind: Kind
  let dictionary: TemplateDictionary

  var elements: [TemplateValue] {
    switch kind {
    case .keys: dictionary.keys
    case .values: dictionary.values
    case .items: zip(dictionary.keys, dictionary.values).map { .tuple([$0, $1]) }
    }
  }
}

/// A method that was looked up on a value and not yet called.
final class TemplateMethod {
  let receiver: TemplateValue
  let name: String

  init(receiver: TemplateValue, name: String) {
    self.receiver = receiver
    self.name = name
  }
}

/// The functions that every template can call.
enum TemplateFunction: String, CaseIterable {
  case range, namespace, dict, joiner, cycler
  case raiseException = "raise_exception"
  case strftimeNow = "strftime_now"
}
