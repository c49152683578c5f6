/// A JSON document (RFC 8259) that keeps the order of object members.
///
/// Model files depend on that order: chat templates print tool schemas as they were written.
/// Numbers without a fraction or exponent that fit are integers.
public enum JSONValue: Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number written without fraction or exponent that fits 64 bits.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// A number that another spelling of it would change, as its text.
  ///
  /// Made only where numbers are asked for as they are written; `number` is the nearest one.
  case decimal(String)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object, its members in the order of the text.
  case object(JSONObject)

  /// The member with this key, if this is an object that has it.
  public subscript(key: String) -> JSONValue? {
    if case .object(let object) = self { return object[key] }
    return nil
  }

  /// The string, if this is one.
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The truth value, if this is one.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The elements, if this is an array.
  public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  /// The members, if this is an object.
  public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
  /// Tells whether this is `null`.
  public var isNull: Bool { self == .null }
  /// The integer, if this is a number with an integral value that fits.
  public var integer: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    case .decimal(let text): Double(text).flatMap { Int(exactly: $0) }
    default: nil
    }
  }
  /// The number, if this is one.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .decimal(let text): Double(text)
    default: nil
    }
  }
}

/// The members of a JSON object in their written order; of a repeated key, the last value counts.
///
/// Keys are compared byte by byte, unlike Swift's strings: a vocabulary may hold both forms of an
/// accented letter.
public struct JSONObject: Sendable, Hashable, Sequence {
  private struct Key: Sendable, Hashable {
    var text: String

    static func == (left: Key, right: Key) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    func hash(into hasher: inout Hasher) {
      var word: UInt64 = 0
      for (index, byte) in text.utf8.enumerated() {
        word = word << 8 | UInt64(byte)
        if index & 7 == 7 { hasher.combine(word) }
      }
      hasher.combine(word)
      hasher.combine(text.utf8.count)
    }
  }

  private struct Member: Sendable, Hashable {
    var key: Key
    var value: JSONValue
  }

  /// Up to this many members are searched one by one.
  private static let shortLimit = 8

  private var members: [Member] = []
  /// Index of each key in `members`, once there are many.
  private var places: [Key: Int] = [:]

  /// An empty object.
  public init() {}

  /// An object with these members.
  public init(_ members: KeyValuePairs<String, JSONValue>) {
    for (key, value) in members { self[key] = value }
  }

  /// The number of members.
  public var count: Int { members.count }
  /// The keys in their written order.
  public var keys: [String] { members.map(\.key.text) }

  private func place(of key: Key) -> Int? {
    members.count <= Self.shortLimit ? members.firstIndex { $0.key == key } : places[key]
  }

  /// The value of a key; setting `nil` removes the member.
  public subscript(key: String) -> JSONValue? {
    get { place(of: Key(text: key)).map { members[$0].value } }
    set {
      let key = Key(text: key)
      switch (place(of: key), newValue) {
      case (let place?, let value?): members[place].value = value
      case (nil, let value?):
        members.append(Member(key: key, value: value))
        if members.count == Self.shortLimit + 1 {
          index()
        } else if members.count > Self.shortLimit {
          places[key] = members.count - 1
        }
      case (let place?, nil):
        members.remove(at: place)
        index()
      case (nil, nil): break
      }
    }
  }

  private mutating func index() {
    places.removeAll()
    guard members.count > Self.shortLimit else { return }
    for (place, member) in members.enumerated() { places[member.key] = place }
  }

  /// Members in their written order.
  public func makeIterator() -> AnyIterator<(key: String, value: JSONValue)> {
    var index = 0
    return AnyIterator {
      guard index < members.count else { return nil }
      let member = members[index]
      index += 1
      return (member.key.text, member.value)
    }
  }
}
