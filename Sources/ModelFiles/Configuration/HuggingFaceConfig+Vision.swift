import ModelSpec

extension ConfigReader {
  /// The tower of a file of many kinds of input: one that an architecture knows as a spec, any
  /// other as a note.
  ///
  /// - Parameters:
  ///   - type: The file's `model_type`.
  ///   - outputDimension: Width of the decoder.
  mutating func vision(besideModelOf type: String, outputDimension: Int, in root: ConfigReader)
    throws -> VisionSpec?
  {
    for key in ["audio_config", "speech_config"] {
      if let tower = try root.nested(key) { try noteUncounted(tower, key: key) }
    }
    guard let tower = try root.nested("vision_config") else { return nil }
    let kind = try tower.string("model_type") ?? "siglip_vision_model"
    guard
      ArchitectureRegistry.current.towers.contains(where: {
        $0.modelType == type && $0.visionType == kind
      })
    else {
      try noteUncounted(tower, key: "vision_config")
      return nil
    }
    var reader = ConfigReader(tower.object, modelType: kind)
    let vision = VisionSpec(
      modelDimension: try reader.integer("hidden_size", default: 768),
      layers: try reader.integer("num_hidden_layers", default: 12),
      hiddenDimension: try reader.integer("intermediate_size", default: 3072),
      imageSize: try reader.integer("image_size", default: 224),
      patchSize: try reader.integer("patch_size", default: 16),
      channels: try reader.integer("num_channels", default: 3), outputDimension: outputDimension,
      hasPoolingHead: try reader.flag("vision_use_head", default: true))
    for text in reader.notes { note("vision_config: \(text)") }
    return vision
  }

  private mutating func noteUncounted(_ tower: ConfigReader, key: String) throws {
    let kind = try tower.string("model_type").map { " (\($0))" } ?? ""
    note("\(key)\(kind) is not counted: the parameters are those of the text part alone")
  }
}
