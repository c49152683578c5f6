import ModelFiles

/// Which files of a repository make up a model.
struct FileSelection {
  let repository: String
  let files: [RepositoryFile]

  init(_ listing: RepositoryListing, of repository: String) {
    self.repository = repository
    files = listing.files
  }

  /// The files to fetch, small ones first.
  ///
  /// - Parameter file: The one that was asked for, or `nil` for whatever the repository is.
  func choose(_ file: String?) throws(HubError) -> [RepositoryFile] {
    if let file { return try named(file) }
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
    let name = GGUFName(file.path)
    guard let part = name.part else { return [file] }
    let siblings = siblings(of: file).sorted { $0.path < $1.path }
    guard siblings.count == part.count else {
      throw .badListing(
        repository,
        reason: "'\(file.path)' is one of \(part.count) parts, but \(siblings.count) are listed")
    }
    return siblings
  }

  private func siblings(of file: RepositoryFile) -> [RepositoryFile] {
    let name = GGUFName(file.path)
    guard name.part != nil else { return [file] }
    return files.filter { other in
      let otherName = GGUFName(other.path)
      return otherName.stem == name.stem && otherName.part?.count == name.part?.count
        && Self.folder(other.path) == Self.folder(file.path)
    }
  }

  /// Models with the size of all of their parts.
  private func sizes(of models: [RepositoryFile]) -> [PlannedFile] {
    models.map { model in
      let bytes = siblings(of: model).map(\.bytes)
      let sum = bytes.reduce(0) { $0 &+ ($1 ?? 0) }
      return PlannedFile(name: model.path, bytes: bytes.contains(nil) ? nil : sum)
    }
  }

  /// Safetensors at the repository's root, in the layout of transformers where there is a choice.
  private func safetensors() -> [RepositoryFile] {
    let all = files.filter { $0.path.hasSuffix(".safetensors") && Self.folder($0.path).isEmpty }
    let index = files.filter { $0.path == "model.safetensors.index.json" }
    let shards = all.filter { $0.path.wholeMatch(of: /model-\d+-of-\d+\.safetensors/) != nil }
    if !shards.isEmpty, !index.isEmpty { return index + shards }
    let single = all.filter { $0.path == "model.safetensors" }
    if !single.isEmpty { return single }
    let rest = all.filter { !$0.path.hasPrefix("consolidated") && !$0.path.hasPrefix("adapter_") }
    return files.filter { $0.path.hasSuffix(".safetensors.index.json") && !rest.isEmpty } + rest
  }

  /// What a model needs beside its weights.
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
