import JSON
public import Tokenizers

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Checkpoint {
  /// The tokenizer that lies at a path, whatever else is there: neither weights nor a known
  /// architecture are needed.
  ///
  /// - Parameter path: A `.gguf` file, a folder, a `tokenizer.json`, or a SentencePiece
  ///   `.model` file.
  /// - Returns: `nil` if a file or folder is there, but no tokenizer in it.
  /// - Throws: `ModelFileError` or `TokenizerError` for one that cannot be used.
  public static func tokenizer(at path: String) throws -> Tokenizer? {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ModelFileError(
        .missing, path: path, "there is no such file or folder",
        advice: "name a .gguf file, a folder with tokenizer.json or tokenizer.model, or a model of "
          + "the library")
    }
    if isFolder { return try folderTokenizer(path).map { try Tokenizer($0) } }
    if path.hasSuffix(".json") {
      do {
        return try Tokenizer(tokenizerJSON: JSONValue(parsing: read(path)))
      } catch let error as JSONError {
        throw ModelFileError(.malformed, path: path, error.description)
      }
    }
    if path.hasSuffix(".model") { return try Tokenizer(sentencePieceModel: read(path)) }
    return try GGUFTokenizer(GGUFFile(opening: path)).description().map { try Tokenizer($0) }
  }
}
