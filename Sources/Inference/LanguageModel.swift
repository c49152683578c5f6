public import ChatTemplates
import Generation
public import ModelFiles
public import ModelSpec
public import Tokenizers

/// A model that has been opened: what it is, its tokenizer, its chat template and its own settings;
/// no weights read yet.
public struct LanguageModel: Sendable {
  /// The files.
  public let checkpoint: Checkpoint
  /// The tokenizer; `nil` where a folder has none.
  public let tokenizer: Tokenizer?
  /// The chat template; `nil` for models without one, or with one that cannot be read.
  public let template: ChatTemplate?
  /// Reason that the chat template cannot be read; texts need none.
  public let templateProblem: TemplateError?
  /// Sampling that the model's makers want, where the files say so.
  public let settings: ModelSettings
  /// Tokens that end an answer.
  public let endTokens: Set<Int>
  /// The way with tools, found when it is first asked for.
  let foundToolCalling = FoundToolCalling()

  /// Description of the model.
  public var spec: ModelSpec { checkpoint.spec }

  /// A name for people: the maker's, where the catalogue knows it, else the file's own.
  package var title: String { checkpoint.weights.title(spec) }

  /// Assumptions that were made, parts that were left out, and other things that a user
  /// should know.
  public var notes: [String] { checkpoint.notes + (tokenizer?.notes ?? []) }

  /// Opens a `.gguf` file, or a folder in the Hugging Face layout.
  ///
  /// - Throws: `ModelFileError`, `ConfigError`, `SpecError` or `TokenizerError` naming what
  ///   is wrong.
  public init(opening path: String) throws {
    checkpoint = try Checkpoint(opening: path)
    tokenizer = try checkpoint.tokenizer()
    (template, templateProblem) = Self.template(tokenizer?.description.chatTemplate)
    settings = try checkpoint.settings()
    // Where nothing names an end and the files say so, pieces that are called like one end
    // nothing either.
    let hasNoEnd = settings.deniesEnd && tokenizer?.description.endOfText == nil
    let named = hasNoEnd ? [] : tokenizer?.endOfGeneration ?? []
    let rows = 0..<checkpoint.spec.vocabularySize
    endTokens = named.union(settings.endTokens).filter {
      rows.contains($0)
    }
  }

  private static func template(_ source: String?) -> (ChatTemplate?, TemplateError?) {
    guard let source else { return (nil, nil) }
    do throws(TemplateError) {
      return (try ChatTemplate(source), nil)
    } catch {
      return (nil, error)
    }
  }

  /// The tokenizer.
  ///
  /// - Throws: `GenerationError` if the model has none.
  public func requireTokenizer() throws -> Tokenizer {
    guard let tokenizer else {
      throw GenerationError.invalidRequest(
        "\(checkpoint.path) has no tokenizer; put tokenizer.json or tokenizer.model into the folder, "
          + "or give token ids")
    }
    return tokenizer
  }

  /// Checks that ids are in the vocabulary.
  public func check(_ tokens: [Int]) throws {
    if let wrong = tokens.first(where: { !(0..<spec.vocabularySize).contains($0) }) {
      throw GenerationError.invalidRequest(
        "token \(wrong) is outside the vocabulary; expected 0 to \(spec.vocabularySize - 1)")
    }
  }
}
