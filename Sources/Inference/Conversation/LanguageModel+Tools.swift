import ChatTemplates
import Synchronization
import Tokenizers
import ToolCalls

extension LanguageModel {
  /// The model's way with tools, found once by what its template prints.
  public var toolCalling: ToolCalling {
    foundToolCalling.value {
      let support = template.map { ToolCallSupport($0, variables: templateVariables()) }
      let ids = 0..<(tokenizer?.vocabularySize ?? 0)
      let controls = ids.filter { tokenizer?.kind(of: $0) == .control && !endTokens.contains($0) }
      return ToolCalling(
        support ?? ToolCallSupport(),
        controlTokens: controls.compactMap { tokenizer?.piece(of: $0) },
        endTokens: endTokens.compactMap { tokenizer?.piece(of: $0) })
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
