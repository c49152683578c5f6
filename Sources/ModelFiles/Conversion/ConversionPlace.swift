import ModelSpec
import PlainText
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The place where a conversion puts its result, and whether what is there allows it.
struct ConversionPlace: Sendable, Hashable {
  /// The kinds of result.
  enum Container: Sendable, Hashable {
    /// One GGUF file.
    case gguf
    /// A folder with safetensors.
    case folder
  }

  /// The file or folder, without slashes at its end.
  let path: String
  /// Container that its name asks for: a file if it ends in `.gguf`, in any case.
  let container: Container

  /// A place by its name.
  ///
  /// - Throws: `ConversionError` for a name that says neither.
  init(_ name: String) throws(ConversionError) {
    var scalars = name.unicodeScalars
    while scalars.count > 1, scalars.last == "/" { scalars.removeLast() }
    path = String(scalars)
    guard !path.isEmpty else {
      throw .wrongRequest(
        "the name of the output is empty; name a file that ends in .gguf, or a folder")
    }
    guard !path.lowercased().hasSuffix(".safetensors") else {
      throw .wrongRequest(
        "\(path): a safetensors file alone does not say what model it holds; name a folder, "
          + "or a file that ends in .gguf")
    }
    container = GGUFName.isGGUF(path) ? .gguf : .folder
  }

  /// Checks that the result would not take the place of something else.
  ///
  /// - Parameters:
  ///   - replacing: Whether files that are there may be replaced.
  ///   - names: The files that are written, if the result is a folder.
  ///   - sources: The files and folders of the model that is converted.
  func check(replacing: Bool, names: [String], sources: [String]) throws(ConversionError) {
    if sources.contains(where: { Self.resolved($0) == Self.resolved(path) }) {
      throw ConversionError("\(path) is the model itself; name another file or folder to write")
    }
    guard let status = FileStatus(at: path) else { return }
    switch (container, status.kind) {
    case (.gguf, .folder): throw ConversionError("\(path) is a folder; name a file to write")
    case (.folder, .file):
      throw ConversionError(
        "\(path) is a file; name a folder to write, or a file that ends in .gguf")
    case (_, .other):
      throw ConversionError("\(path) is neither a file nor a folder; name another place")
    case (.gguf, .file): try Self.check(path, status, replacing: replacing)
    case (.folder, .folder): try checkFolder(names, replacing: replacing)
    }
  }

  private static func check(
    _ path: String, _ status: FileStatus, replacing: Bool
  ) throws(ConversionError) {
    guard replacing else {
      throw ConversionError.taken("\(path) is there already; name another file, or replace it")
    }
    guard !status.isReadOnly else {
      throw ConversionError(
        "\(path) is read-only; name another file, or allow writing it first ('chmod u+w')")
    }
  }

  private func checkFolder(_ names: [String], replacing: Bool) throws(ConversionError) {
    let found: [String]
    do { found = try FileManager.default.contentsOfDirectory(atPath: path).sorted() } catch {
      throw ConversionError("\(path): the folder cannot be read")
    }
    if let foreign = found.first(where: { !names.contains($0) && Self.isPartOfModel($0) }) {
      throw ConversionError(
        "\(path): the folder holds \(quoted(foreign)) of another model, which would be mixed with "
          + "this one; name another folder, or empty this one")
    }
    let taken = found.filter(names.contains)
    guard replacing || taken.isEmpty else {
      throw ConversionError.taken(
        "\(path): the folder holds \(taken.joined(separator: ", ")) already; name another folder, "
          + "or replace them")
    }
    for name in taken {
      let file = "\(path)/\(name)"
      guard let status = FileStatus(at: file) else { continue }
      guard status.kind == .file else {
        throw ConversionError("\(file) is no file; name another folder")
      }
      try Self.check(file, status, replacing: replacing)
    }
  }

  /// Tells whether readers of a folder take a file of this name for a part of the model.
  private static func isPartOfModel(_ name: String) -> Bool {
    name == "config.json" || name.hasSuffix(".safetensors")
      || name == SafetensorsSource.indexName || companions.contains(name)
      || name.hasPrefix("pytorch_model") && name.contains(".bin")
      || name.hasPrefix("consolidated.") && name.hasSuffix(".pth")
  }

  /// Files that make up a model's folder beside weights and configuration.
  static let companions = [
    "generation_config.json", "tokenizer.json", "tokenizer.model", "spiece.model",
    "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json",
    "merges.txt", "chat_template.jinja", "chat_template.json",
  ]

  /// Checks that the file system has room.
  ///
  /// - Parameter bytes: What will be written.
  func checkSpace(for bytes: Int) throws(ConversionError) {
    guard let free = FileStatus.freeBytes(at: path), free < bytes else { return }
    throw ConversionError(
      "\(path) takes \(Self.size(bytes)) and its file system has \(Self.size(free)) free; free "
        + "space, choose a smaller format, or name a place on another disk")
  }

  private static func size(_ bytes: Int) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
    guard let (scale, unit) = units.first(where: { Double(bytes) >= $0.0 }) else {
      return "\(bytes) bytes"
    }
    return "\(NumberText.fixed(Double(bytes) / scale, 1)) \(unit)"
  }

  private static func resolved(_ path: String) -> String {
    URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }
}
