#if canImport(FoundationEssentials)
  private import FoundationEssentials
#else
  private import Foundation
#endif

extension ModelLibrary {
  /// The folder that a model's files go to.
  package func folder(for name: ModelName) -> String { "\(root)/\(name)" }

  /// The folder that files are gathered in until a model is complete; hidden from `list()`.
  package func stagingFolder(for name: ModelName) -> String { "\(root)/.partial/\(name)" }

  /// The file to lock before a model is changed; its folder is made.
  package func lockPath(for name: ModelName) throws(ModelLibraryError) -> String {
    let folder = "\(root)/.locks"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .file(path: folder, problem: "the folder cannot be made: \(error)")
    }
    return "\(folder)/\(name.description.replacing("/", with: "--")).lock"
  }

  /// What an earlier pull recorded, if the manifest is there and can be read.
  package func manifest(of name: ModelName) -> ModelManifest? {
    try? ModelManifest(readingFrom: "\(folder(for: name))/\(ModelManifest.fileName)")
  }

  func entry(named name: String) -> LibraryEntry? {
    let folder = "\(root)/\(name)"
    guard let items = try? contents(of: folder), isFolder(folder) else { return nil }
    let manifestPath = "\(folder)/\(ModelManifest.fileName)"
    if let manifest = try? ModelManifest(readingFrom: manifestPath) {
      let bytes = manifest.files.reduce(0) { sum, file in
        sum &+ size(of: "\(folder)/\(file.name)")
      }
      return LibraryEntry(name: name, path: folder, bytes: bytes, manifest: manifest)
    }
    let hasGGUF = items.contains { $0.lowercased().hasSuffix(".gguf") }
    let hasTensors = items.contains { $0.hasSuffix(".safetensors") }
    guard hasGGUF || (hasTensors && items.contains("config.json")) else { return nil }
    let bytes = items.reduce(0) { $0 &+ size(of: "\(folder)/\($1)") }
    return LibraryEntry(name: name, path: folder, bytes: bytes)
  }

  func looseFile(_ name: String) -> LibraryEntry? {
    for file in [name, "\(name).gguf"] where file.hasSuffix(".gguf") {
      let path = "\(root)/\(file)"
      if FileManager.default.fileExists(atPath: path), !isFolder(path) {
        return LibraryEntry(name: file, path: path, bytes: looseBytes(of: file))
      }
    }
    return nil
  }

  /// The size of a `.gguf` file at the root, with all parts of a split model.
  func looseBytes(of file: String) -> Int {
    let name = GGUFName(file)
    guard name.part != nil else { return size(of: "\(root)/\(file)") }
    let items = (try? contents(of: root)) ?? []
    return items.filter { GGUFName($0).stem == name.stem && GGUFName($0).part != nil }
      .reduce(0) { $0 &+ size(of: "\(root)/\($1)") }
  }

  func openable(in entry: LibraryEntry, file: String?) throws(ModelLibraryError) -> String {
    guard isFolder(entry.path) else {
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

  /// The first part of the model that a file name, or a word that only one file name has, stands for.
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

  /// Names in a folder, hidden ones left out; empty where there is no such folder.
  func contents(of folder: String) throws(ModelLibraryError) -> [String] {
    guard isFolder(folder) else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { !$0.hasPrefix(".") }.sorted()
    } catch {
      throw .file(path: folder, problem: "the folder cannot be read: \(error)")
    }
  }

  func isFolder(_ path: String) -> Bool {
    var isDirectory = false
    #if canImport(FoundationEssentials)
      return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
    #else
      var flag: ObjCBool = false
      isDirectory = FileManager.default.fileExists(atPath: path, isDirectory: &flag)
      return isDirectory && flag.boolValue
    #endif
  }

  /// Bytes of the file that a path leads to; 0 for a folder or nothing.
  func size(of path: String) -> Int {
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    guard !isFolder(target),
      let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    else { return 0 }
    return attributes[.size] as? Int ?? 0
  }

  func deleteItem(_ path: String) throws(ModelLibraryError) {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw .file(path: path, problem: "it cannot be removed: \(error)")
    }
  }
}
