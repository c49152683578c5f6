#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Bytes with one owner: a file mapped read-only, memory of our own, or memory of a device.
///
/// Bytes of a device cannot be looked at from here: whoever tries has mistaken one device's buffer
/// for another's.
///
/// A mapped file occupies memory only for the pages that are read. If another process truncates the
/// file while it is mapped, reading the lost pages ends the process (SIGBUS): replace model files
/// by renaming, never in place.
public final class Storage: @unchecked Sendable {
  // Safety: the base address and count never change; mapped bytes are never written, owned bytes
  // only through `mutableBytes` and device operations, whose callers own the storage.

  /// Number of bytes.
  public let count: Int
  /// Tells whether the bytes belong to a file.
  public let isMapped: Bool
  /// The device's memory, if that is where the bytes are.
  public let deviceMemory: (any DeviceMemory)?
  /// The first byte, unless only a device can look at it.
  private let address: UnsafeMutableRawPointer?

  /// Bytes in memory of a device.
  public init(_ memory: any DeviceMemory, byteCount: Int) {
    precondition(byteCount >= 0)
    count = byteCount
    isMapped = false
    deviceMemory = memory
    address = nil
  }

  /// Maps a file read-only.
  ///
  /// - Throws: `StorageError` if the file cannot be opened, is not a regular file, or cannot
  ///   be mapped.
  public init(mapping path: String) throws(StorageError) {
    var status = stat()
    // Without O_NONBLOCK, opening a pipe waits for its writer; a socket cannot be opened at all.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    defer { if descriptor >= 0 { close(descriptor) } }
    let code = errno
    let isKnown = descriptor >= 0 ? fstat(descriptor, &status) == 0 : stat(path, &status) == 0
    guard !isKnown || status.st_mode & S_IFMT == S_IFREG else {
      throw StorageError(path: path, kind: FileStatus.noun(ofMode: UInt32(status.st_mode)))
    }
    guard descriptor >= 0, isKnown else { throw StorageError(path: path, code: code) }
    count = Int(status.st_size)
    isMapped = true
    deviceMemory = nil
    guard count > 0 else {
      address = Self.nothing
      return
    }
    guard let start = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0),
      start != MAP_FAILED
    else { throw StorageError(path: path, code: errno) }
    address = start
  }

  /// Allocates zeroed memory, aligned to 64 bytes.
  ///
  /// Pages are taken from the system on first touch.
  /// - Throws: `StorageError` if the system refuses that much memory.
  public init(allocating count: Int) throws(StorageError) {
    precondition(count >= 0)
    self.count = count
    isMapped = false
    deviceMemory = nil
    guard count > 0 else {
      address = Self.nothing
      return
    }
    guard
      let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      start != MAP_FAILED
    else { throw StorageError(requested: count, code: errno) }
    address = start
  }

  deinit {
    if let address, count > 0 { munmap(address, count) }
  }

  /// An address for no bytes at all.
  private static var nothing: UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(bitPattern: 64) ?? .allocate(byteCount: 0, alignment: 1)
  }

  private var base: UnsafeMutableRawPointer {
    guard let address else {
      preconditionFailure("memory of a device is read back by that device")
    }
    return address
  }

  /// Tells whether this program can look at the bytes.
  var isInHostMemory: Bool { address != nil }

  /// The bytes, for reading.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// The first byte, for operations of this module.
  var mutableBase: UnsafeMutableRawPointer { base }

  /// The bytes, for writing; only for storage that was allocated.
  package var mutableBytes: UnsafeMutableRawBufferPointer {
    precondition(!isMapped, "mapped files are read-only")
    return UnsafeMutableRawBufferPointer(start: base, count: count)
  }

  /// Calls `body` with a copy-free view of a range of bytes.
  public func withBytes<Result, Failure: Error>(
    in range: Range<Int>, _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let view = UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
    return try body(view.bytes)
  }

  /// Tells the system that these bytes of a mapped file will be read soon.
  package func willNeed(_ range: Range<Int>) {
    guard isMapped, !range.isEmpty else { return }
    let page = Int(getpagesize())
    let start = range.lowerBound / page * page
    madvise(base + start, range.upperBound - start, Int32(MADV_WILLNEED))
  }
}

extension Tensor {
  /// Tells the system that the pages of a mapped file behind these values may leave memory; they
  /// are read again if needed.
  package func releasePages() {
    guard storage.isMapped else { return }
    let page = Int(getpagesize())
    let start = (offset + page - 1) / page * page
    let end = (offset + byteCount) / page * page
    if start < end { madvise(storage.mutableBase + start, end - start, Int32(MADV_DONTNEED)) }
  }
}

/// The reason that bytes could not be had.
public struct StorageError: Error, Sendable, CustomStringConvertible {
  /// The file, if one was asked for.
  public var path: String?
  /// The bytes asked for, if memory was.
  public var requestedBytes: Int?
  /// The system's error number.
  public var code: Int32
  /// Kind of thing that stands at the path where a file should, such as "a pipe".
  public var kind: String?

  init(path: String, code: Int32) {
    self.path = path
    self.code = code
  }

  init(path: String, kind: String) {
    self.path = path
    self.kind = kind
    code = EINVAL
  }

  /// Tells whether the system refused memory.
  package var isWantOfMemory: Bool { requestedBytes != nil && code == ENOMEM }

  /// Memory that the system, or a device, refuses.
  public init(requested: Int, code: Int32) {
    requestedBytes = requested
    self.code = code
  }

  /// Text for a user: what and why.
  public var description: String {
    path.map { "cannot read \($0): \(reason)" }
      ?? "cannot allocate \(requestedBytes ?? 0) bytes: \(reason)"
  }

  /// Reason, and what to do where that is known.
  package var reason: String {
    if let kind { return "it is \(kind); expected a file" }
    let words = String(cString: strerror(code))
    guard path != nil, code == EACCES else { return words }
    return words + "; 'ls -l' shows who may read it, and 'chmod +r' lets everybody"
  }
}
