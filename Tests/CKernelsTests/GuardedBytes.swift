import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Bytes that end where readable memory ends: reading one more ends the test process.
final class GuardedBytes {
  let pointer: UnsafeRawPointer
  private let base: UnsafeMutableRawPointer
  private let size: Int

  init(_ bytes: [UInt8]) throws {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let readable = (bytes.count + page - 1) / page * page
    size = readable + page
    let map = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    let base = try #require(map)
    try #require(base != MAP_FAILED)
    self.base = base
    let start = base + (readable - bytes.count)
    start.copyMemory(from: bytes, byteCount: bytes.count)
    try #require(mprotect(base + readable, page, PROT_NONE) == 0)
    pointer = UnsafeRawPointer(start)
  }

  deinit { munmap(base, size) }
}
