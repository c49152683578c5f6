import ArgumentParser
import JSON
import PlainText
import Tokenizers

struct TokenizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize",
    abstract: "Show the ids and pieces of a text, or the text of ids.",
    usage: """
      carat tokenize MODEL [TEXT] [options]
      carat tokenize MODEL --file FILE | --decode IDS | --batch FILE [options]
      """,
    discussion: """
      The tokens that the model expects around a text are added, and special tokens written out in the \
      text count as such; --plain does neither. A space is shown as ␣, and a byte of a character that is \
      spread over several tokens as <F0>; --json gives the pieces as the file writes them. Needs no weights.

        carat tokenize smollm2-135m-instruct "Hello, world"
        carat tokenize smollm2-135m-instruct --decode 19556,28,905
      """)

  @OptionGroup var model: ModelOption
  @Argument(help: "The text; standard input without it.") var text: String?
  @Option(
    name: [.short, .long],
    help: "Read the text from a file or a pipe; - is standard input.")
  var file: String?
  @Option(help: ArgumentHelp("Ids to turn into text, as in 1,15043,3186.", valueName: "ids"))
  var decode: String?
  @Flag(help: "Add no tokens, and take special tokens in the text for plain text.")
  var plain = false
  @Option(help: "A file with a JSON array of texts, all to be tokenized; answers in JSON.")
  var batch: String?
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    let given = [text != nil, file != nil, decode != nil, batch != nil].count { $0 }
    if given > 1 {
      throw ValidationError("give a text, --file, --decode or --batch, not several of them")
    }
  }

  func run() throws {
    let tokenizer = try model.tokenizer()
    for note in tokenizer.notes { Console.note("note: \(note)") }
    if let decode { return try printText(of: TokenList.parse(decode), tokenizer) }
    if let batch { return try printBatch(batch, tokenizer) }
    let text = try TextInput(what: "text", least: .nothing, keepsLastLineBreak: true).text(
      argument: text, file: file)
    let ids = encode(text, tokenizer)
    if json { return try JSONPrinter.print(result(ids, tokenizer)) }
    try Console.write(lines: listing(ids, tokenizer))
  }

  private func encode(_ text: String, _ tokenizer: Tokenizer) -> [Int] {
    tokenizer.encode(text, addSpecialTokens: !plain, parseSpecialTokens: !plain)
  }

  private func result(_ ids: [Int], _ tokenizer: Tokenizer) -> JSONValue {
    .members(["tokens": .integers(ids), "pieces": .strings(pieces(ids, tokenizer))])
  }

  private func pieces(_ ids: [Int], _ tokenizer: Tokenizer) -> [String] {
    ids.map { tokenizer.piece(of: $0) ?? "" }
  }

  private func listing(_ ids: [Int], _ tokenizer: Tokenizer) -> String {
    var table = Table([.right, .left])
    for id in ids { table.add("\(id)", tokenizer.displayText(of: id) ?? "") }
    return table.text()
  }

  private func printText(of ids: [Int], _ tokenizer: Tokenizer) throws {
    if let wrong = ids.first(where: { !(0..<tokenizer.vocabularySize).contains($0) }) {
      throw WrongArguments(
        "--decode: token \(wrong) is outside the vocabulary; expected 0 to \(tokenizer.vocabularySize - 1)"
      )
    }
    let text = tokenizer.decode(ids, skipSpecialTokens: !plain)
    guard json else { return try Console.write(answer: text + "\n") }
    try JSONPrinter.print([
      "text": .string(text), "tokens": .integers(ids), "pieces": .strings(pieces(ids, tokenizer)),
    ])
  }

  private func printBatch(_ file: String, _ tokenizer: Tokenizer) throws {
    let document: JSONValue
    do {
      document = try JSONValue(parsing: try TextInput.bytes(of: file))
    } catch let error as JSONError {
      throw CommandError("\(file): \(error)")
    }
    guard let items = document.array else {
      throw CommandError("\(file): expected a JSON array of strings")
    }
    let results = try items.enumerated().map { index, item in
      guard let text = item.string else {
        throw CommandError(
          "\(file): element \(index) is not a string; expected an array of strings")
      }
      return result(encode(text, tokenizer), tokenizer)
    }
    try JSONPrinter.print(["results": .array(results)])
  }
}
