package import Tokenizers

extension Checkpoint {
  /// The tokenizer of a folder in the Hugging Face layout.
  package static func folderTokenizer(_ folder: String) throws -> Tokenizer? { nil }
}
