import JSON

@testable import Constraints

extension ShapeTable {
  /// Tells whether a value belongs to a shape, by the plain meaning of the normal form.
  func contains(_ value: JSONValue, in index: ShapeIndex? = nil) throws -> Bool {
    let shape = shapes[index ?? root]
    switch value {
    case .null: return shape.hasNull
    case .bool(let value): return value ? shape.hasTrue : shape.hasFalse
    case .integer, .number, .decimal: return try shape.numbers?.contains(value.serialized) ?? false
    case .string(let text): return try shape.strings.contains { try $0.contains(text) }
    case .array(let elements):
      return try shape.arrays.contains { try contains(elements, in: $0) }
    case .object(let members):
      return try shape.objects.contains { try contains(members, in: $0) }
    }
  }

  private func contains(_ elements: [JSONValue], in shape: ArrayShape) throws -> Bool {
    guard elements.count >= shape.minimumCount,
      elements.count <= shape.maximumCount ?? Int.max
    else { return false }
    if shape.hasUniqueElements, Set(elements.map(\.serialized)).count < elements.count {
      return false
    }
    // The counts that readings of the elements so far can have.
    var counts: Set<Int> = [0]
    for (place, element) in elements.enumerated() {
      let isPrefix = place < shape.prefix.count
      let plain = isPrefix ? shape.prefix[place] : shape.rest
      let counted = isPrefix ? shape.counted?.prefix[place] : shape.counted?.rest
      var next: Set<Int> = []
      if let plain, try contains(element, in: plain) { next = counts }
      if let counted, try contains(element, in: counted) { next.formUnion(counts.map { $0 + 1 }) }
      counts = next
    }
    guard let demand = shape.counted else { return !counts.isEmpty }
    return counts.contains { $0 >= demand.minimumCount && $0 <= demand.maximumCount ?? Int.max }
  }

  private func contains(_ members: JSONObject, in shape: ObjectShape) throws -> Bool {
    guard members.count >= shape.minimumCount, members.count <= shape.maximumCount ?? Int.max else {
      return false
    }
    for property in shape.properties {
      let isThere = members[property.name] != nil
      if property.isRequired && !isThere { return false }
      if isThere, property.implied.contains(where: { members[shape.properties[$0].name] == nil }) {
        return false
      }
    }
    for (name, value) in members {
      guard let index = try self.shape(of: name, in: shape),
        try contains(value, in: index)
      else { return false }
    }
    return true
  }

  private func shape(of name: String, in shape: ObjectShape) throws -> ShapeIndex? {
    if let property = shape.properties.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
      return property.shape
    }
    for pattern in shape.patterns where try pattern.names.contains(name) { return pattern.shape }
    return shape.additional
  }
}
