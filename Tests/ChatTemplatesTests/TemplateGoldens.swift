import Foundation
import JSON
import Testing

@testable import ChatTemplates

/// Outputs of Jinja2 for the same templates; `scripts/record_template_goldens.py` writes them.
struct TemplateGoldens {
  struct Case {
    let name: String
    let source: String
    let messages: [JSONValue]
    let tools: [JSONValue]?
    let addsPrompt: Bool
    let variables: JSONObject
    let options: JSONObject
    /// Nil if Jinja2 stops with an error.
    let expected: String?
    let error: String
  }

  let now: TemplateDate
  let templates: JSONObject
  let conversations: JSONObject
  let tools: [JSONValue]
  let variables: JSONObject
  let cases: [Case]

  static func load() throws -> TemplateGoldens {
    let url = try #require(
      Bundle.module.url(
        forResource: "templates", withExtension: "json", subdirectory: "Fixtures"))
    let root = try #require(JSONValue(parsing: Data(contentsOf: url)).object)
    return try TemplateGoldens(root)
  }

  private init(_ root: JSONObject) throws {
    let fields = try #require(root["now"]?.array).compactMap(\.integer)
    now = TemplateDate(
      year: fields[0], month: fields[1], day: fields[2], hour: fields[3], minute: fields[4],
      second: fields[5])
    let templates = try #require(root["templates"]?.object)
    let conversations = try #require(root["conversations"]?.object)
    let tools = try #require(root["tools"]?.array)
    let variables = try #require(root["variables"]?.object)
    let options = try #require(root["options"]?.object)
    self.templates = templates
    self.conversations = conversations
    self.tools = tools
    self.variables = variables
    cases = try #require(root["cases"]?.array).map { json in
      let name = try #require(json["name"]?.string)
      let template = json["template"]?.string
      return Case(
        name: name,
        source: try #require(json["source"]?.string ?? template.flatMap { templates[$0]?.string }),
        messages: json["messages"]?.string.flatMap { conversations[$0]?.array } ?? [],
        tools: json["tools"]?.bool == true ? tools : nil,
        addsPrompt: json["add_generation_prompt"]?.bool ?? false,
        variables: template == nil ? JSONObject() : variables,
        options: json["options"]?.object ?? (template == nil ? options : JSONObject()),
        expected: json["expected"]?.string, error: json["error"]?.string ?? "")
    }
  }
}

extension TemplateGoldens.Case {
  /// The segments that our evaluator gives.
  func segments(now: TemplateDate) throws(TemplateError) -> [TemplateSegment] {
    try ChatTemplate(source).renderSegments(
      messages: messages, tools: tools, addGenerationPrompt: addsPrompt, variables: variables,
      options: options, now: now)
  }
}
