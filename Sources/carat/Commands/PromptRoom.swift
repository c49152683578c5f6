import Generation
import ModelSpec
import PlainText

/// Advice on a prompt that is longer than the context.
enum PromptRoom {
  /// Runs some work, and gives the error of a prompt that is too long the advice that fits the
  /// model: a longer context only as far as the model was made for it.
  static func advising<Value>(
    _ spec: ModelSpec, _ work: () async throws -> Value
  ) async throws -> Value {
    do {
      return try await work()
    } catch GenerationError.promptTooLong(let tokens, let context) {
      throw CommandError(
        "the prompt has \(NumberText.count(tokens, "token")), but the context holds \(context), answer "
          + "included; \(advice(tokens: tokens, most: spec.contextLength))")
    }
  }

  private static func advice(tokens: Int, most: Int) -> String {
    tokens < most
      ? "raise --context, up to \(most) for this model, or shorten it"
      : "shorten it: the model was made for \(NumberText.count(most, "position")), whatever --context says"
  }
}
