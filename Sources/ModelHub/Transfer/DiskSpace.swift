import Foundation

/// Asks a file system how much may still be written.
struct DiskSpace: Sendable {
  /// Free bytes at a path that exists, or `nil` if the system does not say.
  var freeBytes: @Sendable (String) -> Int? = { path in
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path)
    return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
  }

  /// - Throws: `HubError.noSpace` if a folder cannot take that many bytes.
  func check(_ folder: String, takes needed: Int) throws(HubError) {
    guard needed > 0, let available = freeBytes(folder), available < needed else { return }
    throw .noSpace(folder: folder, needed: needed, available: available)
  }
}
