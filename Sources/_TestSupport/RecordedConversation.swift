package import Generation
import JSON

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A recorded conversation with tools, of which not every machine has a copy.
package struct RecordedConversation: Sendable {
  /// The messages, with calls and results.
  package var messages: [Message] = []
  /// The tools.
  package var tools: [ToolDescription] = []
  /// The calls of all messages.
  package var calls: [Message.ToolCall] { messages.flatMap(\.toolCalls) }

  private static let folder = ProcessInfo.processInfo.environment["CARAT_TEST_DATA"]
  /// Tells whether this machine has them.
  package static var areAvailable: Bool { folder != nil }

  /// All conversations.
  package static func all() throws -> [RecordedConversation] {
    let file = URL(filePath: folder ?? "").appending(path: "instruct/toolcall-en-demo.json")
    let bytes = try Array(Data(contentsOf: file))
    var conversations: [RecordedConversation] = []
    for item in try JSONValue(parsing: bytes).array ?? [] {
      var conversation = RecordedConversation()
      for tool in try JSONValue(parsing: item["tools"]?.string ?? "[]").array ?? [] {
        conversation.tools.append(
          ToolDescription(
            name: tool["name"]?.string ?? "", summary: tool["description"]?.string ?? "",
            parameters: tool["parameters"]?.serialized ?? ""))
      }
      for turn in item["conversations"]?.array ?? [] {
        let text = turn["value"]?.string ?? ""
        switch turn["from"]?.string {
        case "human": conversation.messages.append(Message(.user, text))
        case "function_call":
          let call = try JSONValue(parsing: text)
          let id = "call\(10000 + conversation.messages.count)"
          conversation.messages.append(
            Message(
              .assistant, "",
              toolCalls: [
                Message.ToolCall(
                  id: id, name: call["name"]?.string ?? "",
                  arguments: call["arguments"]?.serialized ?? "")
              ]))
        case "observation":
          let id = conversation.messages.last?.toolCalls.first?.id
          conversation.messages.append(Message(.tool, text, toolCallID: id))
        default: conversation.messages.append(Message(.assistant, text))
        }
      }
      conversations.append(conversation)
    }
    return conversations
  }
}
