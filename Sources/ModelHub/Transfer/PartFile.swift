import ModelFiles

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that is being fetched: it grows at its end, and its digest grows with it.
final class PartFile {
  /// The folder that it lies in.
  let folder: HeldFolder
  /// Its name there.
  let name: String
  private let descriptor: Int32
  private var isOpen = true
  private let total: Int?
  /// Bytes that are here.
  private(set) var count: Int
  /// Digest of the bytes that are here.
  private(set) var digest: ContentDigest
  /// Tells whether some of the bytes came with an earlier request.
  private(set) var isResumed: Bool

  var path: String { "\(folder.path)/\(name)" }

  /// Opens a part, or makes an empty one.
  ///
  /// What stands in its place and is no part, such as a link, is removed.
  /// - Parameters:
  ///   - total: Size of the whole file, if known.
  ///   - keeping: How many bytes of an existing part to keep; more than the part has is all of it.
  init(opening name: String, in folder: HeldFolder, total: Int?, keeping limit: Int) throws {
    let descriptor = try folder.openOwnFile(name)
    (self.folder, self.name, self.descriptor, self.total) = (folder, name, descriptor, total)
    digest = ContentDigest(ofBytes: total)
    let size = Int(lseek(descriptor, 0, SEEK_END))
    // A part that is longer than the file cannot be a part of it.
    count = size < 0 || size > (total ?? .max) ? 0 : min(size, limit)
    isResumed = count > 0
    try cut(to: count)
    var position = 0
    while position < count {
      try Task.checkCancellation()
      let piece = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, filled in
        filled = max(0, pread(descriptor, buffer.baseAddress, 1 << 20, off_t(position)))
      }
      guard !piece.isEmpty else { throw failure(errno) }
      digest.update(piece)
      position += piece.count
    }
  }

  private func cut(to length: Int) throws {
    guard ftruncate(descriptor, off_t(length)) == 0,
      lseek(descriptor, off_t(length), SEEK_SET) == off_t(length)
    else { throw failure(errno) }
  }

  /// Adds bytes at the end.
  ///
  /// - Throws: `HubError.file`, in words, for instance where the disk is full.
  func append(_ data: Data) throws {
    try data.withUnsafeBytes { bytes in
      var start = 0
      while start < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        let written = write(descriptor, rest.baseAddress, rest.count)
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { throw failure(errno) }
        start += written
      }
    }
    digest.update(data)
    count += data.count
  }

  private func failure(_ code: Int32) -> HubError {
    .file(path: path, problem: SystemProblem.words(code, "it cannot be written"))
  }

  /// Marks that what follows comes with another request.
  func continueLater() { isResumed = count > 0 }

  /// Throws away what is here.
  func restart() throws {
    try cut(to: 0)
    count = 0
    isResumed = false
    digest = ContentDigest(ofBytes: total)
  }

  /// Writes to the disk what the system still holds back.
  func synchronize() throws {
    // Some file systems report only now that the disk is full.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(errno) }
  }

  /// Closes and removes the file.
  func remove() {
    close()
    try? folder.remove(name)
  }

  /// Closes the file, which stays.
  func close() {
    guard isOpen else { return }
    isOpen = false
    closeDescriptor(descriptor)
  }

  deinit { close() }
}

/// The system's own, beside a method of that name.
private func closeDescriptor(_ descriptor: Int32) { _ = close(descriptor) }
