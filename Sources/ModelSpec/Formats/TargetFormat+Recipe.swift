extension TargetFormat.Mix {
  /// The formats in which a mix stores its tensors.
  struct Recipe: Sendable {
    /// Most matrices.
    let base: StorageFormat
    /// The number that GGUF files give the mix in `general.file_type`.
    let fileType: UInt32
    /// The head, and an embedding that serves as one.
    var head = StorageFormat.q6_k
    /// Values and down projections of the first layers, where they differ from the base.
    var early: StorageFormat?
    /// Values and down projections of layers that deserve more bits, where they differ from
    /// the base.
    var deserving: StorageFormat?
    /// Query, key and value in one tensor, where they differ from the base.
    var packed: StorageFormat?
  }

  /// The recipe, as `llama-quantize` has it.
  var recipe: Recipe {
    switch self {
    case .q4Small: Recipe(base: .q4_k, fileType: 14, early: .q5_k)
    case .q4Medium: Recipe(base: .q4_k, fileType: 15, deserving: .q6_k, packed: .q5_k)
    case .q5Small: Recipe(base: .q5_k, fileType: 16)
    case .q5Medium: Recipe(base: .q5_k, fileType: 17, deserving: .q6_k, packed: .q6_k)
    }
  }
}
