import Generation
import Inference
import PlainText

extension SamplingFlags {
  /// Summary of the settings that are used and where they come from, in one line.
  func summary(for model: LanguageModel) -> String {
    let (sampling, defaults) = (sampling(for: model), model.samplingDefaults)
    let given: [DefaultSampling.Setting: Bool] = [
      .temperature: temperature != nil, .topK: topK != nil, .topP: topP != nil, .minP: minP != nil,
      .repetitionPenalty: repetitionPenalty != nil,
    ]
    var groups: [(origin: String, settings: [String])] = []
    func add(_ setting: DefaultSampling.Setting, _ text: String) {
      let origin = given[setting] == true ? "as given" : Self.text(defaults.origin(setting))
      if let place = groups.firstIndex(where: { $0.origin == origin }) {
        groups[place].settings.append(text)
      } else {
        groups.append((origin, [text]))
      }
    }
    if sampling.temperature == 0 {
      add(.temperature, "always the likeliest token")
    } else {
      add(.temperature, "temperature \(sampling.temperature)")
      if sampling.topK > 0 { add(.topK, "top-k \(sampling.topK)") }
      if sampling.topP < 1 { add(.topP, "top-p \(sampling.topP)") }
      if sampling.minP > 0 { add(.minP, "min-p \(sampling.minP)") }
    }
    if sampling.repetitionPenalty != 1 {
      let window = sampling.repetitionWindow.map { "the last \(NumberText.count($0, "token"))" }
      add(
        .repetitionPenalty,
        "repetition penalty \(sampling.repetitionPenalty) over \(window ?? "the whole text")")
    }
    let parts = groups.map { "\($0.settings.joined(separator: ", ")) (\($0.origin))" }
    return "sampling: " + parts.joined(separator: "; ")
  }

  private static func text(_ origin: DefaultSampling.Origin) -> String {
    switch origin {
    case .file: "the model's own settings"
    case .maker(let source): "its maker's recommendation, \(source)"
    case .carat: "Carat's defaults"
    }
  }
}
