import JSON
import Tokenizers

extension WeightFile {
  /// The licence that the files name: in GGUF metadata, or at the head of the model card beside
  /// the weights.
  ///
  /// - Returns: An identifier such as `apache-2.0`, or `nil` where nothing is said.
  package var licenseName: String? {
    switch self {
    case .gguf(let file):
      let metadata = file.metadata
      for key in ["general.license.name", "general.license"] {
        if let name = metadata[key]?.string, !name.isEmpty, name != "other" { return name }
      }
      return metadata["general.license"]?.string
    case .safetensors:
      let folder =
        path.hasSuffix(".safetensors") || path.hasSuffix(".json")
        ? path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." : path
      guard let card = try? Checkpoint.read("\(folder)/README.md") else { return nil }
      return ModelCard.license(String(decoding: card.prefix(1 << 16), as: UTF8.self))
    }
  }
}

/// The head of a model card: lines of keys and values between two lines of three hyphens.
private enum ModelCard {
  static func license(_ text: String) -> String? {
    let lines = text.split(separator: /\r?\n/, omittingEmptySubsequences: false)
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      return nil
    }
    func value(_ key: String) -> String? {
      guard let line = lines[..<end].first(where: { $0.hasPrefix("\(key):") }) else { return nil }
      let value = line.dropFirst(key.count + 1).trimmingPrefix { $0 == " " }
      let plain = value.filter { $0 != "\"" && $0 != "'" }
      return plain.isEmpty ? nil : plain
    }
    let license = value("license")
    return license == "other" ? value("license_name") ?? license : license
  }
}
