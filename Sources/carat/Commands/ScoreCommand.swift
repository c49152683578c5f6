import ArgumentParser
import Generation
import Inference
import JSON
import Tokenizers

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct ScoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Tell how likely the model finds a text.",
    discussion: """
      Log-probabilities are natural logarithms; the first token has none, since nothing stands before \
      it. --tokens takes ids as they are and needs no tokenizer.
      """)

  @OptionGroup var model: ModelOption
  @Argument(help: "The text; standard input without it.") var text: String?
  @Option(help: "Read the text from a file.") var file: String?
  @Option(help: ArgumentHelp("Token ids instead of a text, as in 2,17,9.", valueName: "ids"))
  var tokens: String?
  @OptionGroup(title: "Engine") var engine: EngineFlags

  func validate() throws {
    if [text != nil, file != nil, tokens != nil].count(where: { $0 }) > 1 {
      throw ValidationError("give a text, --file or --tokens, not several of them")
    }
  }

  func run() async throws {
    let ids = try tokens.map(TokenList.parse)
    let opened = try LanguageModel(opening: try model.path())
    let all =
      try ids
      ?? opened.requireTokenizer().encode(
        file.map(TextInput.read) ?? TextInput.text(argument: text, file: nil, what: "text"),
        addSpecialTokens: true)
    let engine = try engine.engine(opened)
    let score = try await engine.score(tokens: all, top: 5)
    let perplexity = score.meanNegativeLogProbability.map { exp($0) }
    if self.engine.json {
      try JSONPrinter.print([
        "tokens": .integers(all),
        "logprobs": .array(score.logProbabilities.map { .optional($0) }),
        "perplexity": .optional(perplexity),
        "top": .array(
          score.top.map {
            .members(["token": .integer($0.token), "logprob": .number($0.logProbability)])
          }),
      ])
    } else {
      try Console.write(report(all, score, perplexity, opened))
    }
  }

  private func report(
    _ ids: [Int], _ score: Score, _ perplexity: Double?, _ model: LanguageModel
  ) -> String {
    var table = Table([.right, .right, .left])
    func add(_ id: Int, _ value: Double?) {
      table.add(
        "\(id)", value.map { NumberText.fixed($0, 4) } ?? "-",
        (model.tokenizer?.displayText(of: id) ?? "").withoutControls)
    }
    for (id, value) in zip(ids, score.logProbabilities) { add(id, value) }
    var text = engine.quiet ? "" : table.text()
    table = Table([.right, .right, .left])
    for item in score.top { add(item.token, item.logProbability) }
    text += "\nlikeliest next\n" + table.text()
    if let perplexity {
      text +=
        "\nperplexity \(NumberText.fixed(perplexity, 4)) over \(NumberText.count(ids.count, "token"))\n"
    }
    return text
  }
}
