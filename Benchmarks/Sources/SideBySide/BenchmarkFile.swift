/// A model file that both engines read.
struct BenchmarkFile: Sendable, Hashable {
  /// The source of a file.
  enum Source: Sendable, Hashable {
    /// A model of the catalogue that `carat pull` fetches, and its file in the library.
    case pulled(model: String, file: String)
    /// A pulled model that `carat quantize` writes in this format.
    case requantised(model: String, format: String)
    /// A shape of the catalogue with random weights of seed 1 in this format; no tokenizer.
    case random(shape: String, format: String)
    /// The same with the first entries of a pulled model's vocabulary, for programs that read text.
    case randomWithVocabulary(shape: String, format: String, model: String)
  }

  /// Its name in tables.
  let title: String
  /// Source of the file.
  let source: Source
  /// Its dimensions.
  let shape: ModelShape
  /// Size in bytes; made files may differ by a few metadata entries.
  let byteCount: Int

  /// Tells whether its weights are bfloat16, the only format here that is not quantised.
  var isBF16: Bool { title.hasSuffix("BF16") }

  private static let smolLM2Name = "smollm2-135m-instruct"
  private static let gemma3Name = "gemma-3-270m"

  static let smolLM2Q41 = BenchmarkFile(
    title: "SmolLM2-135M Q4_1",
    source: .pulled(model: smolLM2Name, file: "SmolLM2-135M-Instruct.Q4_1.gguf"),
    shape: .smolLM2, byteCount: 98_362_432)
  static let gemma3 = BenchmarkFile(
    title: "Gemma 3 270M Q4_K_M",
    source: .pulled(model: gemma3Name, file: "gemma-3-270m-q4_k_m.gguf"),
    shape: .gemma3Small, byteCount: 253_113_024)
  static let qwen = BenchmarkFile(
    title: "Qwen2.5-Coder-1.5B Q4_K_M",
    source: .pulled(
      model: "qwen2.5-coder-1.5b-instruct", file: "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"),
    shape: .qwen, byteCount: 1_117_320_768)

  static func smolLM2(_ format: String, byteCount: Int) -> BenchmarkFile {
    BenchmarkFile(
      title: "SmolLM2-135M \(format)",
      source: .requantised(model: smolLM2Name, format: format), shape: .smolLM2,
      byteCount: byteCount)
  }

  static func gemma2B(_ format: String, byteCount: Int) -> BenchmarkFile {
    BenchmarkFile(
      title: "Gemma-2B shape \(format)", source: .random(shape: "gemma-2b", format: format),
      shape: .gemma2B, byteCount: byteCount)
  }

  static let gemma2BWithVocabulary = BenchmarkFile(
    title: "Gemma-2B shape Q4_0",
    source: .randomWithVocabulary(shape: "gemma-2b", format: "Q4_0", model: gemma3Name),
    shape: .gemma2B, byteCount: 1_416_482_944)
}
