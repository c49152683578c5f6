import ModelSpec
import Testing

@testable import ModelFiles

@Suite("Which layers have a window")
struct WindowTests {
  private static let size = #""sliding_window": 8, "#
  private static let types =
    #""layer_types": ["sliding_attention", "full_attention", "sliding_attention"]"#

  private func windows(_ changes: String) throws -> (layers: [Int?], notes: [String]) {
    let described = try ModelSpec.huggingFace(ConfigChange("", changes).config(), name: "x")
    return (described.spec.layers.map(\.attention.window), described.notes)
  }

  @Test(
    "layer_types tell where transformers reads them", arguments: ["mistral", "ministral"])
  func mistral(type: String) throws {
    let model = #""model_type": "\#(type)", "#
    #expect(try windows(model + Self.size + Self.types).layers == [8, nil, 8])
    #expect(
      try windows(model + Self.size + #""layer_types": null"#).layers == [8, 8, 8])
    #expect(try windows(model + #""sliding_window": null"#).layers == [nil, nil, nil])
    #expect(try windows(model + #""head_dim": 8"#).layers == [4096, 4096, 4096])
  }

  @Test("layer_types are not read where transformers does not", arguments: ["mixtral", "phi3"])
  func uniform(type: String) throws {
    let model = #""model_type": "\#(type)", "#
    #expect(try windows(model + Self.size + Self.types).layers == [8, 8, 8])
  }

  @Test(
    "windows that are switched off stay off, and a note says so",
    arguments: [
      #""model_type": "qwen2", "use_sliding_window": false, "sliding_window": 8, "#,
      #""model_type": "qwen3", "sliding_window": 8, "#,
      #""model_type": "mistral", "sliding_window": null, "#,
    ])
  func off(model: String) throws {
    let (layers, notes) = try windows(model + Self.types)
    #expect(layers == [nil, nil, nil])
    #expect(notes.contains { $0.contains("no layer has a window") })
  }

  @Test(
    "a list of another length is refused, windows or not", arguments: ["mistral", "qwen2", "qwen3"])
  func lengths(type: String) throws {
    for list in [
      #"["full_attention"]"#,
      #"["full_attention", "full_attention", "full_attention", "full_attention"]"#,
    ] {
      let change = ConfigChange(
        "", #""model_type": "\#(type)", "sliding_window": 8, "layer_types": \#(list)"#)
      let error = #expect(throws: ConfigError.self) {
        try ModelSpec.huggingFace(change.config(), name: "x")
      }
      #expect(error?.key == "layer_types")
    }
  }
}
