public import Constraints
import ModelSpec
package import Tokenizers

extension LanguageModel {
  /// The tokens of the model as constraints see them; made once, it serves all of them.
  ///
  /// - Throws: An error if the model has no tokenizer.
  public func constraintVocabulary() throws -> ConstraintVocabulary {
    ConstraintVocabulary(
      tokensOf: try requireTokenizer(), rows: spec.vocabularySize, endTokens: endTokens)
  }
}

extension ConstraintVocabulary {
  /// The tokens of a tokenizer.
  ///
  /// - Parameters:
  ///   - tokenizer: Tokenizer that the texts of tokens come from.
  ///   - rows: Number of logits; those beyond the tokenizer's own entries are of tokens without a
  ///     text.
  ///   - endTokens: Tokens that end an answer; `nil` for those that the tokenizer knows.
  package convenience init(
    tokensOf tokenizer: Tokenizer, rows: Int = 0, endTokens: Set<Int>? = nil
  ) {
    let tokens = (0..<max(rows, tokenizer.vocabularySize)).map { token -> [UInt8]? in
      switch tokenizer.kind(of: token) {
      case .normal, .byte, .userDefined: tokenizer.bytes(of: token).flatMap(Self.textBytes)
      case .control: tokenizer.piece(of: token).map { ConstraintVocabulary.controlBytes(of: $0) }
      case .unknown, .unused, nil: nil
      }
    }
    self.init(tokens: tokens, endTokens: (endTokens ?? tokenizer.endOfGeneration).sorted())
  }

  /// The bytes of a token that text can have: the token of the byte that marks control tokens would
  /// stand where they do.
  private static func textBytes(_ bytes: [UInt8]) -> [UInt8]? {
    bytes.contains(ConstraintVocabulary.controlMark) ? nil : bytes
  }
}
