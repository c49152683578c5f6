/// Chooses a format for each tensor of a GGUF file, by the rules that llama.cpp's `llama-quantize`
/// follows, so that files of the same name have the same contents everywhere.
package struct FormatRules: Sendable {
  /// Format that is wanted.
  let target: TargetFormat
  /// Layers of the model.
  let layerCount: Int
  /// Experts of a layer; 0 without.
  var expertCount = 0
  /// Tells whether the head is the token embedding.
  var isTied = false
  /// Tells whether this is the 70B of the Llamas, whose eight query heads to a value head make
  /// values cheap to keep.
  var sharesValuesWidely = false

  /// Rules for a model.
  package init(_ target: TargetFormat, for spec: ModelSpec) {
    self.target = target
    layerCount = spec.layers.count
    isTied = spec.head.isTied
    guard let layer = spec.layers.first else { return }
    expertCount = spec.layers.lazy.compactMap(\.feedForward.experts).first?.expertCount ?? 0
    let isLlama = [.llama, .mistral, .mixtral].contains(spec.architecture)
    sharesValuesWidely =
      isLlama && layerCount == 80 && layer.attention.queryHeads != layer.attention.keyValueHeads
  }

  /// The format for a tensor of this name, as GGUF files write it, and shape.
  package func format(_ name: String, shape: [Int]) -> StorageFormat {
    Self.fitting(wantedFormat(name, shape: shape), columns: shape.last ?? 1)
  }

  /// The format for a tensor if its rows filled any block.
  package func wantedFormat(_ name: String, shape: [Int]) -> StorageFormat {
    let tensor = GGUFTensorName(name)
    guard shape.count >= 2, tensor.isMatrix else { return .f32 }
    guard case .mixed(let mix) = target else { return target.base }
    return wanted(tensor, mix.recipe)
  }

  private func wanted(_ tensor: GGUFTensorName, _ recipe: TargetFormat.Mix.Recipe) -> StorageFormat
  {
    switch tensor.kind {
    case .head: recipe.head
    case .tokenEmbedding: isTied ? recipe.head : recipe.base
    case .value: value(recipe, layer: tensor.layer)
    case .key: expertCount == 8 ? .q8_0 : recipe.base
    case .attentionOutput: expertCount == 8 ? raised(recipe.base) : recipe.base
    case .packedAttention: recipe.packed ?? recipe.base
    case .down, .expertDown: sensitive(recipe, layer: tensor.layer, early: layerCount / 8)
    case nil: recipe.base
    }
  }

  private func value(_ recipe: TargetFormat.Mix.Recipe, layer: Int) -> StorageFormat {
    if expertCount == 8 { return .q8_0 }
    let format = sensitive(recipe, layer: layer, early: 4)
    return sharesValuesWidely ? raised(format) : format
  }

  /// The format of a tensor whose errors cost most, `early` layers being the first ones.
  private func sensitive(
    _ recipe: TargetFormat.Mix.Recipe, layer: Int, early: Int
  ) -> StorageFormat {
    if let format = recipe.deserving, deservesMoreBits(layer) { return format }
    if let format = recipe.early, layer < early { return format }
    return recipe.base
  }

  private func raised(_ format: StorageFormat) -> StorageFormat { format.traits.raised ?? format }

  /// The first eighth of the layers, the last, and every third between.
  private func deservesMoreBits(_ layer: Int) -> Bool {
    let eighth = layerCount / 8
    return layer < eighth || layer >= 7 * layerCount / 8 || (layer - eighth) % 3 == 2
  }

  /// The format itself if rows of this length fill its blocks, else the next larger one with
  /// smaller blocks.
  static func fitting(_ format: StorageFormat, columns: Int) -> StorageFormat {
    let traits = format.traits
    guard !columns.isMultiple(of: traits.elementsPerBlock) else { return format }
    let substitute = traits.substitute
    return columns.isMultiple(of: substitute.elementsPerBlock) ? substitute : .f16
  }
}
