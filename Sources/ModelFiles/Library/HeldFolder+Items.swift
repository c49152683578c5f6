#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension HeldFolder {
  /// Moves a file of this folder to another one, in the place of what is there.
  package func rename(
    _ name: String, into folder: HeldFolder, as other: String
  ) throws(ModelLibraryError) {
    guard renameat(descriptor, name, folder.descriptor, other) == 0 else {
      throw .system("\(folder.path)/\(other)", "it cannot be put there")
    }
  }

  /// Gives a file elsewhere a second name in this folder; what stands there is removed.
  ///
  /// - Returns: Whether it could be done; not across disks, nor for everybody's files on
  ///   every system.
  package func link(_ path: String, as name: String) -> Bool {
    _ = unlinkat(descriptor, name, 0)
    return linkat(AT_FDCWD, path, descriptor, name, 0) == 0
  }

  /// The names in this folder.
  package func names() throws(ModelLibraryError) -> [String] {
    // The position in a folder belongs to its descriptor, so a listing has one of its own.
    let own = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard own >= 0, let stream = fdopendir(own) else {
      let error = ModelLibraryError.system(path, "the folder cannot be read")
      if own >= 0 { close(own) }
      throw error
    }
    defer { closedir(stream) }
    return Self.names(in: stream)
  }

  /// Names in a folder by its path, links to it followed; `nil` if it is not there.
  static func names(in path: String) throws(ModelLibraryError) -> [String]? {
    guard let stream = opendir(path) else {
      if errno == ENOENT { return nil }
      throw .system(path, "the folder cannot be read")
    }
    defer { closedir(stream) }
    return names(in: stream)
  }

  /// Removes a file, a link, or a folder with all that is in it; what is not there is
  /// removed already.
  package func remove(_ name: String) throws(ModelLibraryError) {
    if unlinkat(descriptor, name, 0) == 0 || errno == ENOENT { return }
    // Linux says EISDIR of a folder, others EPERM.
    guard status(of: name)?.isFolder == true else {
      throw .system("\(path)/\(name)", "it cannot be removed")
    }
    if let inner = try folder(name, making: false) {
      for item in try inner.names() { try inner.remove(item) }
    }
    guard unlinkat(descriptor, name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
      throw .system("\(path)/\(name)", "it cannot be removed")
    }
  }

  /// Removes a folder if it is empty.
  package func removeIfEmpty(_ name: String) { _ = unlinkat(descriptor, name, AT_REMOVEDIR) }

  #if canImport(Darwin)
    private typealias Stream = UnsafeMutablePointer<DIR>
  #else
    private typealias Stream = OpaquePointer
  #endif

  private static func names(in stream: Stream) -> [String] {
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
