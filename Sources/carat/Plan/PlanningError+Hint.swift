import Planning

extension PlanningError {
  /// The error with what this command offers where nothing like the name was found.
  var withHint: String {
    guard case .unknownModel(_, similar: []) = self else { return description }
    return description
      + "; 'carat models' lists names; a path to a config.json, .gguf or .safetensors file, or a size "
      + "such as 70B, will do too"
  }
}
