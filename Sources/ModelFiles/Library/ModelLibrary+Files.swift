#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

extension ModelLibrary {
  /// The folder that a model's files go to.
  package func folder(for name: ModelName) -> String { "\(root)/\(name)" }

  /// Most files that a model may have.
  package static let mostFiles = 50_000
  /// Most bytes that a file may have, 64 TiB: sums of as many files as there may be stay within
  /// an integer.
  package static let largestFile = 1 << 46

  /// The path below the root of the folder that files are gathered in until a model is complete;
  /// hidden from `list()`.
  ///
  /// What lies in it begins with a point, and no part of a model's name does: two models never
  /// share a path.
  package func stagingPath(for name: ModelName) -> String { ".partial/\(name)" }

  /// The file to lock before a model is changed; its folder is made.
  package func lockPath(for name: ModelName) throws(ModelLibraryError) -> String {
    let folder = try HeldFolder(making: root).folder(".locks/\(name)", making: true)
    return "\(folder?.path ?? root)/.lock"
  }

  /// Record of an earlier pull, if the manifest is there and can be read.
  package func manifest(of name: ModelName) -> ModelManifest? {
    try? ModelManifest(readingFrom: "\(folder(for: name))/\(ModelManifest.fileName)")
  }

  func entry(named name: String) throws(ModelLibraryError) -> LibraryEntry? {
    let folder = "\(root)/\(name)"
    guard try isFolder(folder) else { return nil }
    let items = try contents(of: folder)
    let manifestPath = "\(folder)/\(ModelManifest.fileName)"
    let record = Self.isThere(manifestPath) ? Self.record(at: manifestPath) : nil
    if case .success(let manifest) = record {
      let bytes = manifest.files.reduce(0) { sum, file in
        sum &+ size(of: "\(folder)/\(file.name)")
      }
      return LibraryEntry(name: name, path: folder, bytes: bytes, manifest: manifest)
    }
    let hasGGUF = items.contains { $0.lowercased().hasSuffix(".gguf") }
    let hasTensors = items.contains { $0.hasSuffix(".safetensors") }
    var problem: ModelLibraryError?
    if case .failure(let error) = record { problem = error }
    // A damaged record is one of a pull all the same, also where nothing else is left of it.
    guard problem != nil || hasGGUF || (hasTensors && items.contains("config.json")) else {
      return nil
    }
    let bytes = items.reduce(0) { $0 &+ size(of: "\(folder)/\($1)") }
    return LibraryEntry(name: name, path: folder, bytes: bytes, recordProblem: problem)
  }

  private static func record(at path: String) -> Result<ModelManifest, ModelLibraryError> {
    Result { () throws(ModelLibraryError) in try ModelManifest(readingFrom: path) }
  }

  func looseFile(_ name: String) throws(ModelLibraryError) -> LibraryEntry? {
    for file in [name, "\(name).gguf"] where file.hasSuffix(".gguf") {
      let path = "\(root)/\(file)"
      if let isFolder = try kind(of: path), !isFolder {
        let items = GGUFName(file).part == nil ? [] : try contents(of: root)
        return LibraryEntry(name: file, path: path, bytes: looseBytes(of: file, among: items))
      }
    }
    return nil
  }

  /// The size of a `.gguf` file at the root, with all parts of a split model among the
  /// root's items.
  func looseBytes(of file: String, among items: [String]) -> Int {
    let name = GGUFName(file)
    guard let part = name.part else { return size(of: "\(root)/\(file)") }
    return items.filter { $0.hasPrefix(name.stem) && GGUFName($0).stem == name.stem }
      .filter { GGUFName($0).part?.count == part.count }
      .reduce(0) { $0 &+ size(of: "\(root)/\($1)") }
  }

  func openable(in entry: LibraryEntry, file: String?) throws(ModelLibraryError) -> String {
    guard try isFolder(entry.path) else {
      guard let file else { return entry.path }
      throw .unknownFile(file, model: entry.name, choices: [entry.name])
    }
    var names = Set(try contents(of: entry.path))
    names.formUnion(entry.manifest?.files.map(\.name) ?? [])
    let models = names.filter { $0.lowercased().hasSuffix(".gguf") }.sorted()
    if let file {
      return "\(entry.path)/\(try Self.choose(file, of: models, in: entry.name))"
    }
    if names.contains("config.json"), names.contains(where: { $0.hasSuffix(".safetensors") }) {
      return entry.path
    }
    let choices = models.filter { GGUFName($0).isOpenable }
    guard let only = choices.first else {
      throw .nothingToOpen(entry.name, folder: entry.path)
    }
    guard choices.count == 1 else { throw .ambiguous(entry.name, choices: choices) }
    return "\(entry.path)/\(only)"
  }

  /// The first part of the model that a file name, or a word that only one file name has,
  /// stands for.
  private static func choose(
    _ file: String, of models: [String], in name: String
  ) throws(ModelLibraryError) -> String {
    let choices = models.filter { GGUFName($0).isOpenable }
    if let exact = models.first(where: { $0 == file }) {
      let stem = GGUFName(exact).stem
      return choices.first { GGUFName($0).stem == stem } ?? exact
    }
    let partial = choices.filter { $0.lowercased().contains(file.lowercased()) }
    guard partial.count == 1, let only = partial.first, !file.isEmpty else {
      throw .unknownFile(file, model: name, choices: choices)
    }
    return only
  }

  /// The names of a model's own files, without the record of its pull.
  package func files(of entry: LibraryEntry) throws(ModelLibraryError) -> [String] {
    let items: [String]
    if try isFolder(entry.path) {
      items = try contents(of: entry.path).filter { $0 != ModelManifest.fileName }
    } else if let part = GGUFName(entry.name).part {
      let stem = GGUFName(entry.name).stem
      items = try contents(of: root).filter {
        GGUFName($0).stem == stem && GGUFName($0).part?.count == part.count
      }
    } else {
      items = [entry.name]
    }
    // Folders may be other models; what cannot be looked at is a file that cannot be read.
    return items.filter { (try? isFolder(path(of: $0, in: entry))) != true }
  }

  /// The path of a model's file.
  package func path(of file: String, in entry: LibraryEntry) -> String {
    entry.path.hasSuffix(".gguf") && (try? isFolder(entry.path)) == false
      ? "\(root)/\(file)" : "\(entry.path)/\(file)"
  }

  /// Tells whether anything, also a link that leads nowhere, stands at a path.
  package static func isThere(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 || errno == EACCES
  }

  /// Names in a folder, hidden ones left out; empty where there is no such folder.
  func contents(of folder: String) throws(ModelLibraryError) -> [String] {
    try (HeldFolder.names(in: folder) ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }

  /// Tells whether a path, links followed, is a folder.
  ///
  /// - Throws: `ModelLibraryError.file` if that cannot be told, for instance for want
  ///   of permission.
  func isFolder(_ path: String) throws(ModelLibraryError) -> Bool {
    try kind(of: path) ?? false
  }

  /// Tells whether what a path leads to is a folder; `nil` if there is nothing.
  func kind(of path: String) throws(ModelLibraryError) -> Bool? {
    var status = stat()
    guard stat(path, &status) != 0 else { return status.st_mode & S_IFMT == S_IFDIR }
    // A link in a circle leads to nothing, too.
    if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return nil }
    throw .system(path, "it cannot be read")
  }

  /// Bytes of the file that a path leads to; 0 for a folder or nothing.
  func size(of path: String) -> Int {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return 0 }
    return Int(status.st_size)
  }

  /// Removes what lies below the root, itself and not what a link leads to.
  func deleteItem(_ relative: String) throws(ModelLibraryError) {
    let parts = relative.split(separator: "/")
    guard let name = parts.last else { return }
    let parent = parts.dropLast().joined(separator: "/")
    try HeldFolder(making: root).folder(parent, making: false)?.remove(String(name))
  }
}
