import ModelFiles

/// The files of a repository that make up a model.
struct FileSelection {
  let repository: String
  let files: [RepositoryFile]
  /// The parts of each split GGUF, in order.
  private let splits: [Split: [RepositoryFile]]

  /// The common ground of the parts of one split GGUF.
  private struct Split: Hashable {
    var folder: Substring
    var stem: String
    var count: Int

    init?(_ path: String) {
      guard path.lowercased().hasSuffix(".gguf") else { return nil }
      let name = GGUFName(path)
      guard let part = name.part else { return nil }
      (folder, stem, count) = (FileSelection.folder(path), name.stem, part.count)
    }
  }

  init(_ listing: RepositoryListing, of repository: String) {
    self.repository = repository
    // The library's own record of a model is never taken from elsewhere.
    files = listing.files.filter { !Self.isReserved($0.path) }
    let parts = files.compactMap { file in Split(file.path).map { ($0, file) } }
    splits = Dictionary(grouping: parts, by: \.0)
      .mapValues { $0.map(\.1).sorted { $0.path < $1.path } }
  }

  private static func isReserved(_ path: String) -> Bool {
    path.split(separator: "/").last?.lowercased() == ModelManifest.fileName
  }

  /// The files to fetch, small ones first.
  ///
  /// - Parameter file: The one that was asked for, or `nil` for whatever the repository is.
  func choose(_ file: String?) throws(HubError) -> [RepositoryFile] {
    if let file {
      guard !Self.isReserved(file) else {
        throw .unsafeFileName(file, reason: "the library keeps its own record under this name")
      }
      return try named(file)
    }
    let tensors = safetensors()
    if !tensors.isEmpty {
      guard files.contains(where: { $0.path == "config.json" }) else {
        throw .noReadableWeights(repository, reason: "it has safetensors, but no config.json")
      }
      return companions() + tensors
    }
    let models = openable
    guard let only = models.first else {
      throw .noReadableWeights(repository, reason: reasonWithoutWeights())
    }
    guard models.count == 1 else { throw .ambiguous(repository, choices: sizes(of: models)) }
    return try parts(of: only)
  }

  /// GGUF files that can be named, projectors and later parts left out.
  private var openable: [RepositoryFile] {
    files.filter { $0.path.lowercased().hasSuffix(".gguf") && GGUFName($0.path).isOpenable }
  }

  private func named(_ wanted: String) throws(HubError) -> [RepositoryFile] {
    let found = files.filter { $0.path == wanted }
    if let exact = found.first { return try parts(of: exact) }
    let byName = files.filter { $0.path.hasSuffix("/\(wanted)") }
    if byName.count == 1, let only = byName.first { return try parts(of: only) }
    let word = wanted.lowercased()
    let byWord = openable.filter { Self.words(of: $0.path).contains(word) }
    if byWord.count == 1, let only = byWord.first { return try parts(of: only) }
    throw .fileNotFound(
      wanted, repository: repository,
      choices: sizes(of: openable.isEmpty ? files : openable))
  }

  /// The words that a file name is made of, such as `q4_k_m`.
  private static func words(of path: String) -> [String] {
    path.lowercased().split { "/.-".contains($0) }.map(String.init)
  }

  /// All parts of a split GGUF, or the file itself.
  private func parts(of file: RepositoryFile) throws(HubError) -> [RepositoryFile] {
    guard let split = Split(file.path) else { return [file] }
    let siblings = siblings(of: file)
    guard siblings.count == split.count else {
      throw .badListing(
        repository,
        reason: "'\(file.path)' is one of \(split.count) parts, but \(siblings.count) are listed")
    }
    return siblings
  }

  private func siblings(of file: RepositoryFile) -> [RepositoryFile] {
    Split(file.path).flatMap { splits[$0] } ?? [file]
  }

  /// Models with the size of all of their parts.
  private func sizes(of models: [RepositoryFile]) -> [PlannedFile] {
    models.map { model in
      PlannedFile(name: model.path, bytes: ByteCount.sum(siblings(of: model).map(\.bytes)))
    }
  }

  /// Safetensors at the repository's root, in the layout of transformers where there is a choice.
  private func safetensors() -> [RepositoryFile] {
    let all = files.filter { $0.path.hasSuffix(".safetensors") && Self.folder($0.path).isEmpty }
    let index = files.filter { $0.path == "model.safetensors.index.json" }
    let shards = all.filter { Self.isShard($0.path) }
    if !shards.isEmpty, !index.isEmpty { return index + shards }
    let single = all.filter { $0.path == "model.safetensors" }
    if !single.isEmpty { return single }
    let rest = all.filter { !$0.path.hasPrefix("consolidated") && !$0.path.hasPrefix("adapter_") }
    return files.filter { $0.path.hasSuffix(".safetensors.index.json") && !rest.isEmpty } + rest
  }

  /// Tells whether a name is `model-NUMBER-of-NUMBER.safetensors`.
  private static func isShard(_ path: String) -> Bool {
    let words = path.split(separator: "-", omittingEmptySubsequences: false)
    guard words.count == 4, words[0] == "model", words[2] == "of" else { return false }
    let last = words[3].dropLast(".safetensors".count)
    return [words[1], last].allSatisfy { word in
      !word.isEmpty && word.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
  }

  /// Files that a model needs beside its weights.
  private func companions() -> [RepositoryFile] {
    let names: Set = [
      "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json",
      "tokenizer.model", "special_tokens_map.json", "added_tokens.json", "vocab.json",
      "vocab.txt", "merges.txt", "spiece.model", "chat_template.jinja", "chat_template.json",
    ]
    return files.filter { file in
      names.contains(file.path)
        || (Self.folder(file.path).isEmpty
          && (file.path.hasPrefix("LICENSE") || file.path.hasPrefix("NOTICE")
            || file.path.hasSuffix(".tiktoken")))
    }
  }

  private func reasonWithoutWeights() -> String {
    let others = files.map(\.path).filter { path in
      [".bin", ".pth", ".pt", ".ckpt", ".msgpack", ".h5", ".onnx"].contains(where: path.hasSuffix)
    }
    guard let first = others.first else {
      return "it has neither safetensors nor GGUF files; is it a model?"
    }
    return "it has only '\(first)' and the like, which are not read;"
      + " look for a repository of the same model with safetensors or GGUF files"
  }

  private static func folder(_ path: String) -> Substring {
    path.lastIndex(of: "/").map { path[..<$0] } ?? ""
  }
}
