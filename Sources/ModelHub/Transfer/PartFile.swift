import Foundation

/// A file that is being fetched: it grows at its end, and its digest grows with it.
final class PartFile {
  let path: String
  private let handle: FileHandle
  private let total: Int?
  /// Bytes that are here.
  private(set) var count: Int
  /// Digest of the bytes that are here.
  private(set) var digest: ContentDigest
  /// Whether some of the bytes came with an earlier request.
  private(set) var isResumed: Bool

  /// Opens a part, or makes an empty one.
  ///
  /// - Parameters:
  ///   - total: Size of the whole file, if known.
  ///   - keeping: How many bytes of an existing part to keep; more than the part has is all of it.
  init(opening path: String, total: Int?, keeping limit: Int) throws {
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    if !FileManager.default.fileExists(atPath: path),
      !FileManager.default.createFile(atPath: path, contents: nil)
    {
      throw HubError.file(path: path, problem: "it cannot be made; is the folder writable?")
    }
    guard let handle = FileHandle(forUpdatingAtPath: path) else {
      throw HubError.file(path: path, problem: "it cannot be opened for writing")
    }
    self.path = path
    self.handle = handle
    self.total = total
    digest = ContentDigest(ofBytes: total)
    let size = Int(exactly: try handle.seekToEnd()) ?? 0
    // A part that is longer than the file cannot be a part of it.
    count = size > (total ?? .max) ? 0 : min(size, limit)
    isResumed = count > 0
    try handle.truncate(atOffset: UInt64(count))
    if count > 0 {
      try handle.seek(toOffset: 0)
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        try Task.checkCancellation()
        digest.update(piece)
      }
    }
    try handle.seek(toOffset: UInt64(count))
  }

  /// Adds bytes at the end.
  func append(_ data: Data) throws {
    try handle.write(contentsOf: data)
    digest.update(data)
    count += data.count
  }

  /// Marks that what follows comes with another request.
  func continueLater() { isResumed = count > 0 }

  /// Throws away what is here.
  func restart() throws {
    try handle.truncate(atOffset: 0)
    try handle.seek(toOffset: 0)
    count = 0
    isResumed = false
    digest = ContentDigest(ofBytes: total)
  }

  /// Writes to the disk what the system still holds back.
  func synchronize() throws { try handle.synchronize() }

  /// Closes and removes the file.
  func remove() {
    try? handle.close()
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Closes the file, which stays.
  func close() throws { try handle.close() }
}
