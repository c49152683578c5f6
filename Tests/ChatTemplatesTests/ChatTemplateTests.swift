import JSON
import Testing

@testable import ChatTemplates

@Suite("Chat templates")
struct ChatTemplateTests {
  private static let now = TemplateDate(
    year: 2025, month: 3, day: 9, hour: 17, minute: 4, second: 5)

  private func message(_ role: String, _ content: String) -> JSONValue {
    .object(JSONObject(["role": .string(role), "content": .string(content)]))
  }

  private func render(
    _ source: String, _ messages: [JSONValue] = [], options: JSONObject = JSONObject()
  ) throws -> String {
    try ChatTemplate(source).render(messages: messages, options: options, now: Self.now)
  }

  @Test("every recorded template and expression gives the bytes that Jinja2 gives")
  func goldens() throws {
    let goldens = try TemplateGoldens.load()
    #expect(goldens.cases.count > 1_000)
    for golden in goldens.cases {
      do throws(TemplateError) {
        let text = try golden.segments(now: goldens.now).map(\.text).joined()
        #expect(
          golden.expected.map { Array($0.utf8) } == Array(text.utf8),
          "\(golden.name): got \(text.debugDescription), not \(golden.expected ?? golden.error)")
      } catch {
        #expect(golden.expected == nil, "\(golden.name): \(error)")
        if error.kind == .raised {
          #expect(golden.error.hasSuffix(error.problem), "\(golden.name): \(error)")
        }
      }
    }
  }

  @Test("segments together are the rendered text, and no two neighbours have one origin")
  func segmentsAreMaximal() throws {
    let goldens = try TemplateGoldens.load()
    for golden in goldens.cases where golden.expected != nil {
      let segments = try golden.segments(now: goldens.now)
      #expect(segments.allSatisfy { !$0.text.isEmpty })
      for (first, second) in zip(segments, segments.dropFirst()) {
        #expect(first.origin != second.origin, "\(golden.name)")
      }
    }
  }

  @Test("the lines of errors are those of the template")
  func errorLines() throws {
    let cases: [(String, Int, TemplateError.Kind)] = [
      ("a\n{% if x %}\n{{ 1 +\n }}\n{% endif %}", 4, .syntax),
      ("a\n\n{% nope %}", 3, .syntax),
      ("a\n{{ 'x' }}\n{{ missing.x }}", 3, .evaluation),
      ("{% macro m() %}\n{{ 1 / 0 }}\n{% endmacro %}\n\n{{ m() }}", 2, .evaluation),
      ("{# one\ntwo #}\n{{ raise_exception('no') }}", 3, .raised),
      ("{%- set a = 1 -%}\n\n\n{{ a.b.c }}", 4, .evaluation),
      ("{{ f(1,\n2) }}", 1, .evaluation),
    ]
    for (source, line, kind) in cases {
      let error = try #require(throws: TemplateError.self) { try render(source) }
      #expect(error.line == line && error.kind == kind, "\(source): \(error)")
    }
  }

  @Test("a refusal carries the template's own words")
  func refusal() throws {
    let error = try #require(throws: TemplateError.self) {
      try render("{{ raise_exception('system role is not supported') }}")
    }
    #expect(error.description == "chat template, line 1: system role is not supported")
  }

  @Test("tools that are not given are none, as in transformers, not undefined")
  func missingTools() throws {
    #expect(
      try render("{{ tools is defined }}{{ tools is none }}{{ documents }}") == "TrueTrueNone")
  }

  @Test("an option cannot replace the messages or a token of the tokenizer")
  func optionsDoNotReplace() throws {
    let text = try ChatTemplate("{{ bos_token }}{{ messages | length }}").render(
      messages: [], variables: JSONObject(["bos_token": .string("<s>")]),
      options: JSONObject(["bos_token": .string("x"), "messages": .string("four")]), now: Self.now)
    #expect(text == "<s>0")
  }

  @Test("values that Jinja2 cannot compute in 64 bits throw instead of wrapping around")
  func integerBounds() {
    for source in [
      "{{ 9223372036854775807 + 1 }}", "{{ -9223372036854775807 - 2 }}", "{{ 2 ** 64 }}",
      "{{ 9223372036854775808 }}", "{{ 4611686018427387904 * 2 }}", "{{ 1e300 | int }}",
      "{{ (-9223372036854775807 - 1) // -1 }}", "{{ -(-9223372036854775807 - 1) }}",
    ] {
      #expect(throws: TemplateError.self, "\(source)") { try render(source) }
    }
  }

  @Test("a file without a template gets none")
  func noFallback() { #expect(ChatTemplate.fallback(for: "llama") == nil) }

  @Test(
    "dates are those of the proleptic Gregorian calendar",
    arguments: [
      (0, "1970-01-01 Thursday 001 00:00:00"), (951_782_399, "2000-02-28 Monday 059 23:59:59"),
      (951_782_400, "2000-02-29 Tuesday 060 00:00:00"), (-1, "1969-12-31 Wednesday 365 23:59:59"),
      (1_741_539_845, "2025-03-09 Sunday 068 17:04:05"),
      (1_735_603_200, "2024-12-31 Tuesday 366 00:00:00"),
    ])
  func dates(seconds: Int, expected: String) throws {
    let text = try ChatTemplate("{{ strftime_now('%Y-%m-%d %A %j %H:%M:%S') }}").render(
      messages: [], now: TemplateDate(secondsSince1970: seconds))
    #expect(text == expected)
  }

  @Test("the dry render finds what a template supports")
  func capabilities() throws {
    let goldens = try TemplateGoldens.load()
    let expected: [String: ChatTemplate.Capabilities] = [
      "chatml-default-system": .init(systemRole: true, tools: false, thinkingSwitch: false),
      "gemma": .init(systemRole: false, tools: false, thinkingSwitch: false),
      "gemma-3": .init(systemRole: true, tools: false, thinkingSwitch: false),
      "llama-3": .init(systemRole: true, tools: true, thinkingSwitch: false),
      "mistral": .init(systemRole: true, tools: true, thinkingSwitch: false),
      "mixtral": .init(systemRole: false, tools: false, thinkingSwitch: false),
      "qwen-3": .init(systemRole: true, tools: true, thinkingSwitch: true),
    ]
    for (name, capabilities) in expected {
      let template = try ChatTemplate(try #require(goldens.templates[name]?.string))
      #expect(template.capabilities(variables: goldens.variables) == capabilities, "\(name)")
    }
  }
}
