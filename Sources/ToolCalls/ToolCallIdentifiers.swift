/// A source of ids for calls to which the model gives none.
///
/// The same seed gives the same ids, so that an answer can be repeated.
public struct ToolCallIdentifiers: Sendable {
  private var state: UInt64
  private static let characters = Array(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)

  /// A source of ids.
  public init(seed: UInt64 = 0) { state = seed }

  /// The id that the model wrote, or a new one.
  ///
  /// - Parameter length: The number of letters and digits, if the model's template asks for one.
  public mutating func next(written: String? = nil, length: Int? = nil) -> String {
    if let written, !written.isEmpty { return written }
    var id = length == nil ? Array("call_".utf8) : []
    for _ in 0..<(length ?? 16) {
      id.append(Self.characters[Int(word() % UInt64(Self.characters.count))])
    }
    return String(decoding: id, as: UTF8.self)
  }

  /// An id of so many letters and digits: the given one if it has them, else one made of it, the
  /// same each time.
  static func fitting(_ id: String, length: Int?) -> String {
    guard let length else { return id }
    if id.utf8.count == length, id.utf8.allSatisfy(characters.contains) { return id }
    // FNV-1a (Fowler, Noll, Vo).
    let hash = id.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    var identifiers = ToolCallIdentifiers(seed: hash)
    return identifiers.next(length: length)
  }

  /// The next word of SplitMix64 (Steele, Lea, Flood 2014).
  private mutating func word() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
