public import Constraints
import ModelSpec
import Tokenizers

extension LanguageModel {
  /// The tokens of the model as constraints see them; made once, it serves all of them.
  ///
  /// - Throws: An error if the model has no tokenizer.
  public func constraintVocabulary() throws -> ConstraintVocabulary {
    let tokenizer = try requireTokenizer()
    // Logits beyond the tokenizer's own entries are of tokens without a text.
    let count = max(spec.vocabularySize, tokenizer.vocabularySize)
    let tokens = (0..<count).map { token -> [UInt8]? in
      switch tokenizer.kind(of: token) {
      case .normal, .byte, .userDefined: tokenizer.bytes(of: token).flatMap(Self.textBytes)
      case .control: tokenizer.piece(of: token).map { ConstraintVocabulary.controlBytes(of: $0) }
      case .unknown, .unused, nil: nil
      }
    }
    return ConstraintVocabulary(tokens: tokens, endTokens: endTokens.sorted())
  }

  /// The bytes of a token that text can have: the token of the byte that marks control tokens would
  /// stand where they do.
  private static func textBytes(_ bytes: [UInt8]) -> [UInt8]? {
    bytes.contains(ConstraintVocabulary.controlMark) ? nil : bytes
  }
}
