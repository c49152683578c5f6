import Foundation
import Testing

/// The effect of names and words from outside on a terminal: none.
@Suite("Neutral output")
struct NeutralOutputTests {
  /// A name with everything that steers, turns, hides or breaks a line.
  private static let hostile =
    "a\u{1B}[31m\u{9B}2J\u{7}\u{202E}b\u{200B}\u{2066}\u{7F}\u{FEFF}\u{2028}\n\r\tcarat: done"

  /// Tells whether a text has only characters that are shown, and line ends.
  private func isNeutral(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n"
        || ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
          scalar.properties.generalCategory)
    }
  }

  @Test(
    "words of a config reach the terminal spelled out, on one line",
    arguments: ["model_type", "rope_type", "hidden_act"])
  func configs(key: String) throws {
    try Scratch.with { folder in
      let golden = TinyModel.golden("llama")
      try FileManager.default.copyItem(
        at: golden.appending(path: "model.safetensors"),
        to: folder.appending(path: "model.safetensors"))
      let data = try Data(contentsOf: golden.appending(path: "config.json"))
      var config = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      if key == "rope_type" {
        let rotary: [String: Any] = ["rope_type": Self.hostile, "factor": 2.0]
        (config["rope_scaling"], config["rope_parameters"]) = (rotary, rotary)
      } else {
        config[key] = Self.hostile
        config["architectures"] = [String]()
      }
      try TinyModel.write(config, to: folder.appending(path: "config.json"))
      let result = try CaratProcess.run("inspect", folder.path)
      #expect(isNeutral(result.output) && isNeutral(result.errors))
      #expect((result.output + result.errors).contains("\\u{1B}[31m"))
      #expect(!(result.output + result.errors).contains("\ncarat: done"))
    }
  }

  @Test("names of the library are spelled out in the list, and escaped in JSON")
  func library() throws {
    try Scratch.with { folder in
      let name = "evil\u{1B}[31m\u{202E}\u{9B}x\ny"
      let model = folder.appending(path: "models/\(name)")
      try FileManager.default.createDirectory(at: model, withIntermediateDirectories: true)
      try Data(count: 10).write(to: model.appending(path: "\(name).gguf"))
      let home = ["CARAT_HOME": folder.path]
      for arguments in [
        ["models"], ["models", "--json"], ["models", "--verify"], ["inspect", name],
      ] {
        let result = try CaratProcess(arguments: arguments, environment: home).run()
        #expect(isNeutral(result.output) && isNeutral(result.errors))
        #expect((result.output + result.errors).contains("evil"))
      }
    }
  }

  @Test("words of the user and of a hub are spelled out in an error")
  func pullErrors() throws {
    for name in ["\u{1B}[31m", "a/b\u{202E}", "a/b:\u{9B}2J", "a/b@x\ny"] {
      let result = try CaratProcess.run("pull", name)
      #expect(result.status == (name.contains("/") ? 2 : 1) && isNeutral(result.errors))
      #expect(result.errors.split(separator: "\n").count == 1)
    }
  }
}
