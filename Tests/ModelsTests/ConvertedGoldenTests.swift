import Foundation
import ModelFiles
import ModelSpec
import Models
import Tensors
import Testing
import _TestSupport

/// The goldens again after conversion: what was written means what was read.
@Suite("Converted goldens")
struct ConvertedGoldenTests {
  @Test(
    "an F32 GGUF of a golden, and a folder of that GGUF, give the same log-probabilities",
    arguments: GoldenModel.names)
  func roundTrip(name: String) throws {
    let golden = try GoldenModel(name)
    let folder = try TemporaryFolder()
    let gguf = try folder.convert(golden.checkpoint, to: "model.gguf", .f32)
    #expect(try golden.largestError(in: gguf) <= golden.tolerance, "\(name) as GGUF")
    let back = try folder.convert(gguf, to: "back", .f32)
    #expect(try golden.largestError(in: back) <= golden.tolerance, "\(name) as a folder again")
    try expectEqualWeights(golden.checkpoint, back, name)
    let requantized = try folder.convert(gguf, to: "again.gguf", .f32)
    #expect(
      try Data(contentsOf: URL(filePath: gguf.path))
        == Data(contentsOf: URL(filePath: requantized.path)),
      "\(name): the same format is the same file")
  }

  /// GGUF has one name for Llama and Mistral, and newer models of the latter have no window.
  @Test("a Mistral without a window goes into a GGUF file and answers the same")
  func windowless() throws {
    let folder = try TemporaryFolder()
    let golden = try GoldenModel("mistral")
    try FileManager.default.copyItem(atPath: golden.checkpoint.path, toPath: folder("open"))
    let config = URL(filePath: folder("open") + "/config.json")
    let text = try String(contentsOf: config, encoding: .utf8)
      .replacing(/"sliding_window": *\d+/, with: "\"sliding_window\": null")
    try text.write(to: config, atomically: true, encoding: .utf8)
    let open = try Checkpoint(opening: folder("open"))
    #expect(open.spec.layers.allSatisfy { $0.attention.window == nil })
    let gguf = try folder.convert(open, to: "open.gguf", .f32)
    let tokens = golden.sequences[0].tokens
    let expected = try GoldenRunner(open).logProbabilities(tokens)
    #expect(largestDifference(try GoldenRunner(gguf).logProbabilities(tokens), expected) < 1e-5)
  }

  @Test(
    "BF16 survives the way through a GGUF file bit for bit",
    arguments: ["llama-bf16", "gemma2-bf16"])
  func keepsBF16(name: String) throws {
    let golden = try GoldenModel(name)
    let folder = try TemporaryFolder()
    let gguf = try folder.convert(golden.checkpoint, to: "model.gguf", .bf16)
    let back = try folder.convert(gguf, to: "back", .bf16)
    for entry in golden.checkpoint.weights.entries {
      let (old, new) = (
        try golden.checkpoint.weights.tensor(named: entry.name),
        try back.weights.tensor(named: entry.name)
      )
      #expect(new.format == .bf16)
      #expect(old.values() == new.values(), "\(entry.name)")
    }
    #expect(try golden.largestError(in: back) <= golden.tolerance)
  }

  /// Every weight of every role is the same, the norms of Gemma but for one rounding of `1 + w`.
  private func expectEqualWeights(_ old: Checkpoint, _ new: Checkpoint, _ name: String) throws {
    let (oldMap, newMap) = (try old.weightMap(), try new.weightMap())
    #expect(oldMap.normOffset == newMap.normOffset)
    // A head that repeats the embedding is written once.
    let left = Set(old.spec.tensors.map(\.role)).subtracting(new.spec.tensors.map(\.role))
    #expect(left.isEmpty || (left == [.head] && old.storesHeadTwice))
    for role in new.spec.tensors {
      let pairs = zip(try oldMap.tensors(role), try newMap.tensors(role))
      for (one, two) in pairs {
        let (a, b) = (one.values(), two.values())
        if oldMap.normOffset == 0 || role.shape.count > 1 {
          #expect(a == b, "\(name): \(role.role)")
        } else {
          let largest = zip(a, b).map { abs($0 - $1) }.max() ?? 0
          #expect(largest <= 2 * Float.ulpOfOne, "\(name): \(role.role)")
        }
      }
    }
  }
}

extension TemporaryFolder {
  /// Converts a model to a name in the folder and opens the result.
  func convert(_ checkpoint: Checkpoint, to name: String, _ format: StorageFormat) throws
    -> Checkpoint
  {
    try ModelConverter(checkpoint).convert(to: "\(path)/\(name)", format: .uniform(format))
    return try Checkpoint(opening: "\(path)/\(name)")
  }
}

extension GoldenModel {
  /// Distance of a converted model's log-probabilities from the golden's.
  func largestError(in converted: Checkpoint) throws -> Double {
    var largest = 0.0
    for sequence in sequences {
      let rows = try GoldenRunner(converted, threads: 2).logProbabilities(sequence.tokens)
      for (index, token) in sequence.tokens.enumerated().dropFirst() {
        guard let expected = sequence.logProbabilities[index] else { continue }
        largest = max(largest, abs(rows[index - 1][token] - expected))
      }
      for row in sequence.rows {
        for (token, expected) in row.logProbabilities.enumerated() {
          largest = max(largest, abs(rows[row.position][token] - expected))
        }
      }
    }
    return largest
  }
}
