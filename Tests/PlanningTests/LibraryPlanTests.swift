import Foundation
import JSON
import ModelFiles
import ModelSpec
import Planning
import Reports
import Sizing
import Testing

/// The work of a server: a plan without the command.
@Suite("Plans from the library alone")
struct LibraryPlanTests {
  private static let goldens = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Goldens").path

  /// Names of every kind: catalogue, file, folder, header, configuration, size; some with
  /// a precision.
  private static let names = [
    "gemma-2b", "mixtral-8x7b", "gemma-2b@int8", "gpt-4o", "70B", "70B@q4_0", "\(goldens)/llama",
    "\(goldens)/llama/config.json", "\(goldens)/llama/model.safetensors", "\(goldens)/gemma3",
    "\(goldens)/qwen3-moe", "\(goldens)/llama-bf16",
  ]

  private func plan(_ name: String, on accelerators: [String] = []) throws -> Plan {
    let (name, precision) = try SubjectName.split(name)
    let found = try SubjectName(name, library: nil)
    var request = PlanRequest()
    request.precision = precision
    request.accelerators = try accelerators.map {
      try DeviceName($0).selection(in: .builtIn, memoryBytes: nil, calibration: nil)
    }
    return try Plan(found.subject, request)
  }

  @Test("a name gives the value that the command prints, to the byte", arguments: names)
  func json(name: String) throws {
    let document = PlanDocument([try plan(name, on: ["rtx4090", "16GBx2"])])
    let isKnown = try plan(name).subject.spec != nil
    // The buffers of an engine depend on its threads; of a bare size nothing does.
    let threads = isKnown ? ["--threads", "1"] : []
    let printed = try CaratRun.output(
      ["plan", name, "--on", "rtx4090", "--on", "16GBx2", "--json"] + threads)
    #expect(document.json.indented + "\n" == printed)
    #expect(try JSONValue(parsing: printed)["model"]?["name"]?.string?.isEmpty == false)
  }

  @Test("text and Markdown are the command's too")
  func texts() throws {
    let plans = [try plan("gemma-2b", on: ["t4"]), try plan("70B", on: ["t4"])]
    let answers = try PlanAnswers(
      Array(plans.prefix(1)), table: .builtIn, isAdvised: true, isLaunched: false)
    let advised = PlanDocument(Array(plans.prefix(1)), answers: answers)
    let arguments = ["plan", "gemma-2b", "--threads", "1", "--on", "t4", "--advise"]
    #expect(try advised.text() == CaratRun.output(arguments))
    #expect(try advised.markdown == CaratRun.output(arguments + ["--markdown"]))
    let compared = try CaratRun.output(
      ["plan", "gemma-2b", "70B", "--on", "t4", "--threads", "1", "--json"])
    let rows = try #require(try JSONValue(parsing: compared)["comparison"]?["rows"]?.array)
    let own = PlanDocument(plans).json["comparison"]?["rows"]?.serialized
    #expect(own == JSONValue.array(rows).serialized)
  }
}
