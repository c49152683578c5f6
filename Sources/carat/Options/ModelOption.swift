import ArgumentParser
import ModelFiles
import ModelHub
import ModelSpec
import Planning
import Tokenizers

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The argument that names a model.
struct ModelOption: ParsableArguments {
  @Argument(help: "A .gguf file, a folder with config.json and safetensors, or a library name.")
  var model: String

  /// The path that the name stands for.
  ///
  /// - Throws: as `ModelPath` does, and `CommandError` where the limits on this process keep it
  ///   from being opened.
  func path() throws -> String { try Self.path(model) }

  /// The tokenizer of the model, which needs no weights.
  ///
  /// - Throws: as `path` does, and `CommandError` where there is no tokenizer.
  func tokenizer() throws -> Tokenizer {
    let path = try path()
    guard let tokenizer = try Checkpoint.tokenizer(at: path) else {
      throw CommandError(
        "\(path): there is no tokenizer; expected tokenizer.json or tokenizer.model in the folder, or "
          + "a GGUF file that carries one")
    }
    return tokenizer
  }

  /// The path that a name stands for.
  static func path(_ name: String) throws -> String {
    let path = try ModelPath(name).path
    try LimitProbe.check(opening: path)
    return path
  }
}

/// Finds what a name of a model stands for: something on the disk first, then something in
/// the library.
struct ModelPath {
  let path: String

  /// - Throws: `ModelLibraryError` or `CommandError` with names that may have been meant.
  init(_ name: String) throws {
    guard !name.isEmpty else {
      throw WrongArguments(
        "the name of the model is empty; 'carat models' lists those that are here")
    }
    if let local = LocalModel(name, library: try? Environment.library()) {
      path = local.path
      LibraryShadow.note(name, taken: path)
      return
    }
    if ["/", "./", "../", "~"].contains(where: { name.hasPrefix($0) }) {
      path = name
      return
    }
    if [".gguf", ".json", ".safetensors"].contains(where: { name.lowercased().hasSuffix($0) }) {
      throw CommandError("\(name): there is no such file")
    }
    let library = try Environment.library()
    let known = PackageModel.known.map(\.name)
    switch library.search(name, pullable: known) {
    case .success(let found): path = found
    case .failure(.unknownModel) where known.contains(name):
      throw CommandError(
        "'\(name)' is not in the library \(library.root) yet; 'carat pull \(name)' fetches it")
    case .failure(.invalidName) where name.contains("/"): path = name
    case .failure(.unknownModel) where Catalogue.model(named: name) != nil:
      throw CommandError(
        "'\(name)' is a shape of the catalogue, which 'carat plan' weighs; there are no weights of it "
          + "here. 'carat pull OWNER/REPO' fetches a model from a hub")
    case .failure(let error): throw error
    }
  }

  /// Bytes of the weights at a path, as far as it is a file or a folder of files.
  static func bytes(at path: String) -> Int {
    let files = FileManager.default
    func size(_ file: String) -> Int {
      (try? files.attributesOfItem(atPath: file))?[.size] as? Int ?? 0
    }
    guard let names = try? files.contentsOfDirectory(atPath: path) else { return size(path) }
    return names.filter { $0.hasSuffix(".safetensors") || $0.hasSuffix(".gguf") }
      .reduce(0) { $0 + size("\(path)/\($1)") }
  }
}

extension ModelLibrary {
  /// `resolve` as a value.
  fileprivate func search(_ name: String, pullable: [String]) -> Result<String, ModelLibraryError> {
    Result { () throws(ModelLibraryError) in try resolve(name, pullable: pullable) }
  }
}
