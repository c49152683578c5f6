import Foundation
import Generation
import ModelFiles
import Testing
import _TestSupport

@testable import Inference

@Suite("How tokens are drawn unless told")
struct DefaultSamplingTests {
  /// A folder of a golden with a `generation_config.json`.
  private func folder(_ settings: String?) throws -> (LanguageModel, TemporaryFolder) {
    let folder = try TemporaryFolder()
    let path = folder("model")
    try FileManager.default.copyItem(atPath: EngineFixtures.path("llama"), toPath: path)
    if let settings {
      try Data(settings.utf8).write(to: URL(filePath: "\(path)/generation_config.json"))
    }
    return (try LanguageModel(opening: path), folder)
  }

  private func file(_ keys: [(key: String, value: GGUFValue)]) throws -> LanguageModel {
    let folder = try TemporaryFolder()
    var model = TinyModel()
    model.moreMetadata = keys
    try model.write(to: folder("tiny.gguf"))
    return try LanguageModel(opening: folder("tiny.gguf"))
  }

  @Test("a folder's settings are used, and the others are Carat's")
  func settings() throws {
    let (model, _) = try folder(#"{"temperature": 0.3, "top_p": 0.9, "repetition_penalty": 1.2}"#)
    let defaults = model.samplingDefaults
    #expect((defaults.sampling.temperature, defaults.sampling.topP) == (0.3, 0.9))
    #expect((defaults.sampling.topK, defaults.sampling.repetitionPenalty) == (36, 1.2))
    #expect(defaults.sampling.repetitionWindow == nil && defaults.sampling.penaltyWindow == 64)
    #expect(defaults.origin(.temperature) == .file && defaults.origin(.topK) == .carat)
    let (plain, _) = try folder(nil)
    #expect(plain.samplingDefaults.origins.isEmpty)
    #expect(plain.defaultSampling.temperature == 0.8)
  }

  @Test("a model that does not draw still has its repetition penalty")
  func greedy() throws {
    let (model, _) = try folder(#"{"do_sample": false, "repetition_penalty": 1.1}"#)
    let sampling = model.defaultSampling
    #expect((sampling.temperature, sampling.topK, sampling.topP) == (0, 0, 1))
    #expect(sampling.repetitionPenalty == 1.1)
  }

  @Test("a factor of a GGUF file is for the whole text, or for the tokens that the file names")
  func file() throws {
    typealias Entry = (key: String, value: GGUFValue)
    let factor: Entry = ("general.sampling.penalty_repeat", .float32(1.1))
    for (tokens, expected) in [(Int32?.none, Int?.none), (-1, nil), (0, 0), (20, 20)] {
      let window = tokens.map { ("general.sampling.penalty_last_n", .int32($0)) as Entry }
      let model = try file([factor] + [window].compactMap { $0 })
      #expect(abs(model.defaultSampling.repetitionPenalty - 1.1) < 1e-6)
      #expect(model.defaultSampling.repetitionWindow == expected)
    }
  }

  @Test(
    "a factor that a request gives is for 64 tokens in a GGUF file, for the whole text in a folder")
  func given() throws {
    let (model, _) = try folder(nil)
    #expect(model.givenRepetitionWindow == nil)
    #expect(try file([]).givenRepetitionWindow == 64)
    let told = try file([("general.sampling.penalty_last_n", .int32(-1))])
    #expect(told.givenRepetitionWindow == nil)
  }

  @Test("a folder that denies an end of text has none, whatever its pieces are called")
  func deniedEnd() throws {
    let settings = ModelSettings()
    #expect(!settings.deniesEnd)
    let folder = try TemporaryFolder()
    let path = folder("model")
    try FileManager.default.copyItem(atPath: EngineFixtures.path("llama"), toPath: path)
    let place = URL(filePath: "\(path)/config.json")
    let config = try JSONSerialization.jsonObject(with: Data(contentsOf: place))
    var object = try #require(config as? [String: Any])
    for (id, denies) in [(NSNull() as Any, true), (2, false)] {
      object["eos_token_id"] = id
      try JSONSerialization.data(withJSONObject: object).write(to: place)
      #expect(try Checkpoint(opening: path).settings().deniesEnd == denies)
    }
    try Data(#"{"eos_token_id": 2}"#.utf8)
      .write(to: URL(filePath: "\(path)/generation_config.json"))
    object["eos_token_id"] = NSNull()
    try JSONSerialization.data(withJSONObject: object).write(to: place)
    #expect(try !Checkpoint(opening: path).settings().deniesEnd)
  }
}
