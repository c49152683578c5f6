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
    let tokens = (0..<max(spec.vocabularySize, tokenizer.vocabularySize)).map { token in
      tokenizer.kind(of: token)?.isPlainText == true ? tokenizer.bytes(of: token) : nil
    }
    return ConstraintVocabulary(tokens: tokens, endTokens: endTokens.sorted())
  }
}

extension PieceKind {
  /// Tells whether a token of this kind stands for text that an answer may have.
  fileprivate var isPlainText: Bool {
    switch self {
    case .normal, .byte, .userDefined: true
    case .control, .unknown, .unused: false
    }
  }
}
