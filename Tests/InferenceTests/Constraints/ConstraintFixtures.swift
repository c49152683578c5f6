import Constraints
import Generation
import Inference
import Testing

/// A constraint over a model's vocabulary, to check answers with.
struct CompiledConstraintOf {
  private let compiled: CompiledConstraint

  init(_ constraint: Constraint, _ model: LanguageModel) throws {
    compiled = try CompiledConstraint(
      ConstraintDefinition(constraint), vocabulary: model.constraintVocabulary())
  }

  /// Tells whether a text is a whole answer.
  func takes(_ text: String) -> Bool {
    var matcher = compiled.matcher()
    return matcher.accept(bytes: text.utf8) && matcher.isComplete
  }
}
