/// safetensors files put together field by field.
enum SafetensorsSeeds {
  /// Small valid files.
  static var all: [[UInt8]] {
    var random = SplitMix(state: 2)
    return (0..<16).map { _ in file(&random, rarity: .max) }
  }

  /// A file in which a number may be wrong.
  static func random(_ random: inout SplitMix) -> [UInt8] { file(&random, rarity: 30) }

  private static func file(_ random: inout SplitMix, rarity: Int) -> [UInt8] {
    let types = [("F32", 4), ("F16", 2), ("BF16", 2), ("U8", 1), ("I64", 8), ("BOOL", 1)]
    var members: [String] = []
    if random.oneIn(2) { members.append("\"__metadata__\":{\"format\":\"pt\"}") }
    var end = 0
    func number(_ value: Int) -> String {
      guard rarity < .max, random.oneIn(rarity) else { return "\(value)" }
      return "\(random.interesting())"
    }
    for index in 0..<random.below(5) {
      let (type, width) = types[random.below(types.count)]
      let shape = (0..<random.below(4)).map { _ in random.below(5) }
      let start = end
      end += shape.reduce(width, *)
      members.append(
        "\"t\(index)\":{\"dtype\":\"\(type)\",\"shape\":[\(shape.map(number).joined(separator: ","))]"
          + ",\"data_offsets\":[\(number(start)),\(number(end))]}")
    }
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) }
    return length + text + [UInt8](repeating: 0, count: end)
  }
}
