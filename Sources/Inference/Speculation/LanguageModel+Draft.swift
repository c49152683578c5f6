import ModelFiles
import ModelSpec
import Tokenizers

extension LanguageModel {
  /// Checks that token ids of this draft model mean what they mean to its target.
  ///
  /// - Throws: `EngineError.draft` with the first difference.
  func checkVocabulary(against target: LanguageModel) throws {
    func refuse(_ difference: String) -> EngineError {
      .draft(
        "\(checkpoint.path) cannot draft for \(target.checkpoint.path): \(difference); a draft "
          + "model needs the same vocabulary, so take a smaller model of the same family")
    }
    guard spec.vocabularySize == target.spec.vocabularySize else {
      throw refuse(
        "its vocabulary has \(spec.vocabularySize) tokens, expected \(target.spec.vocabularySize)")
    }
    switch (tokenizer, target.tokenizer) {
    case (nil, nil): return
    case (nil, _?): throw refuse("it has no tokenizer, and the other model has one")
    case (_?, nil): throw refuse("it has a tokenizer, and the other model has none")
    case (let own?, let other?):
      let (pieces, expected) = (own.description.pieces, other.description.pieces)
      guard pieces.count == expected.count else {
        throw refuse("its tokenizer has \(pieces.count) pieces, expected \(expected.count)")
      }
      guard pieces != expected else { return }
      let index = pieces.indices.first { pieces[$0] != expected[$0] } ?? 0
      throw refuse(
        "its piece \(index) is \(Self.quoted(pieces[index])), "
          + "expected \(Self.quoted(expected[index]))")
    }
  }

  private static func quoted(_ piece: ArraySlice<UInt8>) -> String {
    String(decoding: piece, as: UTF8.self).debugDescription
  }
}
