/// Many short byte strings in one block of memory, such as the pieces of a vocabulary.
///
/// A vocabulary of 262,144 pieces is two arrays here instead of as many heap objects, so a file reader can hand over the
/// bytes of a mapped file in one pass.
public struct PieceList: Sendable, Hashable, RandomAccessCollection {
  /// All pieces, one after the other, without separators.
  public private(set) var bytes: [UInt8] = []
  /// Where each piece ends in `bytes`.
  private var ends: [Int] = []

  /// An empty list.
  public init() {}

  /// A list of the UTF-8 of these strings.
  public init(_ strings: some Sequence<String>) {
    for string in strings { append(string.utf8) }
  }

  /// A list of pieces that lie one after the other.
  ///
  /// - Parameters:
  ///   - bytes: All pieces without separators.
  ///   - ends: Where each piece ends in `bytes`; ascending, the last equal to `bytes.count`.
  /// - Throws: `TokenizerError` for ends that descend or leave the bytes.
  public init(bytes: [UInt8], ends: [Int]) throws(TokenizerError) {
    var previous = 0
    for (index, end) in ends.enumerated() {
      guard end >= previous, end <= bytes.count else {
        throw TokenizerError(
          .inconsistent, "piece \(index) ends at byte \(end), expected \(previous)...\(bytes.count)"
        )
      }
      previous = end
    }
    guard previous == bytes.count else {
      throw TokenizerError(
        .inconsistent, "the pieces end at byte \(previous), but there are \(bytes.count) bytes")
    }
    self.bytes = bytes
    self.ends = ends
  }

  /// Sets memory aside for this many pieces and bytes.
  public mutating func reserveCapacity(pieces: Int, bytes count: Int) {
    ends.reserveCapacity(pieces)
    bytes.reserveCapacity(count)
  }

  /// Adds a piece at the end.
  public mutating func append(_ piece: some Sequence<UInt8>) {
    bytes.append(contentsOf: piece)
    ends.append(bytes.count)
  }

  /// The position of the first piece: 0.
  public var startIndex: Int { 0 }
  /// The number of pieces.
  public var endIndex: Int { ends.count }
  /// The bytes of one piece.
  public subscript(index: Int) -> ArraySlice<UInt8> { bytes[range(of: index)] }

  /// Where a piece lies in `bytes`.
  func range(of index: Int) -> Range<Int> {
    let start = index == 0 ? 0 : ends[index - 1]
    return start..<ends[index]
  }

  /// The length of the longest piece.
  var longest: Int {
    var longest = 0
    var previous = 0
    for end in ends {
      longest = Swift.max(longest, end - previous)
      previous = end
    }
    return longest
  }
}
