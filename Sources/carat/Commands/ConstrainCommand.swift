import ArgumentParser
import Constraints
import Generation
import Inference
import JSON
import PlainText
import Tokenizers

struct ConstrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "constrain",
    abstract: "Tell what a constraint on answers permits.",
    usage: """
      carat constrain MODEL --schema FILE [--check TEXT] [options]
      carat constrain MODEL --batch FILE [options]
      """,
    discussion: """
      Compiles a JSON Schema, a regular expression, a choice or a grammar over the tokens of a model, \
      which needs no weights, and checks a text against it. --batch reads lines of JSON with 'name', \
      'schema' and 'tests', each with 'data', and tells for each schema whether it is supported, which \
      data it takes, and how long it and its masks took. Ends with 3 if the text of --check is refused.

        carat constrain smollm2-135m-instruct --regex '[0-9]{4}-[0-9]{2}' --check 2026-11
        carat constrain ./model.gguf --schema person.json --check '{"name": "Ada"}'
      """)

  @OptionGroup var model: ModelOption
  @OptionGroup(title: "Constraint") var constraint: ConstraintFlags
  @Option(help: "A text to check.") var check: String?
  @Option(help: ArgumentHelp("A file of schemas with their tests, one a line.", valueName: "file"))
  var batch: String?
  @Flag(help: "Print one JSON object on standard output, and nothing else.") var json = false

  func validate() throws {
    if batch != nil, check != nil { throw ValidationError("give --check or --batch, not both") }
  }

  func run() async throws {
    let form = try constraint.constraint()
    guard (form == nil) == (batch != nil) else {
      throw WrongArguments(
        "give one of --schema, --regex, --choice and --grammar, or --batch with a file of schemas")
    }
    let tokenizer = try model.tokenizer()
    let probe = ConstraintProbe(
      tokenizer: tokenizer, vocabulary: ConstraintVocabulary(tokensOf: tokenizer))
    if let batch {
      let results = try ConstraintBatch(reading: batch).results(probe)
      if json {
        try JSONPrinter.print(ConstraintBatch.json(results))
      } else {
        try Console.write(lines: ConstraintBatch.text(results) + "\n")
      }
      return
    }
    guard let form else { return }
    switch probe.compile(try definition(of: form)) {
    case .failure(let error): throw CommandError("\(constraint.flag): \(error)")
    case .success(let compiled):
      do {
        try report(compiled, probe)
      } catch let error as ConstraintError {
        throw CommandError("\(constraint.flag): \(error)")
      }
    }
  }

  private func definition(of form: Constraint) throws -> ConstraintDefinition {
    do {
      return try ConstraintDefinition(form)
    } catch {
      throw CommandError("\(constraint.flag): \(error)")
    }
  }

  private func report(_ compiled: ConstraintProbe.Compiled, _ probe: ConstraintProbe) throws {
    let first = try probe.permittedFirst(compiled.constraint)
    let outcome = check.map { probe.check($0, compiled.constraint) }
    if let failure = outcome?.failure { throw failure }
    if json {
      try JSONPrinter.print(
        .members([
          "supported": .bool(true),
          "compileMicroseconds": .number(compiled.microseconds),
          "permittedFirst": .integer(first),
          "accepted": outcome.map { .bool($0.isAccepted) } ?? .null,
          "acceptedBytes": .optional(outcome?.acceptedBytes),
          "complete": outcome.map { .bool($0.isAccepted) } ?? .null,
        ]))
    } else {
      var table = Table([.left, .right, .left])
      table.add("compiled in", "\(NumberText.fixed(compiled.microseconds / 1000, 2)) ms", "")
      table.add("tokens that may begin", NumberText.grouped(first), "")
      var text = table.text(indent: 2)
      if let outcome { text += "\n" + outcome.text + "\n" }
      try Console.write(lines: text)
    }
    if let outcome, !outcome.isAccepted { throw ExitCode(3) }
  }
}
