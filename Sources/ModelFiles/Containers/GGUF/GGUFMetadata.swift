/// The keys and values of a GGUF file, in its order.
public struct GGUFMetadata: Sendable {
  /// A key with its value.
  public struct Entry: Sendable, Hashable {
    /// The key, such as `general.architecture`.
    public let key: String
    /// The value.
    public let value: GGUFValue
    /// Start of the value, in bytes from the start of the file.
    let offset: Int
  }

  /// The file that the values come from, for messages.
  public let path: String
  /// Keys and values in the order of the file.
  public private(set) var entries: [Entry] = []
  private var positions: [String: Int] = [:]

  /// Starts without entries.
  init(path: String) { self.path = path }

  /// Adds an entry; returns `false`, and adds nothing, if the key is there already.
  mutating func append(_ entry: Entry) -> Bool {
    guard positions.updateValue(entries.count, forKey: entry.key) == nil else { return false }
    entries.append(entry)
    return true
  }

  /// The value of a key.
  public subscript(key: String) -> GGUFValue? { positions[key].map { entries[$0].value } }

  /// Tells whether the key is there.
  public func contains(_ key: String) -> Bool { positions[key] != nil }

  /// The text of a key that must be there.
  public func string(_ key: String) throws(ModelFileError) -> String {
    try required(key, string(ifPresent: key), "a string")
  }

  /// The text of a key, or `nil` without that key; throws if the value is not a text.
  public func string(ifPresent key: String) throws(ModelFileError) -> String? {
    try read(key, "a string") { $0.string }
  }

  /// The integer of a key that must be there.
  public func integer(_ key: String) throws(ModelFileError) -> Int {
    try required(key, integer(ifPresent: key), "an integer")
  }

  /// The integer of a key, or `nil` without that key; throws if the value is not an integer or does
  /// not fit.
  public func integer(ifPresent key: String) throws(ModelFileError) -> Int? {
    try read(key, "an integer of at most 63 bits") { $0.integer }
  }

  /// The number of a key that must be there.
  public func number(_ key: String) throws(ModelFileError) -> Double {
    try required(key, number(ifPresent: key), "a number")
  }

  /// The number of a key, or `nil` without that key; throws if the value is not a number.
  public func number(ifPresent key: String) throws(ModelFileError) -> Double? {
    try read(key, "a number") { $0.number }
  }

  /// The truth value of a key, or `nil` without that key; throws if the value is not one.
  public func bool(ifPresent key: String) throws(ModelFileError) -> Bool? {
    try read(key, "a bool") { $0.bool }
  }

  /// The texts of a key, or `nil` without that key; throws if the value is not an array of strings.
  public func strings(ifPresent key: String) throws(ModelFileError) -> GGUFStringTable? {
    try read(key, "an array of strings") { $0.array?.strings }
  }

  /// The bytes of the texts of a key one after another, and where each ends, or `nil` without that
  /// key; throws if the value is not an array of strings.
  package func packedStrings(
    ifPresent key: String
  ) throws(ModelFileError) -> (bytes: [UInt8], ends: [Int])? {
    try read(key, "an array of strings") { $0.array?.packedStrings }
  }

  /// The integers of a key, or `nil` without that key; throws if the value is not an array
  /// of integers.
  public func integers(ifPresent key: String) throws(ModelFileError) -> [Int]? {
    try read(key, "an array of integers") { $0.array?.integers }
  }

  /// The numbers of a key, or `nil` without that key; throws if the value is not an array
  /// of numbers.
  public func floats(ifPresent key: String) throws(ModelFileError) -> [Float]? {
    try read(key, "an array of numbers") { $0.array?.floats }
  }

  /// The truth values of a key, or `nil` without that key; throws if the value is not an array
  /// of them.
  public func bools(ifPresent key: String) throws(ModelFileError) -> [Bool]? {
    try read(key, "an array of bools") { $0.array?.bools }
  }

  private func required<Value>(
    _ key: String, _ value: Value?, _ expected: String
  ) throws(ModelFileError) -> Value {
    guard let value else {
      throw ModelFileError(
        .missing, path: path, "key \(quoted(key)) is missing from the metadata", expected: expected)
    }
    return value
  }

  private func read<Value>(
    _ key: String, _ expected: String, _ convert: (GGUFValue) -> Value?
  ) throws(ModelFileError) -> Value? {
    guard let position = positions[key] else { return nil }
    let entry = entries[position]
    guard let value = convert(entry.value) else {
      throw ModelFileError(
        .mismatched, path: path, "key \(quoted(key)) has the wrong type", offset: entry.offset,
        expected: expected, got: entry.value.summary)
    }
    return value
  }
}
