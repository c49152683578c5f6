package import ModelSpec

extension WeightFile {
  /// Names of the model, the most telling first: by the file's path, and in the file itself.
  package var modelNames: [String] {
    let parts = path.split(separator: "/").suffix(2).reversed().map(String.init)
    guard case .gguf(let file) = self else { return Array(parts.prefix(1)) }
    func text(_ key: String) -> String? { file.metadata["general.\(key)"]?.string }
    let described = [text("basename"), text("size_label"), text("finetune")].compactMap { $0 }
    return parts + [text("name"), described.joined(separator: "-")].compactMap { $0 }
  }

  /// The name in the file, or `nil` for files that hold none.
  package var storedName: String? {
    guard case .gguf(let file) = self else { return nil }
    return file.metadata["general.name"]?.string
  }

  /// A name for people: the maker's, where the catalogue knows it, else the file's own.
  ///
  /// Some files keep the title of a training run in `general.name`; their own name says more.
  package func title(_ spec: ModelSpec) -> String {
    if let known = Catalogue.model(calledOneOf: modelNames, shapedAs: spec) { return known.name }
    guard let stored = storedName else { return spec.name }
    let words = Catalogue.words(of: stored)
    let isRun = words.contains {
      $0.wholeMatch(
        of: /(ep|epoch|step|steps|checkpoint|ckpt|mix|run|iter|lr|lc|bs)[0-9.]*[0-9]+k?/)
        != nil || ["checkpoint", "ckpt", "epoch", "step", "steps"].contains($0)
    }
    guard isRun, let file = modelNames.first.map(Catalogue.withoutFormat) else { return stored }
    return ["model", "ggml-model", "output"].contains(file.lowercased()) ? stored : file
  }

  /// The name of the quantisation: as `general.file_type` says, or as the tensors tell where it
  /// contradicts them or is not there.
  package var quantizationName: String {
    if case .safetensors(let file) = self, let method = file.packing?.method { return method }
    let main = mainFormat.uppercased()
    guard case .gguf(let file) = self,
      let number = file.metadata["general.file_type"]?.integer,
      // Files of old converters add 1024 to a type that was guessed.
      let name = Self.fileTypes[number % 1024]
    else { return main }
    let formats = Set(entries.filter { $0.shape.count > 1 }.map(\.formatName))
    let family = name.prefix { $0 != "_" }
    return formats.contains { $0.prefix { $0 != "_" } == family } ? name : main
  }

  /// The names of llama.cpp's `general.file_type`.
  private static let fileTypes: [Int: String] = {
    // What is not a format or a mix of ours.
    var names: [Int: String] = [
      11: "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S",
      22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M",
      28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 36: "TQ1_0", 37: "TQ2_0",
      38: "MXFP4_MOE", 39: "NVFP4", 40: "Q1_0",
    ]
    let mixes = TargetFormat.Mix.allCases.map(TargetFormat.mixed)
    for target in mixes + StorageFormat.allCases.map(TargetFormat.uniform)
    where names[Int(target.fileType)] == nil {
      names[Int(target.fileType)] = target.name
    }
    return names
  }()

  /// Bits of the file's tensors for each value that they hold, or `nil` where the file counts
  /// packed integers instead of values.
  package var bitsPerWeight: Double? {
    let elements = entries.reduce(0) { $0 + $1.elementCount }
    guard elements > 0, refusal == nil else { return nil }
    return Double(entries.reduce(0) { $0 + $1.byteCount }) * 8 / Double(elements)
  }
}
