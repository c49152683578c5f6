/// The settings for drawing the next token from the model's distribution.
///
/// Order: penalties, temperature, Top-K, Top-P, min-P. A temperature of zero is greedy: the
/// likeliest token after the penalties, the lowest id among equals.
public struct Sampling: Sendable, Hashable, Codable {
  /// Sharpens the distribution below 1, flattens it above; 0 is greedy.
  public var temperature: Double
  /// Keeps this many of the likeliest tokens; 0 keeps all.
  public var topK: Int
  /// Keeps the smallest set of likeliest tokens whose probabilities add up to this (arXiv
  /// 1904.09751); 1 keeps all.
  public var topP: Double
  /// Drops tokens less likely than this times the likeliest (arXiv 2407.01082); 0 keeps all.
  public var minP: Double
  /// Divides positive and multiplies negative logits of recent tokens (arXiv 1909.05858); 1
  /// changes nothing.
  public var repetitionPenalty: Double
  /// Subtracted from the logits of recent tokens.
  public var presencePenalty: Double
  /// Subtracted from the logits of recent tokens, for each time they occur.
  public var frequencyPenalty: Double
  /// Number of the last tokens, prompt included, that presence and frequency penalty look at; `nil`
  /// for the whole text.
  public var penaltyWindow: Int?
  /// Number of the last tokens, prompt included, that the repetition penalty looks at; `nil` for
  /// the whole text.
  public var repetitionWindow: Int?

  /// A way of sampling; the defaults are temperature 0.8, Top-K 36, Top-P 0.7, no penalties.
  ///
  /// - Parameter penaltyWindow: The window of all penalties; `nil` for the whole text.
  public init(
    temperature: Double = 0.8, topK: Int = 36, topP: Double = 0.7, minP: Double = 0,
    repetitionPenalty: Double = 1, presencePenalty: Double = 0, frequencyPenalty: Double = 0,
    penaltyWindow: Int? = 64
  ) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.minP = minP
    self.repetitionPenalty = repetitionPenalty
    self.presencePenalty = presencePenalty
    self.frequencyPenalty = frequencyPenalty
    self.penaltyWindow = penaltyWindow
    repetitionWindow = penaltyWindow
  }

  /// Always the likeliest token.
  public static let greedy = Sampling(temperature: 0, topK: 0, topP: 1)

  /// Checks that every value lies in its range.
  ///
  /// - Throws: `GenerationError.invalidRequest` naming the value, its range and what was given.
  public func validate() throws {
    func check(_ holds: Bool, _ name: String, _ range: String, _ value: some Any) throws {
      guard holds else {
        throw GenerationError.invalidRequest("\(name) must be \(range), got \(value)")
      }
    }
    try check(temperature.isFinite && temperature >= 0, "temperature", "0 or more", temperature)
    try check(topK >= 0, "top-k", "0 (keep all) or more", topK)
    try check(topP > 0 && topP <= 1, "top-p", "above 0 and at most 1", topP)
    try check(minP >= 0 && minP <= 1, "min-p", "between 0 and 1", minP)
    try check(
      repetitionPenalty.isFinite && repetitionPenalty > 0, "repetition-penalty", "above 0",
      repetitionPenalty)
    try check(presencePenalty.isFinite, "presence-penalty", "finite", presencePenalty)
    try check(frequencyPenalty.isFinite, "frequency-penalty", "finite", frequencyPenalty)
    for window in [penaltyWindow, repetitionWindow].compactMap({ $0 }) {
      try check(window >= 0, "penalty-window", "0 or more", window)
    }
  }
}
