package import JSON
import Tokenizers

/// The reason that a `config.json` describes no model that Carat can run.
public struct ConfigError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The key at fault, or the whole file.
  public var key: String?
  /// Text on what was expected, what was found, and what to do.
  public var problem: String

  /// A problem with a key, or with the whole file.
  public init(key: String?, _ problem: String) {
    self.key = key
    self.problem = problem
  }

  /// The problem and its place, for a user.
  public var description: String {
    if let key { "config.json, \"\(key)\": \(problem)" } else { "config.json: \(problem)" }
  }
}

/// Reads fields of a Hugging Face configuration, and keeps a note of each that took its
/// published default.
package struct ConfigReader {
  package let object: JSONObject
  /// The model type whose defaults apply, for the notes.
  package var modelType: String
  /// Fields that the file leaves out, with the value that was taken.
  package private(set) var notes: [String] = []
  /// The first thing that keeps weights from being read although the model can be counted.
  package private(set) var obstacle: ConfigError?

  package init(_ object: JSONObject, modelType: String) {
    self.object = object
    self.modelType = modelType
  }

  /// Tells whether the file has this key with a value.
  package func has(_ key: String) -> Bool {
    if let value = object[key] { !value.isNull } else { false }
  }

  /// Tells whether the file has this key, with `null`.
  package func isNull(_ key: String) -> Bool { object[key]?.isNull ?? false }

  package mutating func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }

  /// Takes note of something that only running the model needs.
  package mutating func refuseReading(_ error: ConfigError) {
    note("\(error.problem): the model is counted, not run")
    if obstacle == nil { obstacle = error }
  }

  /// A number that must be there.
  package func integer(_ key: String) throws -> Int {
    guard let value = object[key], !value.isNull else {
      throw ConfigError(
        key: key, "missing, and \(modelType) has no published default for it; expected an integer")
    }
    guard let integer = value.integer else {
      throw ConfigError(key: key, "expected an integer, got \(value.summary)")
    }
    return integer
  }

  /// A number, or the default that this model type publishes for it.
  package mutating func integer(_ key: String, default fallback: Int) throws -> Int {
    guard has(key) else {
      note("\(key) is not in the file; \(modelType)'s default \(fallback) is used")
      return fallback
    }
    return try integer(key)
  }

  /// A number that may be missing without a note, since its absence has a meaning.
  package func optionalInteger(_ key: String) throws -> Int? {
    has(key) ? try integer(key) : nil
  }

  /// A number that may be missing without a note, since its absence has a meaning.
  package func optionalNumber(_ key: String) throws -> Double? {
    guard has(key), let value = object[key] else { return nil }
    guard let number = value.number, number.isFinite else {
      throw ConfigError(key: key, "expected a finite number, got \(value.summary)")
    }
    return number
  }

  package mutating func number(_ key: String, default fallback: Double) throws -> Double {
    if let value = try optionalNumber(key) { return value }
    note("\(key) is not in the file; \(modelType)'s default \(fallback) is used")
    return fallback
  }

  package mutating func flag(_ key: String, default fallback: Bool) throws -> Bool {
    guard has(key), let value = object[key] else { return fallback }
    guard let flag = value.bool else {
      throw ConfigError(key: key, "expected true or false, got \(value.summary)")
    }
    return flag
  }

  package func string(_ key: String) throws -> String? {
    guard has(key), let value = object[key] else { return nil }
    guard let string = value.string else {
      throw ConfigError(key: key, "expected a string, got \(value.summary)")
    }
    return string
  }

  package func strings(_ key: String) throws -> [String]? {
    guard has(key), let value = object[key] else { return nil }
    guard let array = value.array else {
      throw ConfigError(key: key, "expected a list of strings, got \(value.summary)")
    }
    var strings: [String] = []
    for element in array {
      guard let string = element.string else {
        throw ConfigError(key: key, "expected a list of strings, found \(element.summary) in it")
      }
      strings.append(string)
    }
    return strings
  }

  /// A list of integers, or `nil` where there is none.
  package func integers(_ key: String) throws -> [Int]? {
    guard has(key), let value = object[key] else { return nil }
    guard let array = value.array else {
      throw ConfigError(key: key, "expected a list of integers, got \(value.summary)")
    }
    return try array.map { element in
      guard let integer = element.integer else {
        throw ConfigError(key: key, "expected a list of integers, found \(element.summary) in it")
      }
      return integer
    }
  }

  package func numbers(_ key: String) throws -> [Double]? {
    guard has(key), let value = object[key] else { return nil }
    guard let array = value.array else {
      throw ConfigError(key: key, "expected a list of numbers, got \(value.summary)")
    }
    var numbers: [Double] = []
    for element in array {
      guard let number = element.number else {
        throw ConfigError(key: key, "expected a list of numbers, found \(element.summary) in it")
      }
      numbers.append(number)
    }
    return numbers
  }

  package func nested(_ key: String) throws -> ConfigReader? {
    guard has(key), let value = object[key] else { return nil }
    guard let object = value.object else {
      throw ConfigError(key: key, "expected an object, got \(value.summary)")
    }
    return ConfigReader(object, modelType: modelType)
  }
}

extension JSONValue {
  /// A few words for an error message.
  package var summary: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .decimal(let text): text
    case .string(let value): value.count > 40 ? "\"\(value.prefix(40))…\"" : "\"\(value)\""
    case .array(let values): "a list of \(values.count)"
    case .object(let object): "an object of \(object.count)"
    }
  }
}
