import Foundation
import Testing

/// The blame for a missing prompt.
@Suite("Chat templates that fail")
struct TemplateFaultTests {
  private func expectRefusal(
    _ template: String, naming parts: String..., notNaming others: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try TinyModel.with { model in
      try TinyModel.write(
        ["bos_token": "<s>", "eos_token": "</s>", "chat_template": template],
        to: URL(filePath: model).appending(path: "tokenizer_config.json"))
      let runs = [
        try CaratProcess.run("run", model, "Hi", "-q"),
        try CaratProcess.run("chat", model, "-q", input: "Hi\n"),
      ]
      for result in runs {
        #expect(result.status == 1 && result.output.isEmpty, sourceLocation: sourceLocation)
        #expect(result.errors.split(separator: "\n").count == 1, sourceLocation: sourceLocation)
        for part in parts {
          #expect(result.errors.contains(part), "\(result.errors)", sourceLocation: sourceLocation)
        }
        for part in others {
          #expect(!result.errors.contains(part), "\(result.errors)", sourceLocation: sourceLocation)
        }
      }
      // What needs no conversation works.
      for arguments in [["run", model, "Hi", "--raw", "-n", "2"], ["score", model, "Hi"]] {
        let result = try CaratProcess(arguments: arguments + ["-q"]).run()
        #expect(result.status == 0, "\(result.errors)", sourceLocation: sourceLocation)
      }
    }
  }

  @Test(
    "a template's own fault is its own, be it found on opening or on use, and leaves texts alone")
  func faults() throws {
    for template in [
      "{{ messages.foo.bar }}", "{{ messages[0].content", "{% frob %}", "{{ nothere() }}",
      "{% for i in range(1000000000) %}x{% endfor %}", "{# nothing #}",
    ] {
      try expectRefusal(
        template, naming: "fault of its own", "--raw", notNaming: "refuses", "prompt is empty")
    }
  }

  @Test("a refusal by the template is about the conversation, in its words or without any")
  func refusals() throws {
    try expectRefusal(
      "{{ raise_exception('Roles must alternate') }}",
      naming: "refuses this conversation: Roles must alternate", notNaming: "fault")
    try expectRefusal(
      "{{ raise_exception('') }}", naming: "without a reason", notNaming: "fault")
  }
}
