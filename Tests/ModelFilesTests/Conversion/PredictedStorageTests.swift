import Foundation
import ModelFiles
import ModelSpec
import Testing

/// A plan's bytes of a format, held against what a conversion writes.
@Suite("Predicted storage")
struct PredictedStorageTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Goldens").path

  /// Goldens without those whose GGUF files hold tables of rotary factors beside the parameters.
  static let goldens: [String] = {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return all.filter { name in
      FileManager.default.fileExists(atPath: "\(folder)/\(name)/golden.json")
        && !name.contains("longrope") && !name.contains("llama3")
    }.sorted()
  }()

  @Test("bytes of every block format are those that a conversion writes", arguments: goldens)
  func formats(name: String) throws {
    let checkpoint = try Checkpoint(opening: "\(Self.folder)/\(name)")
    // As it is counted: a head that repeats the embedding is written once.
    var spec = try #require(ModelDescription(reading: checkpoint.path).spec)
    spec.vision = nil
    for target in TargetFormat.all where target.base.isQuantized {
      let written = try ModelConverter(checkpoint).predictedTensorBytes(
        to: "/nowhere/model.gguf", format: target)
      #expect(try WeightStorage(spec, .blocks(target)).totalBytes == written, "\(target.name)")
    }
  }
}
