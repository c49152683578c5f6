import Tensors

/// Reads the fields of a GGUF header one after another; every length is checked before it is used.
struct GGUFCursor {
  let storage: Storage
  let path: String
  private(set) var position = 0

  init(storage: Storage, path: String) {
    self.storage = storage
    self.path = path
  }

  /// Bytes from here to the end of the file.
  var remaining: Int { storage.count - position }

  /// The little-endian unsigned integer of 1, 2, 4 or 8 bytes that comes next.
  mutating func unsigned(_ byteCount: Int, _ what: @autoclosure () -> String) throws(ModelFileError)
    -> UInt64
  {
    try require(byteCount, what())
    let value = storage.unsignedInteger(at: position, byteCount: byteCount)
    position += byteCount
    return value
  }

  /// The 32-bit integer that comes next.
  mutating func uint32(_ what: @autoclosure () -> String) throws(ModelFileError) -> UInt32 {
    UInt32(truncatingIfNeeded: try unsigned(4, what()))
  }

  /// A count of things that take at least `minimumBytes` each, so that a false count cannot ask
  /// for memory.
  mutating func count(of what: String, minimumBytes: Int) throws(ModelFileError) -> Int {
    let start = position
    let value = try unsigned(8, "the number of \(what)")
    guard let count = Int(exactly: value), count <= remaining / minimumBytes else {
      throw ModelFileError(
        .truncated, path: path, "the number of \(what) is too large for the file", offset: start,
        expected: "at most \(remaining / minimumBytes), for the \(remaining) bytes that follow",
        got: "\(value)")
    }
    return count
  }

  /// The text that comes next.
  mutating func string(
    _ what: @autoclosure () -> String, limit: Int = .max
  ) throws(ModelFileError) -> String {
    let start = position
    let range = try stringRange(what(), limit: limit)
    guard let text = storage.string(in: range) else {
      throw ModelFileError(
        .malformed, path: path, "\(what()) is not valid UTF-8", offset: start)
    }
    return text
  }

  /// Range of the bytes of the text that comes next.
  mutating func stringRange(
    _ what: @autoclosure () -> String, limit: Int = .max
  ) throws(ModelFileError) -> Range<Int> {
    let start = position
    let announced = try unsigned(8, what())
    guard let length = Int(exactly: announced), length <= limit else {
      throw ModelFileError(
        .malformed, path: path, "\(what()) is too long", offset: start,
        expected: limit == .max ? "at most \(remaining) bytes" : "at most \(limit) bytes",
        got: "\(announced)")
    }
    try require(length, what())
    position += length
    return position - length..<position
  }

  /// Passes over bytes that are there.
  mutating func skip(_ byteCount: Int, _ what: @autoclosure () -> String) throws(ModelFileError) {
    try require(byteCount, what())
    position += byteCount
  }

  /// Passes over texts that are there.
  mutating func skipTexts(_ count: Int, _ what: @autoclosure () -> String) throws(ModelFileError) {
    if let end = storage.endOfTexts(count, from: position) {
      position = end
      return
    }
    // One of them does not fit: the search for it says which.
    for _ in 0..<count { _ = try stringRange(what()) }
  }

  private func require(_ byteCount: Int, _ what: @autoclosure () -> String) throws(ModelFileError) {
    guard byteCount <= remaining else {
      throw ModelFileError(
        .truncated, path: path, "the file ends inside \(what())", offset: position,
        expected: "\(byteCount) more bytes", got: "\(remaining)", advice: "get the file again")
    }
  }
}
