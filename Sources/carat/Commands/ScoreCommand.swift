import ArgumentParser
import Generation
import Inference
import JSON
import PlainText
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
    usage: """
      carat score MODEL [TEXT] [options]
      carat score MODEL --file FILE | --tokens IDS [options]
      """,
    discussion: """
      The text is the argument, the file of --file, or standard input. Log-probabilities are natural \
      logarithms; the first token has none, since nothing stands before it. --tokens takes ids as they \
      are and needs no tokenizer. A text longer than the context is read in windows that overlap; each \
      counts the tokens that those before it have not seen.

        carat score smollm2-135m-instruct "The cat sat on the mat."
        carat score smollm2-135m-instruct --file book.txt --context 2048 --stride 1024 --quiet
      """)

  @OptionGroup var model: ModelOption
  @Argument(help: "The text; standard input without it.") var text: String?
  @Option(
    name: [.short, .long],
    help: "Read the text from a file or a pipe; - is standard input.")
  var file: String?
  @Option(help: ArgumentHelp("Token ids instead of a text, as in 2,17,9.", valueName: "ids"))
  var tokens: String?
  @Option(
    help: ArgumentHelp(
      "Tokens from one window to the next, for texts longer than the context. "
        + "(default: half the context)", valueName: "tokens"))
  var stride: Int?
  @Flag(help: "Print one JSON object on standard output, and nothing else.") var json = false
  @OptionGroup(title: "Engine") var engine: EngineFlags

  func validate() throws {
    if [text != nil, file != nil, tokens != nil].count(where: { $0 }) > 1 {
      throw ValidationError("give a text, --file or --tokens, not several of them")
    }
    if let stride, stride < 1 {
      throw ValidationError("--stride must be 1 or more, got \(stride)")
    }
  }

  func run() async throws {
    let ids = try tokens.map(TokenList.parse)
    if let ids, ids.isEmpty { throw WrongArguments("--tokens is empty; expected ids as in 2,17,9") }
    let path = try model.path()
    let given =
      ids == nil
      ? try TextInput(
        what: "text", least: .character, keepsLastLineBreak: true, quiet: engine.quiet
      ).text(argument: text, file: file) : ""
    let opened = try LanguageModel(opening: path)
    try check(ids ?? [], opened)
    let all = try ids ?? opened.requireTokenizer().encode(given, addSpecialTokens: true)
    let engine = try engine.engine(opened)
    let windows = try windows(of: all, engine)
    let progress = ProgressLine(quiet: self.engine.quiet)
    let count = all.count
    @Sendable func show(_ read: Int) {
      progress.show(
        "scored \(NumberText.grouped(read)) of \(NumberText.count(count, "token"))",
        atOnce: read == 0 && count >= ProgressLine.longText)
    }
    show(0)
    let score = try await windows.score(all, with: engine, top: 5, onPrefill: show)
    progress.clear()
    let isCut = count > windows.window
    if json {
      try print(all, score, isCut ? windows : nil)
    } else {
      try Console.write(lines: report(all, score, isCut ? windows : nil, opened))
    }
  }

  private func check(_ tokens: [Int], _ model: LanguageModel) throws {
    do {
      try model.check(tokens)
    } catch {
      throw WrongArguments("--tokens: \(error)")
    }
  }

  private func windows(of tokens: [Int], _ engine: Engine) throws -> ScoreWindows {
    let window = engine.context
    let stride = stride ?? max(1, window / 2)
    if tokens.count > window {
      guard window > 2 else {
        throw WrongArguments(
          "--context must be 3 or more for a text of \(tokens.count) tokens, got \(window)")
      }
      guard stride < window else {
        throw WrongArguments(
          "--stride must be less than the context of \(window), so that every token has one before it; "
            + "got \(stride)")
      }
    }
    let beginning = engine.model.tokenizer?.description.beginningOfText
    let begins = tokens.first.map { $0 == beginning } ?? false
    return ScoreWindows(window: window, stride: stride, beginning: begins ? beginning : nil)
  }

  private func print(_ ids: [Int], _ score: Score, _ windows: ScoreWindows?) throws {
    try JSONPrinter.print([
      "tokens": .integers(ids),
      "logprobs": .array(score.logProbabilities.map { .optional($0) }),
      "perplexity": .optional(score.meanNegativeLogProbability.map { exp($0) }),
      "predictedTokens": .integer(score.logProbabilities.count { $0 != nil }),
      "window": .optional(windows?.window),
      "stride": .optional(windows?.stride),
      "top": .array(
        score.top.map {
          .members(["token": .integer($0.token), "logprob": .number($0.logProbability)])
        }),
    ])
  }

  private func report(
    _ ids: [Int], _ score: Score, _ windows: ScoreWindows?, _ model: LanguageModel
  ) -> String {
    var table = Table([.right, .right, .left])
    func add(_ id: Int, _ value: Double?) {
      table.add(
        "\(id)", value.map { NumberText.fixed($0, 4) } ?? "-",
        (model.tokenizer?.displayText(of: id) ?? "").oneLine)
    }
    for (id, value) in zip(ids, score.logProbabilities) { add(id, value) }
    var text = engine.quiet ? "" : table.text()
    table = Table([.right, .right, .left])
    for item in score.top { add(item.token, item.logProbability) }
    text += "\nlikeliest next\n" + table.text()
    if let mean = score.meanNegativeLogProbability {
      let predicted = score.logProbabilities.count { $0 != nil }
      text +=
        "\nperplexity \(NumberText.fixed(exp(mean), 4)) over "
        + NumberText.count(predicted, "predicted token")
      if let windows {
        text += ", in windows of \(windows.window) tokens every \(windows.stride)"
      }
      text += "\n"
    }
    return text
  }
}
