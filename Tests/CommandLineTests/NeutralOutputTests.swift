import Foundation
import JSON
import Testing

@testable import carat

/// What names and words from outside do to a terminal: nothing.
@Suite("Neutral output")
struct NeutralOutputTests {
  /// A name with everything that steers, turns, hides or breaks a line.
  private static let hostile =
    "a\u{1B}[31m\u{9B}2J\u{7}\u{202E}b\u{200B}\u{2066}\u{7F}\u{FEFF}\u{2028}\n\r\tcarat: done"

  /// Whether a text has only characters that are shown, and line ends.
  private func isNeutral(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n"
        || ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
          scalar.properties.generalCategory)
    }
  }

  @Test("what steers a terminal is spelled out, and the rest is as it was")
  func spelled() {
    #expect("plain, naïve, 漢字, 👩‍🔬, می‌خواهم".oneLine == "plain, naïve, 漢字, 👩‍🔬, می‌خواهم")
    #expect("a\u{1B}[2Jb".oneLine == "a\\u{1B}[2Jb")
    #expect("a\nb\r\tc".oneLine == "a\\nb\\r\\tc")
    #expect("a\nb\tc\u{9B}".severalLines == "a\nb\tc\\u{9B}")
    #expect("x\u{202E}y\u{200D}z".oneLine == "x\\u{202E}y\\u{200D}z")
    #expect(isNeutral(Self.hostile.oneLine) && !Self.hostile.oneLine.contains("\n"))
    for value in (0..<0x20).map({ $0 }) + Array(0x7F..<0xA0) + Array(0x202A...0x202E) {
      let text = Unicode.Scalar(UInt32(value)).map { "a\(Character($0))b" } ?? ""
      #expect(isNeutral(text.oneLine), "\(value)")
    }
  }

  @Test("a model's own words keep their lines and marks, without what steers a terminal")
  func answers() {
    #expect("a\n\tb\u{1B}[2J\u{9B}c👩‍🔬\u{200F}".withoutControls == "a\n\tb[2Jc👩‍🔬\u{200F}")
  }

  @Test("styles of ours become sequences, and those within a name do not")
  func styles() {
    let style = TextStyle(isColored: true)
    // U+FDD0, which no literal may hold.
    let forged = String(decoding: [0xEF, 0xB7, 0x90], as: UTF8.self) + "1m"
    let text = style.bold("a\u{1B}[31mb") + style.dimming(true) + " \(forged)" + style.accent("")
    #expect(
      TextStyle.rendered(text, \.oneLine)
        == "\u{1B}[1ma\\u{1B}[31mb\u{1B}[0m\u{1B}[2m \\u{FDD0}1m\u{1B}[1;36m\u{1B}[0m")
    #expect(TextStyle.rendered(forged + "x", \.oneLine) == "\\u{FDD0}1mx")
    #expect(TextStyle(isColored: false).bold("x") == "x")
  }

  @Test("a message has a bound, whatever a file puts into it")
  func length() {
    let text = String(repeating: "x", count: 1_000_000).messageLength
    #expect(text.count < 8_100 && text.contains("992000 more"))
  }

  @Test("JSON escapes what a terminal acts upon, and loses nothing")
  func json() throws {
    let text = JSONPrinter.text(.object(JSONObject(["n": .string(Self.hostile + "é\u{E0001}")])))
    #expect(isNeutral(text))
    #expect(text.contains(#"\u001b"#) && text.contains(#"\u009b"#) && text.contains(#"\u202e"#))
    #expect(text.contains(#"\u007f"#) && text.contains(#"\u2028"#) && text.contains(#"\udb40"#))
    #expect(try JSONValue(parsing: text)["n"]?.string == Self.hostile + "é\u{E0001}")
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
