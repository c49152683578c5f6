/// The full decompositions of Unicode characters, unpacked from a generated table when
/// first needed.
struct UnicodeDecomposition: Sendable {
  /// Range in `scalars` of each character's decomposition.
  let ranges: [UInt32: Range<Int>]
  /// All decompositions, one after the other.
  let scalars: [UInt32]

  /// Canonical decompositions.
  static let canonical = UnicodeDecomposition(lines: [UnicodeDecompositionTable.canonical])
  /// Compatibility decompositions, the canonical ones among them.
  static let compatible = UnicodeDecomposition(lines: [
    UnicodeDecompositionTable.canonical, UnicodeDecompositionTable.compatible,
  ])

  /// The character that two others compose to, by both in one number.
  static let compositions: [UInt64: UInt32] = {
    var table: [UInt64: UInt32] = [:]
    for entry in parse(UnicodeDecompositionTable.pairs) where entry.count == 3 {
      table[UInt64(entry[1]) << 32 | UInt64(entry[2])] = entry[0]
    }
    return table
  }()

  /// Entries are separated by commas, numbers by spaces: the character, then what it becomes; later
  /// entries win.
  private init(lines: [StaticString]) {
    var ranges: [UInt32: Range<Int>] = [:]
    var scalars: [UInt32] = []
    for line in lines {
      for entry in Self.parse(line) {
        let start = scalars.count
        scalars.append(contentsOf: entry.dropFirst())
        ranges[entry[0]] = start..<scalars.count
      }
    }
    self.ranges = ranges
    self.scalars = scalars
  }

  private static func parse(_ line: StaticString) -> [[UInt32]] {
    var entries: [[UInt32]] = []
    var entry: [UInt32] = []
    var number: UInt32 = 0
    for byte in line.description.utf8 {
      switch byte {
      case UInt8(ascii: ","):
        entries.append(entry + [number])
        entry = []
        number = 0
      case UInt8(ascii: " "):
        entry.append(number)
        number = 0
      default:
        number = number << 4 | UInt32(byte < 0x40 ? byte - 0x30 : byte - 0x37)
      }
    }
    return entries
  }
}
