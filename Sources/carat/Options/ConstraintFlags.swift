public import ArgumentParser
import Generation
import PlainText

/// The flags that hold an answer to a form.
struct ConstraintFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Hold the answer to a JSON Schema (draft 2020-12, or the one it names).", valueName: "file"))
  var schema: String?
  @Option(
    help: ArgumentHelp(
      "Hold the answer to a regular expression, from its first character to its last.",
      valueName: "pattern"))
  var regex: String?
  @Option(
    help: ArgumentHelp("Hold the answer to this text, or another --choice.", valueName: "text"))
  var choice: [String] = []
  @Option(
    help: ArgumentHelp(
      "Hold the answer to a grammar in GBNF, as llama.cpp writes it.", valueName: "file"))
  var grammar: String?

  func validate() throws {
    let given = [schema != nil, regex != nil, !choice.isEmpty, grammar != nil]
    if given.count(where: { $0 }) > 1 {
      throw ValidationError("give one of --schema, --regex, --choice and --grammar")
    }
  }

  /// The form, or `nil` if none was asked for.
  ///
  /// - Throws: `CommandError` for a file that cannot be read.
  func constraint() throws -> Constraint? {
    if let regex { return .regularExpression(regex) }
    if !choice.isEmpty { return .choice(choice) }
    if let grammar { return .grammar(try TextInput.read(grammar)) }
    return try schema.map { .jsonSchema(try TextInput.read($0)) }
  }

  /// The name of the flag that was given, for errors.
  var flag: String {
    if let schema { return "--schema \(schema.oneLine)" }
    if regex != nil { return "--regex" }
    if let grammar { return "--grammar \(grammar.oneLine)" }
    return "--choice"
  }
}
