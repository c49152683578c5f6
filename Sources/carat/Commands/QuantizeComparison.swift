import Generation
import Inference
import ModelFiles
import ModelSpec
import PlainText
import Tokenizers

/// An original that its copy will be compared with, and what on; made before the copy is, so that
/// nothing fails after hours.
struct ComparisonSubject: Sendable {
  private let original: LanguageModel
  private let tokens: [Int]
  private let threads: Int?

  /// Opens the original and takes the tokens of a file, or 256 that the model writes by itself,
  /// always the same.
  ///
  /// - Throws: `CommandError` for a text that is no use, and what opening and running the
  ///   model throw.
  init(_ checkpoint: Checkpoint, file: String?, threads: Int?, isQuiet: Bool) async throws {
    let original = try LanguageModel(opening: checkpoint.path)
    (self.original, self.threads) = (original, threads)
    if let file {
      tokens = try Self.tokens(of: file, for: original)
    } else {
      tokens = try await Interrupts.cancelling {
        try await Self.written(by: original, threads: threads, isQuiet: isQuiet)
      }
    }
    try ModelComparison.check(original, tokens: tokens, threads: threads)
  }

  /// Compares the copy.
  func compare(with path: String, isQuiet: Bool) async throws -> ModelComparison {
    let other = try LanguageModel(opening: path)
    let (original, tokens, threads) = (original, tokens, threads)
    return try await Interrupts.cancelling {
      var view = TokenProgressView("comparing", total: tokens.count, isQuiet: isQuiet)
      defer { view.end() }
      return try ModelComparison(
        original: original, other: other, tokens: tokens, threads: threads
      ) { view.show($0) }
    }
  }

  private static func tokens(of file: String, for model: LanguageModel) throws -> [Int] {
    let text = try TextInput.read(file)
    guard let tokenizer = model.tokenizer else {
      throw CommandError(
        "\(model.checkpoint.path) has no tokenizer to read \(file) with; leave --text away to "
          + "compare on tokens that the model writes")
    }
    let tokens = tokenizer.encode(text, addSpecialTokens: true)
    guard tokens.count > 1 else {
      throw CommandError(
        "\(file) is \(NumberText.count(tokens.count, "token")) long; a comparison takes at least 2")
    }
    let limit = model.spec.contextLength
    guard tokens.count > limit else { return tokens }
    Console.note(
      "note: \(file) has \(NumberText.grouped(tokens.count)) tokens; the first "
        + "\(NumberText.grouped(limit)), the model's context, are compared on")
    return Array(tokens.prefix(limit))
  }

  private static func written(
    by model: LanguageModel, threads: Int?, isQuiet: Bool
  ) async throws -> [Int] {
    let count = min(256, model.spec.contextLength - 1)
    let engine = try Engine(model, options: EngineOptions(threads: threads, context: count + 1))
    var tokens = [model.tokenizer?.description.beginningOfText ?? 0]
    let request = GenerationRequest(
      .tokens(tokens), sampling: Sampling(temperature: 1, topK: 0, topP: 1),
      maximumTokens: count - 1, seed: 0, ignoresEndOfText: true)
    var view = TokenProgressView("writing a text", total: count, isQuiet: isQuiet)
    defer { view.end() }
    for try await event in engine.generate(request) {
      guard case .token(let token) = event else { continue }
      tokens.append(token.id)
      view.show(tokens.count)
    }
    try Task.checkCancellation()
    return tokens
  }
}

/// Shows on standard error how many tokens some long work has done.
struct TokenProgressView {
  private var bar = ProgressBar()
  private let title: String
  private let total: Int
  private let isQuiet: Bool
  private let start = ContinuousClock.now

  init(_ title: String, total: Int, isQuiet: Bool) {
    (self.title, self.total, self.isQuiet) = (title, total, isQuiet)
  }

  mutating func show(_ done: Int) {
    // Short work needs no bar.
    guard !isQuiet, ContinuousClock.now - start > .seconds(1) else { return }
    bar.show(
      "\(title)  \(NumberText.grouped(done)) of \(NumberText.count(total, "token"))", done: done,
      of: total)
  }

  mutating func end() { bar.clear() }
}
