import JSON

/// The objects that templates read, in the form that all of them share.
enum ToolMessages {
  /// A call in a message.
  static func call(id: String, name: String, arguments: JSONValue) -> JSONValue {
    let function = JSONObject(["name": .string(name), "arguments": arguments])
    return .object(
      JSONObject([
        "id": .string(id), "type": .string("function"), "function": .object(function),
      ]))
  }

  /// The description of a tool.
  static func tool(name: String, summary: String, parameters: JSONObject) -> JSONValue {
    let function = JSONObject([
      "name": .string(name), "description": .string(summary), "parameters": .object(parameters),
    ])
    return .object(JSONObject(["type": .string("function"), "function": .object(function)]))
  }
}
