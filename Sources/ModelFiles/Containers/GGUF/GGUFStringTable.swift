private import Tensors

/// The texts of a GGUF string array: one offset each, the bytes still in the file.
public struct GGUFStringTable: Sendable, RandomAccessCollection {
  private let storage: Storage
  /// Offsets of each text's 8-byte length.
  private let offsets: [Int]

  /// Finds the texts of an array of strings whose bounds were checked when its file was opened.
  init(_ array: GGUFArray) {
    storage = array.storage
    var offsets: [Int] = []
    offsets.reserveCapacity(array.count)
    var offset = array.range.lowerBound
    for _ in 0..<array.count {
      offsets.append(offset)
      offset += 8 + Int(storage.unsignedInteger(at: offset, byteCount: 8))
    }
    self.offsets = offsets
  }

  /// The position of the first text.
  public var startIndex: Int { 0 }
  /// The position past the last text; also the number of texts.
  public var endIndex: Int { offsets.count }

  /// A text; bytes that are not UTF-8 appear as U+FFFD.
  public subscript(position: Int) -> String {
    storage.string(in: range(at: position))
      ?? String(decoding: storage.copy(range(at: position)), as: UTF8.self)
  }

  /// A text's bytes as they are in the file.
  public func bytes(at position: Int) -> [UInt8] { storage.copy(range(at: position)) }

  /// A text's length in bytes.
  public func byteCount(at position: Int) -> Int { range(at: position).count }

  /// All texts one after another without separators, and where each ends.
  public func packed() -> (bytes: [UInt8], ends: [Int]) {
    var bytes: [UInt8] = []
    var ends: [Int] = []
    ends.reserveCapacity(count)
    for position in indices {
      bytes.append(contentsOf: storage.bytes[range(at: position)])
      ends.append(bytes.count)
    }
    return (bytes, ends)
  }

  /// The position of the first text that is not valid UTF-8, if there is one.
  public var firstInvalid: Int? {
    indices.first { storage.string(in: range(at: $0)) == nil }
  }

  private func range(at position: Int) -> Range<Int> {
    let start = offsets[position] + 8
    let length = Int(storage.unsignedInteger(at: offsets[position], byteCount: 8))
    return start..<start + length
  }
}
