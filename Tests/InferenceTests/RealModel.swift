import Foundation
import Inference

/// Real models, where `CARAT_TEST_MODELS` names a library that has them.
enum RealModel {
  static let folder = ProcessInfo.processInfo.environment["CARAT_TEST_MODELS"]

  /// SmolLM2-135M-Instruct, Q4_1.
  static let smolLM2: String? = file(of: "smollm2-135m-instruct")

  private static func file(of model: String) -> String? {
    guard let folder else { return nil }
    let names = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(model)")
    return names?.first { $0.hasSuffix(".gguf") }.map { "\(folder)/\(model)/\($0)" }
  }

  /// The repository.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}
