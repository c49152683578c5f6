import ModelSpec

/// All that files know of one architecture: what they call it, how they describe it, how they store
/// it, both ways.
///
/// A value stands in one file of this folder; those of a family differ from another in a
/// few fields.
struct ArchitectureDefinition: Sendable {
  /// Architecture that is defined.
  var architecture: Architecture
  /// Folders with `config.json` and safetensors.
  var huggingFace: HuggingFaceForm
  /// GGUF files.
  var gguf: GGUFForm
}

extension Architecture {
  /// Definition of this architecture for files.
  var definition: ArchitectureDefinition {
    guard let definition = ArchitectureRegistry.current[self] else {
      preconditionFailure("\(displayName) is not in the registry of architectures")
    }
    return definition
  }
}
