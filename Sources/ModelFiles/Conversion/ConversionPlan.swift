import ModelSpec

/// Everything about a new file but the values, worked out and checked before anything is written.
struct ConversionPlan {
  /// The kinds of result.
  enum Container {
    /// One file, with these keys and values.
    case gguf(metadata: [(key: String, value: GGUFValue)])
    /// A folder with these files beside the weights.
    case folder(sidecars: [(name: String, bytes: [UInt8])])
  }

  /// Container that is written.
  var container: Container
  /// The tensors.
  var tensors: [PlannedTensor]
  /// Notes that a user should know.
  var notes: [String] = []

  /// Opens the writer for the result.
  func writer(at path: String, replacing: Bool) throws -> any TensorWriter {
    let declarations = tensors.map(\.declaration)
    switch container {
    case .gguf(let metadata):
      return try GGUFWriter(
        creating: path, metadata: metadata, tensors: declarations, replacing: replacing)
    case .folder:
      return try SafetensorsWriter(creating: path, tensors: declarations, replacing: replacing)
    }
  }

  /// The one format of a safetensors folder, or a refusal.
  static func plainFormat(_ target: TargetFormat, path: String) throws(ConversionError)
    -> StorageFormat
  {
    guard case .uniform(let format) = target, [.f32, .f16, .bf16].contains(format) else {
      throw .wrongRequest(
        "\(path): safetensors hold F32, F16 or BF16, not \(target.name); name a file that ends in "
          + ".gguf for \(target.name)")
    }
    return format
  }
}
