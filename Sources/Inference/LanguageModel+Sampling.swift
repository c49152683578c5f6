public import Generation
import ModelFiles
import ModelSpec

/// The sampling where a request does not say, and the origin of each setting.
public struct DefaultSampling: Sendable, Hashable {
  /// The settings.
  public enum Setting: String, Sendable, Hashable, CaseIterable {
    case temperature
    case topK = "top-k"
    case topP = "top-p"
    case minP = "min-p"
    case repetitionPenalty = "repetition-penalty"
  }

  /// The origin of a setting.
  public enum Origin: Sendable, Hashable {
    /// The model's own files.
    case file
    /// The model's maker, in a source that the catalogue names.
    case maker(source: String)
    /// Carat.
    case carat
  }

  /// The values.
  public var sampling = Sampling()
  /// The origin of each setting.
  public var origins: [Setting: Origin] = [:]

  /// Origin of a setting.
  public func origin(_ setting: Setting) -> Origin { origins[setting] ?? .carat }
}

extension LanguageModel {
  /// Sampling unless a request says otherwise: by the model's files, else as its maker recommends,
  /// else by the general defaults.
  public var defaultSampling: Sampling { samplingDefaults.sampling }

  /// The same with the origin of each setting.
  ///
  /// A repetition penalty that is the model's own is meant as there: for the whole text, or for as
  /// many tokens as the file says.
  public var samplingDefaults: DefaultSampling {
    let recommended = Catalogue.recommendedSampling(
      calledOneOf: checkpoint.weights.modelNames, shapedAs: spec)
    var defaults = DefaultSampling()
    func choose<Value>(
      _ setting: DefaultSampling.Setting, _ place: WritableKeyPath<Sampling, Value>,
      _ own: Value?, _ makers: Value?
    ) {
      if let own {
        defaults.sampling[keyPath: place] = own
        defaults.origins[setting] = .file
      } else if let makers, let recommended {
        defaults.sampling[keyPath: place] = makers
        defaults.origins[setting] = .maker(source: recommended.source)
      }
    }
    if settings.draws == false {
      choose(.temperature, \.temperature, 0, nil)
      choose(.topK, \.topK, 0, nil)
      choose(.topP, \.topP, 1, nil)
    } else {
      choose(.temperature, \.temperature, settings.temperature, recommended?.temperature)
      choose(.topK, \.topK, settings.topK, recommended?.topK)
      choose(.topP, \.topP, settings.topP, recommended?.topP)
      choose(.minP, \.minP, settings.minP, nil)
    }
    choose(
      .repetitionPenalty, \.repetitionPenalty, settings.repetitionPenalty,
      recommended?.repetitionPenalty)
    defaults.sampling.repetitionWindow =
      defaults.origin(.repetitionPenalty) == .carat ? givenRepetitionWindow : statedWindow ?? nil
    return defaults
  }

  /// Number of the last tokens that a repetition penalty looks at which a request gives without a
  /// window; `nil` for the whole text.
  ///
  /// The settings of a folder are those of transformers, whose repetition penalty has no window;
  /// where a GGUF file names none, it is llama.cpp's 64 tokens.
  public var givenRepetitionWindow: Int? {
    if let statedWindow { return statedWindow }
    if case .safetensors = checkpoint.weights { return nil }
    return Sampling().repetitionWindow
  }

  /// The window that the file names; the inner `nil` is the whole text.
  private var statedWindow: Int?? {
    settings.penaltyTokens.map { $0 < 0 ? nil : $0 }
  }
}
