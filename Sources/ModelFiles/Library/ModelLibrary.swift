import ModelSpec

/// The models on this machine: a folder with one folder for each model, or a `.gguf` file.
///
/// A pulled model has a manifest beside its files. Folders and files that were put there by hand
/// count too.
public struct ModelLibrary: Hashable, Sendable {
  /// The folder of the library; it need not exist yet.
  public let root: String

  /// The library in this folder.
  public init(root: String) {
    self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
  }

  /// Default place of the library: `models` below `CARAT_HOME`, else `carat/models` below
  /// `XDG_DATA_HOME` or `~/.local/share`.
  ///
  /// - Throws: `ModelLibraryError.noHome` if none of the variables is set.
  public static func defaultRoot(environment: [String: String]) throws(ModelLibraryError) -> String
  {
    func folder(_ key: String) -> String? {
      guard let value = environment[key], !value.isEmpty else { return nil }
      return value.count > 1 && value.hasSuffix("/") ? String(value.dropLast()) : value
    }
    if let home = folder("CARAT_HOME") { return "\(home)/models" }
    // The XDG base directory specification has relative paths ignored.
    if let data = folder("XDG_DATA_HOME"), data.hasPrefix("/") { return "\(data)/carat/models" }
    if let home = folder("HOME") { return "\(home)/.local/share/carat/models" }
    throw .noHome
  }

  /// Every model in the library, by name; folders that cannot be read are left out.
  ///
  /// - Throws: `ModelLibraryError.file` if the root cannot be read; a root that does not exist is
  ///   an empty library.
  public func list() throws(ModelLibraryError) -> [LibraryEntry] { try survey().entries }

  /// Every model in the library, by name, and what could not be read.
  ///
  /// - Throws: `ModelLibraryError.file` if the root cannot be read; a root that does not exist is
  ///   an empty library.
  public func survey() throws(ModelLibraryError) -> LibrarySurvey {
    var survey = LibrarySurvey()
    let items = try contents(of: root)
    for item in items {
      do throws(ModelLibraryError) {
        try look(at: item, among: items, into: &survey)
      } catch {
        survey.problems.append(error)
      }
    }
    survey.entries.sort { $0.name < $1.name }
    return survey
  }

  private func look(
    at item: String, among items: [String], into survey: inout LibrarySurvey
  ) throws(ModelLibraryError) {
    let path = "\(root)/\(item)"
    guard try isFolder(path) else {
      if item.hasSuffix(".gguf"), GGUFName(item).isOpenable {
        let bytes = looseBytes(of: item, among: items)
        survey.entries.append(LibraryEntry(name: item, path: path, bytes: bytes))
      }
      return
    }
    if let entry = try entry(named: item) { survey.entries.append(entry) }
    for inner in try contents(of: path) {
      do throws(ModelLibraryError) {
        if let entry = try entry(named: "\(item)/\(inner)") { survey.entries.append(entry) }
      } catch {
        survey.problems.append(error)
      }
    }
  }

  /// The model of this name, if it is there and can be read.
  ///
  /// - Parameter name: `NAME` or `OWNER/NAME`.
  public func entry(_ name: ModelName) -> LibraryEntry? { try? find(name) }

  /// The model of this name, `nil` if it is not there.
  ///
  /// - Throws: `ModelLibraryError.file` if that cannot be told.
  private func find(_ name: ModelName) throws(ModelLibraryError) -> LibraryEntry? {
    if let entry = try entry(named: name.description) { return entry }
    return try looseFile(name.description)
  }

  /// Path to give to a loader: that of a `.gguf` file, or of a folder with `config.json`
  /// and safetensors.
  ///
  /// - Parameters:
  ///   - name: `NAME` or `OWNER/NAME`, and `:FILE` where the model has several GGUF files.
  ///   - pullable: Names that could be pulled, offered when the name is unknown.
  /// - Throws: `ModelLibraryError` if there is no such model or it is not clear which file
  ///   is meant.
  public func resolve(
    _ name: String, pullable: [String] = []
  ) throws(ModelLibraryError) -> String {
    let (model, file) = Self.splitFile(name)
    guard let entry = try find(ModelName(model)) else {
      let names = (try? list().map(\.name)) ?? []
      throw .unknownModel(
        name, root: root, similar: NameDistance.nearest(to: model, among: names + pullable))
    }
    return try openable(in: entry, file: file)
  }

  /// Removes a model and its files.
  ///
  /// - Parameter name: `NAME` or `OWNER/NAME`.
  /// - Returns: The bytes that were freed.
  /// - Throws: `ModelLibraryError` if there is no such model, a pull is at work on it, or it cannot
  ///   be removed.
  @discardableResult
  public func remove(_ name: String) throws(ModelLibraryError) -> Int {
    let model = try ModelName(name)
    guard let entry = try find(model) else {
      let names = try list().map(\.name)
      throw .unknownModel(name, root: root, similar: NameDistance.nearest(to: name, among: names))
    }
    let lockPath = try lockPath(for: model)
    guard let lock = try FileLock(tryLocking: lockPath) else {
      throw .locked(name, holder: FileLock.holder(of: lockPath))
    }
    let freed = try remove(entry, named: model)
    lock.unlock()
    return freed
  }

  private func remove(
    _ entry: LibraryEntry, named model: ModelName
  ) throws(ModelLibraryError) -> Int {
    let others = try list().map(\.name).filter { $0.hasPrefix("\(model)/") }
    guard others.isEmpty else {
      throw .holdsOthers(model.description, others: others)
    }
    try deleteItem(entry.name)
    if let owner = model.owner { try HeldFolder(making: root).removeIfEmpty(String(owner)) }
    return entry.bytes
  }

  private static func splitFile(_ name: String) -> (model: String, file: String?) {
    guard let colon = name.firstIndex(of: ":") else { return (name, nil) }
    // A revision stands after the file in a reference, but before it in the name of the folder.
    let model = String(name[..<colon])
    let rest = name[name.index(after: colon)...]
    guard let at = rest.lastIndex(of: "@") else { return (model, String(rest)) }
    let revision = ModelName.component(forRevision: String(rest[rest.index(after: at)...]))
    return ("\(model)@\(revision)", String(rest[..<at]))
  }
}

extension ModelName {
  var owner: Substring? {
    description.firstIndex(of: "/").map { description[..<$0] }
  }
}
