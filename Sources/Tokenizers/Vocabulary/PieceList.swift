/// Many short byte strings in one block of memory, such as the pieces of a vocabulary.
///
/// A vocabulary of 262,144 pieces is two arrays here instead of as many heap objects, so a file
/// reader can hand over the bytes of a mapped file in one pass.
public struct PieceList: Sendable, Hashable, RandomAccessCollection {
  /// All pieces, one after the other, without separators.
  public private(set) var bytes: [UInt8] = []
  /// End of each piece in `bytes`.
  private(set) var ends: [Int] = []

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
    let count = bytes.count
    for index in ends.indices {
      let end = ends[index]
      guard end >= previous, end <= count else {
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

  /// A list of pieces whose ends are known to ascend up to the number of bytes.
  init(checked bytes: [UInt8], ends: [Int]) {
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

  /// Replaces a byte by others wherever it stands in some pieces.
  ///
  /// - Parameter ids: The pieces, in ascending order; all others stay as they are.
  public mutating func replace(_ byte: UInt8, with replacement: [UInt8], in ids: [Int]) {
    guard !ids.isEmpty else { return }
    var changed: [UInt8] = []
    changed.reserveCapacity(bytes.count + replacement.count * ids.count)
    var (start, copied, shift, next) = (0, 0, 0, 0)
    for id in ends.indices {
      let end = ends[id]
      if next < ids.count, ids[next] == id {
        changed.append(contentsOf: bytes[copied..<start])
        for index in start..<end {
          if bytes[index] == byte {
            changed.append(contentsOf: replacement)
          } else {
            changed.append(bytes[index])
          }
        }
        copied = end
        shift = changed.count - end
        next += 1
      }
      ends[id] = end + shift
      start = end
    }
    changed.append(contentsOf: bytes[copied...])
    bytes = changed
  }

  /// The position of the first piece: 0.
  public var startIndex: Int { 0 }
  /// The number of pieces.
  public var endIndex: Int { ends.count }
  /// The bytes of one piece.
  public subscript(index: Int) -> ArraySlice<UInt8> { bytes[range(of: index)] }

  /// Tells whether a piece equals a stretch of a text.
  @inline(__always)
  func equal(_ index: Int, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let own = self.range(of: index)
    guard own.count == range.count else { return false }
    let bytes = bytes.span
    var position = range.lowerBound
    for index in own {
      guard bytes[index] == text[position] else { return false }
      position += 1
    }
    return true
  }

  /// Tells whether all pieces are UTF-8 and of at most `limit` bytes.
  func areValid(limit: Int) -> Bool {
    let bytes = bytes.span
    var start = 0
    for end in ends {
      // Where the whole is UTF-8 and no piece begins inside a character, each piece is UTF-8.
      guard end - start <= limit, start == end || bytes[start] & 0xC0 != 0x80 else { return false }
      start = end
    }
    return UTF8Scalar.areValid(bytes)
  }

  /// Range of a piece in `bytes`.
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
