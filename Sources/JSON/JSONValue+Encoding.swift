extension JSONValue {
  /// A value as it encodes itself: members in the order in which they are encoded, and those that
  /// are missing as `null`.
  ///
  /// - Throws: What the value throws, and `EncodingError` for an integer beyond 64 bits.
  package init(encoding value: some Encodable) throws {
    let place = JSONPlace()
    try place.encode(value)
    self = place.value
  }
}

/// A place in a document that is being written.
private final class JSONPlace: Encoder {
  private enum Content {
    case value(JSONValue)
    case members([(key: String, place: JSONPlace)])
    case elements([JSONPlace])
  }

  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]
  private var content = Content.value(.null)

  /// The value that stands there.
  var value: JSONValue {
    switch content {
    case .value(let value): return value
    case .elements(let places): return .array(places.map(\.value))
    case .members(let members):
      var object = JSONObject()
      for (key, place) in members { object[key] = place.value }
      return .object(object)
    }
  }

  var count: Int { if case .elements(let places) = content { places.count } else { 0 } }

  func set(_ value: JSONValue) { content = .value(value) }

  func encode<Value: Encodable>(_ value: Value) throws {
    switch value {
    case let value as Bool: set(.bool(value))
    case let value as String: set(.string(value))
    case let value as Double: set(.number(value))
    case let value as Float: set(.number(Double(value)))
    case let value as any BinaryInteger:
      guard let integer = Int(exactly: value) else {
        throw EncodingError.invalidValue(
          value, EncodingError.Context(codingPath: [], debugDescription: "beyond 64 bits"))
      }
      set(.integer(integer))
    default: try value.encode(to: self)
    }
  }

  /// The place of a member that is added.
  func member(_ key: any CodingKey) -> JSONPlace {
    var members: [(key: String, place: JSONPlace)] = []
    if case .members(let known) = content { members = known }
    let place = JSONPlace()
    members.append((key.stringValue, place))
    content = .members(members)
    return place
  }

  /// The place of an element that is added.
  func element() -> JSONPlace {
    var places: [JSONPlace] = []
    if case .elements(let known) = content { places = known }
    let place = JSONPlace()
    content = .elements(places + [place])
    return place
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .members = content {} else { content = .members([]) }
    return KeyedEncodingContainer(JSONMembers<Key>(place: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .elements = content {} else { content = .elements([]) }
    return JSONElements(place: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { JSONSingle(place: self) }
}

private struct JSONMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let place: JSONPlace
  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) { place.member(key).set(.null) }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try place.member(key).encode(value)
  }

  // The standard library leaves members out that are missing, and has a default of its own for each
  // of these.
  func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
    try orNull(value, key)
  }
  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try orNull(value, key) }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { try orNull(value, key) }
  func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try orNull(value, key) }
  func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try orNull(value, key) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try orNull(value, key) }
  func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try orNull(value, key) }
  func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try orNull(value, key) }
  func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try orNull(value, key) }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try orNull(value, key) }
  func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try orNull(value, key) }
  func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try orNull(value, key) }
  func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try orNull(value, key) }
  func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try orNull(value, key) }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try orNull(value, key) }

  private func orNull<Value: Encodable>(_ value: Value?, _ key: Key) throws {
    if let value { try encode(value, forKey: key) } else { encodeNil(forKey: key) }
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    place.member(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    place.member(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { place }
  func superEncoder(forKey key: Key) -> any Encoder { place.member(key) }
}

private struct JSONElements: UnkeyedEncodingContainer {
  let place: JSONPlace
  var codingPath: [any CodingKey] { [] }
  var count: Int { place.count }

  func encodeNil() { place.element().set(.null) }
  func encode<Value: Encodable>(_ value: Value) throws { try place.element().encode(value) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    place.element().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    place.element().unkeyedContainer()
  }

  func superEncoder() -> any Encoder { place.element() }
}

private struct JSONSingle: SingleValueEncodingContainer {
  let place: JSONPlace
  var codingPath: [any CodingKey] { [] }

  func encodeNil() { place.set(.null) }
  func encode<Value: Encodable>(_ value: Value) throws { try place.encode(value) }
}
