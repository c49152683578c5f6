/// A set of bytes.
struct ByteSet: Sendable {
  private var words = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))

  init(_ bytes: some Sequence<UInt8> = []) { for byte in bytes { insert(byte) } }

  mutating func insert(_ byte: UInt8) {
    let bit = UInt64(1) << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  func contains(_ byte: UInt8) -> Bool {
    let word =
      switch byte >> 6 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      default: words.3
      }
    return word >> UInt64(byte & 63) & 1 == 1
  }
}

/// The bytes that may mean something of their own in a state.
enum DistinctBytes {
  /// Nobody has asked yet.
  case unknown
  /// All bytes may.
  case all
  /// These, and all others of a kind lead to the same state.
  case bytes(ByteSet)
}

extension PushdownAutomaton {
  /// Bytes that may mean something of their own in a state, if all others of a kind lead to the
  /// same state.
  ///
  /// A kind is what a byte is in the text of a string: a character by itself, the first byte of a
  /// longer one, none at all. Most states make no more difference than that but for a few bytes,
  /// so that their steps are worked out a kind at a time.
  func distinctBytes(_ state: State) -> DistinctBytes {
    var bytes = Self.structure
    for stack in stacks(of: state) {
      switch stacks.top(stack) {
      case .end, .colon, .object, .value, .array: break
      case .string(_, _, let step): if !step.isBetween { return .all }
      case .text(let text, let offset):
        let text = program.texts[Int(text)]
        if Int(offset) < text.count { bytes.insert(text[Int(offset)]) }
      case .name(let progress, let position):
        let names = plans.objectProgress[Int(progress)].names
        guard names.addNext(position, to: &bytes) else { return .all }
      case .stringOf(let set, let position):
        guard plans.textSets[Int(set)].addNext(position, to: &bytes) else { return .all }
      default: return .all
      }
    }
    return .bytes(bytes)
  }

  /// The kind of each byte: the number of the state that it leads to in the text of a string.
  static let kinds = (UInt8.min...UInt8.max).map { StringTextStep.plain.next($0).rawValue }

  /// The bytes of each kind.
  static let bytesOfKind: [[UInt8]] = kinds.indices.map { kind in
    (UInt8.min...UInt8.max).filter { kinds[Int($0)] == kind }
  }

  /// Bytes that begin values, or stand between them.
  private static let structure = ByteSet(Array(#""[]{},:-0123456789tfn\#u{20}\#n\#r\#t"#.utf8))
}

extension TextSet {
  /// The number of texts up to which the next bytes are told apart.
  private static let nextLimit: Int32 = 256

  /// Adds the bytes that the texts of a place go on with; `false` if that cannot be told.
  func addNext(_ position: TextPosition, to bytes: inout ByteSet) -> Bool {
    guard position.step.isBetween, position.escape == .none,
      position.high - position.low <= Self.nextLimit
    else { return false }
    let offset = Int(position.offset)
    for place in Int(position.low)..<Int(position.high) where offset < texts[place].count {
      bytes.insert(texts[place][offset])
    }
    return true
  }
}
