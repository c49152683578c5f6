public import JSON

/// A set of answers that a model is held to.
public indirect enum ConstraintDefinition: Sendable {
  /// A JSON value that is valid by a JSON Schema.
  case jsonSchema(JSONValue)
  /// Any JSON object.
  case jsonObject
  /// A text that matches a regular expression (ECMAScript's syntax) from its first character to
  /// its last.
  case regularExpression(String)
  /// One of some texts.
  case choice([String])
  /// A text of a grammar, in the notation that llama.cpp calls GBNF.
  case grammar(String)
  /// This text.
  case text(String)
  /// A control token of the vocabulary, by its text, which no text spells.
  case controlToken(String)
  /// Any text up to the first place where one of these ends, which is part of it.
  case textUntil([String])
  /// Any text in which none of these occurs; any text at all for an empty list.
  case textWithout([String])
  /// Answers one after another.
  case sequence([ConstraintDefinition])
  /// An answer of any of these kinds.
  case union([ConstraintDefinition])
  /// An answer, or nothing.
  case optional(ConstraintDefinition)
  /// An answer at least `minimum` times over, and at most `maximum` times if that is given.
  case repetition(ConstraintDefinition, minimum: Int, maximum: Int?)
}
