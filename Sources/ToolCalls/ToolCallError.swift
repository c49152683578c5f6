/// The reason that calls of tools cannot be written, checked or held to a form.
public enum ToolCallError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A call names a tool that there is not.
  case unknownTool(name: String, known: [String])
  /// Two tools have one name.
  case repeatedTool(name: String)
  /// Arguments are no JSON object.
  case invalidArguments(tool: String, problem: String)
  /// The schema of a tool's arguments cannot be read.
  case invalidParameters(tool: String, problem: String)
  /// A syntax has no way to write something.
  case notWritable(syntax: String, what: String, reason: String)
  /// A syntax cannot hold arguments to this part of a schema.
  case unsupportedSchema(syntax: String, tool: String, reason: String)
  /// A call is asked for where there are no tools.
  case noTools

  /// Text for a user: what, where, what was expected and what was found.
  public var description: String {
    switch self {
    case .unknownTool(let name, let known):
      "there is no tool '\(name)'; "
        + (known.isEmpty ? "there are none" : "there are \(known.joined(separator: ", "))")
    case .repeatedTool(let name): "there is more than one tool '\(name)'; names must differ"
    case .invalidArguments(let tool, let problem):
      "the arguments of a call of '\(tool)' must be a JSON object: \(problem)"
    case .invalidParameters(let tool, let problem):
      "the parameters of tool '\(tool)' must be a JSON schema of an object: \(problem)"
    case .notWritable(let syntax, let what, let reason):
      "the model's form of calls (\(syntax)) cannot write \(what): \(reason)"
    case .unsupportedSchema(let syntax, let tool, let reason):
      "the model's form of calls (\(syntax)) cannot hold the arguments of '\(tool)' to their "
        + "schema: \(reason); ask for them without strictness"
    case .noTools: "a call of a tool is required, but there are no tools"
    }
  }
}
