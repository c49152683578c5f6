import ArgumentParser
import Generation
import Inference

/// The flags for sampling; what is not given comes from the model's own settings.
struct SamplingFlags: ParsableArguments {
  @Option(help: "Sharpens the draw below 1, flattens it above; 0 always takes the likeliest.")
  var temperature: Double?

  @Option(help: "Keep this many of the likeliest tokens; 0 keeps all.")
  var topK: Int?

  @Option(help: "Keep the likeliest tokens that together have this probability; 1 keeps all.")
  var topP: Double?

  @Option(help: "Drop tokens less likely than this times the likeliest; 0 keeps all.")
  var minP: Double?

  @Option(help: "Divide the scores of recent tokens; 1 changes nothing.")
  var repetitionPenalty: Double?

  @Option(help: "Subtract this from the scores of recent tokens.")
  var presencePenalty: Double?

  @Option(help: "Subtract this from the scores of recent tokens for each time they occurred.")
  var frequencyPenalty: Double?

  @Option(
    help: """
      How many of the last tokens, prompt included, the penalties look at; 0 for the whole text. \
      (default: 64; the whole text for a factor of the model's own settings, and for the repetition \
      penalty of a model in a folder)
      """)
  var penaltyWindow: Int?

  @Option(help: "Seed of the draw; the same seed gives the same answer. (default: a new one)")
  var seed: UInt64?

  @Option(
    name: [.customShort("n"), .long],
    help: "End after this many tokens. (default: when the model ends or the context is full)")
  var maxTokens: Int?

  @Option(help: "End before this text; may be given several times.")
  var stop: [String] = []

  func validate() throws {
    do {
      try sampling(from: Sampling()).validate()
    } catch let error as GenerationError {
      throw ValidationError("--\(error.description)")
    }
    if let penaltyWindow, penaltyWindow < 0 {
      throw ValidationError(
        "--penalty-window must be 0 (the whole text) or more, got \(penaltyWindow)")
    }
    if let maxTokens, maxTokens < 0 {
      throw ValidationError("--max-tokens must be 0 or more, got \(maxTokens)")
    }
    if stop.contains("") { throw ValidationError("--stop must not be empty") }
  }

  /// The defaults with what was given in their place.
  ///
  /// - Parameter window: The window of a repetition penalty that is given without one; `nil` for
  ///   the whole text.
  func sampling(from defaults: Sampling, window: Int? = nil) -> Sampling {
    var sampling = defaults
    if let temperature { sampling.temperature = temperature }
    if let topK { sampling.topK = topK }
    if let topP { sampling.topP = topP }
    if let minP { sampling.minP = minP }
    if let repetitionPenalty {
      sampling.repetitionPenalty = repetitionPenalty
      sampling.repetitionWindow = window
    }
    if let presencePenalty { sampling.presencePenalty = presencePenalty }
    if let frequencyPenalty { sampling.frequencyPenalty = frequencyPenalty }
    if let penaltyWindow {
      sampling.penaltyWindow = penaltyWindow == 0 ? nil : penaltyWindow
      sampling.repetitionWindow = sampling.penaltyWindow
    }
    return sampling
  }

  /// Sampling for a model.
  func sampling(for model: LanguageModel) -> Sampling {
    sampling(from: model.defaultSampling, window: model.givenRepetitionWindow)
  }

  /// A request with these settings.
  func request(_ prompt: GenerationRequest.Prompt, for model: LanguageModel) -> GenerationRequest {
    GenerationRequest(
      prompt, sampling: sampling(for: model), maximumTokens: maxTokens, stopStrings: stop,
      seed: seed)
  }
}
