import Generation
import Inference
import ModelFiles

/// The libraries' text on an error, with the flag of this command that is the remedy.
enum FlagHint {
  /// The flag, or the name where there is none, of an option of the engine.
  static func flag(of option: EngineOption) -> String {
    switch option {
    case .context: "--context"
    case .cacheFormat: "--kv-precision"
    case .sequences: "--sequences"
    case .draftTokens: "--draft-tokens"
    case .cacheBytes: "--cache-bytes"
    case .queueRequests: "--queue-requests"
    case .rows: option.rawValue
    }
  }

  /// The text of an error to which a flag is the answer; `nil` for others.
  static func text(of error: any Error) -> String? {
    switch error {
    case EngineError.memory(let needed, let available, .context(let positions)):
      EngineError.memoryText(needed: needed, available: available)
        + "--context \(positions) would fit"
    case GenerationError.noTemplate(let model):
      "\(model) has no chat template; use --raw to let it continue a text"
    case GenerationError.faultyTemplate: "\(error) (run --raw)"
    case let error as ConversionError where error.isCuredByReplacing: "\(error) with --force"
    default: nil
    }
  }
}
