import ChatTemplates
import Synchronization
import Tokenizers
import ToolCalls

extension LanguageModel {
  /// The model's way with tools, found once by what its template prints.
  public var toolCalling: ToolCalling {
    foundToolCalling.value {
      let support = template.map { ToolCallSupport($0, variables: templateVariables()) }
      let tokens = tokenizer.map { tokenizer in
        (0..<tokenizer.vocabularySize)
          .filter { tokenizer.kind(of: $0) == .control }.compactMap { tokenizer.piece(of: $0) }
      }
      return ToolCalling(support ?? ToolCallSupport(), controlTokens: tokens ?? [])
    }
  }
}

/// A model's way with tools, found when it is first asked for, once for all copies of the model.
final class FoundToolCalling: Sendable {
  private let found = Mutex<ToolCalling?>(nil)

  /// The way with tools, which `find` finds.
  func value(_ find: () -> ToolCalling) -> ToolCalling {
    found.withLock { found in
      if let found { return found }
      let value = find()
      found = value
      return value
    }
  }
}
