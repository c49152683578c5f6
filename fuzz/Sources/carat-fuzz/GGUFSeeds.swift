/// GGUF files put together field by field.
enum GGUFSeeds {
  /// Small valid files.
  static var all: [[UInt8]] {
    var random = SplitMix(state: 1)
    return (0..<24).map { _ in file(&random, rarity: .max) }
  }

  /// A file in which a field may be wrong.
  static func random(_ random: inout SplitMix) -> [UInt8] { file(&random, rarity: 40) }

  private static func file(_ random: inout SplitMix, rarity: Int) -> [UInt8] {
    var file = Fields(random: random, rarity: rarity)
    let tensors = file.random.below(5)
    let entries = file.random.below(6)
    file.bytes += Array("GGUF".utf8)
    file.append(UInt64(2 + file.random.below(2)), width: 4)
    file.append(UInt64(tensors))
    file.append(UInt64(entries))
    for index in 0..<entries { file.appendEntry("key.\(index)") }
    var offset = 0
    for index in 0..<tensors { offset += file.appendTensor("t\(index)", offset: offset) }
    while file.bytes.count % 32 != 0 { file.bytes.append(0) }
    file.bytes += [UInt8](repeating: 1, count: offset)
    random = file.random
    return file.bytes
  }

  private struct Fields {
    var random: SplitMix
    let rarity: Int
    var bytes: [UInt8] = []

    /// Appends an integer, now and then a wrong one.
    mutating func append(_ value: UInt64, width: Int = 8) {
      let value = rarity < .max && random.oneIn(rarity) ? random.interesting() : value
      for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (index * 8))) }
    }

    mutating func append(_ text: String) {
      append(UInt64(text.utf8.count))
      bytes += Array(text.utf8)
    }

    mutating func appendEntry(_ key: String) {
      append(random.oneIn(8) ? "general.architecture" : key)
      let type = random.below(13)
      append(UInt64(type), width: 4)
      if type == 9 {
        let element = random.below(9)
        let count = random.below(6)
        append(UInt64(element), width: 4)
        append(UInt64(count))
        for _ in 0..<count { appendScalar(element) }
      } else {
        appendScalar(type)
      }
    }

    private mutating func appendScalar(_ type: Int) {
      let widths = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8]
      if type == 8 {
        append(String(repeating: "é", count: random.below(4)))
      } else {
        append(type == 7 ? UInt64(random.below(2)) : random.next() % 100, width: widths[type])
      }
    }

    /// Returns the padded size of the values.
    mutating func appendTensor(_ name: String, offset: Int) -> Int {
      let formats = [(0, 1, 4), (1, 1, 2), (2, 32, 18), (8, 32, 34), (12, 256, 144), (20, 32, 18)]
      let (type, block, blockBytes) = formats[random.below(formats.count)]
      let blocks = 1 + random.below(3)
      let rows = 1 + random.below(3)
      append(name)
      append(2, width: 4)
      append(UInt64(block * blocks))
      append(UInt64(rows))
      append(UInt64(type), width: 4)
      append(UInt64(offset))
      return (blocks * blockBytes * rows + 31) / 32 * 32
    }
  }
}
