#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Asks a file system how much may still be written.
struct DiskSpace: Sendable {
  /// Free bytes at a path that exists, or `nil` if the system does not say.
  var freeBytes: @Sendable (String) -> Int? = { DiskSpace.bytes(at: $0, \.f_bavail) }
  /// Bytes of the whole file system.
  var allBytes: @Sendable (String) -> Int? = { DiskSpace.bytes(at: $0, \.f_blocks) }

  /// - Throws: `HubError.noSpace` if a folder cannot take that many bytes.
  func check(_ folder: String, takes needed: Int) throws(HubError) {
    guard needed > 0, let available = freeBytes(folder), available < needed else { return }
    throw .noSpace(folder: folder, needed: needed, available: available)
  }

  /// Checks that a body of unknown length leaves enough free: a gibibyte, or a tenth of a
  /// small disk.
  ///
  /// - Parameter count: Bytes that are about to be written.
  /// - Throws: `HubError.noSpace` if less would be left.
  func checkReserve(of folder: String, after count: Int) throws(HubError) {
    let reserve = min(1 << 30, (allBytes(folder) ?? .max) / 10)
    try check(folder, takes: reserve + count)
  }

  private static func bytes(at path: String, _ blocks: KeyPath<statvfs, fsblkcnt_t>) -> Int? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    let (bytes, isTooLarge) = UInt64(status[keyPath: blocks])
      .multipliedReportingOverflow(by: UInt64(status.f_frsize))
    return isTooLarge ? .max : Int(clamping: bytes)
  }
}
