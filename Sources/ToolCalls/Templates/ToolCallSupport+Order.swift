import Generation
import JSON

extension ToolCallSupport {
  /// The conversation in the order that the template takes.
  ///
  /// Where a message may have one call only, each call of several is a message of its own, with its
  /// result behind it.
  func ordered(_ messages: [Message]) -> [Message] {
    guard printsCalls, !severalCalls else { return messages }
    var ordered: [Message] = []
    var rest = messages[...]
    while let message = rest.popFirst() {
      guard message.toolCalls.count > 1 else {
        ordered.append(message)
        continue
      }
      var results = Array(rest.prefix { $0.role == .tool })
      rest = rest.dropFirst(results.count)
      for (index, call) in message.toolCalls.enumerated() {
        var single = message
        single.toolCalls = [call]
        if index > 0 {
          single.content = ""
          single.reasoning = nil
        }
        ordered.append(single)
        if let place = results.firstIndex(where: { $0.toolCallID == call.id }) {
          ordered.append(results.remove(at: place))
        }
      }
      ordered += results
    }
    return ordered
  }

  /// Adds a message, joined to the one before if the user would speak twice in a row because a
  /// result is told in the user's name: many templates refuse that.
  func add(_ object: JSONObject, isResult: Bool, to messages: inout [RenderedMessage]) {
    let user = JSONValue.string(Message.Role.user.rawValue)
    if !toolRole, let last = messages.last, last.isResult || isResult, object["role"] == user,
      last.object["role"] == user, let first = last.object["content"]?.string,
      let second = object["content"]?.string
    {
      messages[messages.count - 1].object["content"] = .string(first + "\n\n" + second)
      messages[messages.count - 1].isResult = isResult
    } else {
      messages.append(RenderedMessage(object: object, isResult: isResult))
    }
  }

  /// A message as a template reads it.
  struct RenderedMessage {
    var object: JSONObject
    /// Tells whether it ends with the result of a tool.
    var isResult: Bool
  }
}
