public import Generation
import JSON

/// The tools of a request, by name.
///
/// It checks calls that came without a constraint, or from a model elsewhere.
public struct ToolCatalogue: Sendable {
  /// The tools in their given order.
  public let tools: [ToolDescription]
  private let places: [String: Int]

  /// A catalogue of tools.
  ///
  /// - Throws: `ToolCallError` if two of them have one name.
  public init(_ tools: [ToolDescription]) throws(ToolCallError) {
    self.tools = tools
    var places: [String: Int] = [:]
    for (place, tool) in tools.enumerated() {
      guard places.updateValue(place, forKey: tool.name) == nil else {
        throw .repeatedTool(name: tool.name)
      }
    }
    self.places = places
  }

  /// The names of the tools.
  public var names: Set<String> { Set(places.keys) }

  /// The tool with a name.
  public subscript(name: String) -> ToolDescription? { places[name].map { tools[$0] } }

  /// Checks that a call names a tool and that its arguments are a JSON object.
  ///
  /// - Throws: `ToolCallError` that says which of them is not so.
  public func check(_ call: Message.ToolCall) throws(ToolCallError) {
    guard self[call.name] != nil else {
      throw .unknownTool(name: call.name, known: tools.map(\.name))
    }
    _ = try ToolCallSyntax.object(call)
  }

  /// The tools that a choice leaves.
  ///
  /// - Throws: `ToolCallError` if a call is required and there is no tool for it.
  public func tools(of choice: ToolChoice) throws(ToolCallError) -> [ToolDescription] {
    switch choice {
    case .none: return []
    case .auto: return tools
    case .required:
      guard !tools.isEmpty else { throw .noTools }
      return tools
    case .named(let name):
      guard let tool = self[name] else {
        throw .unknownTool(name: name, known: tools.map(\.name))
      }
      return [tool]
    }
  }

  /// The schema of a tool's arguments; a tool without one takes any.
  static func schema(of tool: ToolDescription) throws(ToolCallError) -> JSONObject {
    guard !tool.parameters.isEmpty else { return JSONObject(["type": .string("object")]) }
    do {
      if var schema = try JSONValue(parsing: tool.parameters, keepsNumbers: true).object {
        // Arguments are an object, whether or not the schema says so.
        if schema["type"] == nil { schema["type"] = .string("object") }
        return schema
      }
    } catch {
      throw .invalidParameters(tool: tool.name, problem: "\(error)")
    }
    throw .invalidParameters(tool: tool.name, problem: "it is no object")
  }
}
