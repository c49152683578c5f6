import ModelFiles

extension RepositoryPull {
  /// The file of an earlier pull, or one put there by hand, if it has the content.
  ///
  /// It is read to its end each time: neither size nor time of change tell that it has not
  /// been altered.
  func fromLibrary(
    _ file: RepositoryFile, _ manifest: ModelManifest?, _ meter: ProgressMeter
  ) throws -> Staging.Gathered? {
    let path = "\(library.folder(for: name))/\(file.path)"
    guard let identity = file.identity, let bytes = fileSize(path),
      file.bytes == nil || bytes == file.bytes
    else { return nil }
    let recorded = manifest?.files.first { $0.name == file.path }
    guard let digest = try digest(of: path, file, bytes, meter) else { return nil }
    guard digest.counterpart(of: identity) == identity else {
      if let recorded, recorded.sha256 != digest.sha256Hex { onEvent(.altered(file: file.path)) }
      return nil
    }
    onEvent(.reused(file: file.path, from: .library))
    return Staging.Gathered(
      file: ModelManifest.File(
        name: file.path, bytes: bytes, sha256: digest.sha256Hex,
        verified: file.isPublished || recorded?.verified == true),
      place: .library)
  }

  /// The file of a cache that other programs keep, if it has the content.
  ///
  /// It gets a second name among the parts first, so that what is compared is what is installed.
  func fromCache(
    _ file: RepositoryFile, commit: String?, _ meter: ProgressMeter
  ) throws -> Staging.Gathered? {
    guard let commit, let path = cache?.content(of: file.path, commit: commit),
      let size = fileSize(path), file.bytes == nil || file.bytes == size
    else { return nil }
    let folder = try staging.partsFolder()
    let copy = staging.partName(file.path, file.identity).replacing(".part", with: ".copy")
    if !folder.link(path, as: copy) {
      try disk.check(library.root, takes: size)
      let target = try PartFile(opening: copy, in: folder, total: size, keeping: 0)
      try ContentDigest.forEachPiece(of: path) { try target.append($0) }
      target.close()
    }
    let own = "\(folder.path)/\(copy)"
    guard let bytes = fileSize(own), let digest = try digest(of: own, file, bytes, meter),
      file.identity.map({ digest.counterpart(of: $0) == $0 }) ?? true
    else {
      try folder.remove(copy)
      return nil
    }
    onEvent(.reused(file: file.path, from: .hubCache))
    return Staging.Gathered(
      file: ModelManifest.File(
        name: file.path, bytes: bytes, sha256: digest.sha256Hex, verified: file.identity != nil),
      place: .part(copy))
  }

  /// The digest of a file that is here; `nil` if it cannot be read.
  private func digest(
    of path: String, _ file: RepositoryFile, _ bytes: Int, _ meter: ProgressMeter
  ) throws -> ContentDigest? {
    if bytes >= 64 << 20 { onEvent(.checking(file: file.path, bytes: bytes)) }
    meter.start(file.path, at: 0)
    var done = 0
    do {
      return try ContentDigest.ofFile(path, bytes: bytes) { count in
        done += count
        meter.start(file.path, at: done)
      }
    } catch is ModelLibraryError {
      return nil
    }
  }
}
