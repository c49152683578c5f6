/// The merges of a byte-pair vocabulary, the most urgent first.
public struct MergeList: Sendable, Hashable {
  private var storage: PieceList
  private var isPaired: Bool

  /// No merges.
  public init() {
    storage = PieceList()
    isPaired = true
  }

  /// Merges written as lines, `left right`, as GGUF and older `tokenizer.json` files have them.
  public init(lines: PieceList) {
    storage = lines
    isPaired = false
  }

  /// Sets memory aside for merges that will be appended.
  public mutating func reserveCapacity(_ count: Int, bytes: Int) {
    storage.reserveCapacity(pieces: count * (isPaired ? 2 : 1), bytes: bytes)
  }

  /// Adds the merge of two pieces, the least urgent so far.
  public mutating func append(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) {
    if isPaired {
      storage.append(left)
      storage.append(right)
    } else {
      storage.append(Array(left) + [0x20] + Array(right))
    }
  }

  /// The number of merges.
  public var count: Int { isPaired ? storage.count / 2 : storage.count }
  /// Tells whether there are none.
  public var isEmpty: Bool { storage.isEmpty }

  /// The bytes that the ranges of `parts(of:)` point into.
  var bytes: [UInt8] { storage.bytes }

  /// Ranges in `bytes` of the two halves of a merge, or `nil` for a line that has no two halves.
  func parts(of index: Int) -> (left: Range<Int>, right: Range<Int>)? {
    if isPaired { return (storage.range(of: 2 * index), storage.range(of: 2 * index + 1)) }
    let range = storage.range(of: index)
    // The first byte may itself be a space, hence the search from the second.
    let bytes = storage.bytes.span
    var split = range.lowerBound + 1
    while split < range.upperBound, bytes[split] != 0x20 { split += 1 }
    guard split + 1 < range.upperBound else { return nil }
    return (range.lowerBound..<split, split + 1..<range.upperBound)
  }

  /// One merge as text, `left right`, for messages and files.
  public func line(_ index: Int) -> String {
    guard let (left, right) = parts(of: index) else {
      return String(decoding: storage[index], as: UTF8.self)
    }
    return String(decoding: bytes[left], as: UTF8.self) + " "
      + String(decoding: bytes[right], as: UTF8.self)
  }
}
