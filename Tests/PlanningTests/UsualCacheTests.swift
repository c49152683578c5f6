import Foundation
import ModelFiles
import ModelSpec
import Planning
import Sizing
import Testing

@Suite("The format of the cache unless told")
struct UsualCacheTests {
  private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Goldens/llama")

  /// A folder of the golden model in two shards, of which the second holds a matrix that is no part
  /// of it.
  private func write(_ dtype: String, of name: String, to folder: URL) throws {
    let file = Self.golden.appending(path: "model.safetensors")
    try FileManager.default.copyItem(
      at: Self.golden.appending(path: "config.json"), to: folder.appending(path: "config.json"))
    try FileManager.default.copyItem(at: file, to: folder.appending(path: "a.safetensors"))
    let bytes = try Data(contentsOf: file)
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try JSONSerialization.jsonObject(with: bytes.dropFirst(8).prefix(length))
    var places: [String: String] = [:]
    for key in try #require(header as? [String: Any]).keys where key != "__metadata__" {
      places[key] = "a.safetensors"
    }
    places[name] = "b.safetensors"
    var second = "{\"\(name)\":{\"dtype\":\"\(dtype)\",\"shape\":[4,4],\"data_offsets\":[0,32]}}"
    while second.utf8.count % 8 != 0 { second += " " }
    let size = (0..<8).map { UInt8(truncatingIfNeeded: second.utf8.count >> (8 * $0)) }
    try (Data(size) + Data(second.utf8) + Data(count: 32)).write(
      to: folder.appending(path: "b.safetensors"))
    try JSONSerialization.data(withJSONObject: ["weight_map": places]).write(
      to: folder.appending(path: "model.safetensors.index.json"))
  }

  @Test("a tower in 16 bits beside F32 weights changes neither what is planned nor what is run")
  func besides() throws {
    try TemporaryHome.with { folder in
      try write("BF16", of: "vision_tower.patch.weight", to: folder)
      let plan = try Plan(SubjectName(folder.path, library: nil).subject)
      #expect(plan.inference?.request.cacheFormat == .f32)
      #expect(try Checkpoint(opening: folder.path).isStoredInF32)
    }
  }

  @Test(
    "for each golden model the plan takes the engine's format",
    arguments: ["llama", "llama-bf16", "gemma3", "gpt2", "mixtral", "qwen3-moe", "grok1"])
  func goldens(name: String) throws {
    let path = Self.golden.deletingLastPathComponent().appending(path: name).path
    let plan = try Plan(SubjectName(path, library: nil).subject)
    let isFloat32 = try Checkpoint(opening: path).isStoredInF32
    #expect(plan.inference?.request.cacheFormat == .usualCache(besideFloat32: isFloat32))
  }
}
