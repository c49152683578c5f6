import ModelSpec

extension WeightNaming {
  /// The names in a Hugging Face file of this model; the prefix that files of one kind differ in is
  /// found by looking.
  static func huggingFace(_ spec: ModelSpec, in file: WeightFile) throws -> WeightNaming {
    let form = spec.architecture.definition.huggingFace
    var naming = form.naming(layers: spec.layers.count, contains: file.contains)
    guard case .whole(let anchor)? = naming.outer[.tokenEmbedding] else {
      preconditionFailure("every naming has a token embedding")
    }
    let prefixes = form.prefixes
    let prefix = prefixes.first { file.contains($0 + anchor) }
    let head = headName(spec, besideBody: prefix, contains: file.contains)
    if let prefix {
      naming = naming.prefixed(prefix)
    } else if spec.head.isTied, let head {
      // The one matrix may stand under the head's name alone.
      let body = naming.outer[.finalNorm]?.name() ?? ""
      naming = naming.prefixed(prefixes.first { file.contains($0 + body) } ?? "model.")
      naming.outer[.tokenEmbedding] = .whole(head)
    } else {
      throw ModelFileError(
        .missing, path: file.path, "the token embedding, a tensor whose name ends in \(anchor),",
        advice: "check that config.json and the weights belong together")
    }
    naming.outer[.head] = .whole(head ?? headNames[0])
    naming.outer[.headBias] = .whole("lm_head.bias")
    return naming
  }

  /// The name of the stored output head, if there is one under a name where the model's class looks
  /// for it.
  ///
  /// Where the configuration does not tie the head, any name of a head will do.
  private static func headName(
    _ spec: ModelSpec, besideBody prefix: String?, contains: (String) -> Bool
  ) -> String? {
    let own = spec.architecture.definition.huggingFace.head
    // transformers takes the prefix of a class's body off, or puts it on, wherever the file
    // does otherwise.
    var names = [own, "model.\(own)", "transformer.\(own)"]
    if prefix == "language_model.model." { names.append("language_model.\(own)") }
    if !spec.head.isTied { names += headNames }
    return names.first(where: contains)
  }

  /// The names under which transformers, or the authors' own code, looks for the weights of
  /// a model.
  static func huggingFace(writing spec: ModelSpec) -> WeightNaming {
    let form = spec.architecture.definition.huggingFace
    var naming = form.tensors.prefixed(form.prefix)
    naming.outer[.head] = .whole(form.head)
    return naming
  }

  /// The names of an output head that is stored apart.
  static var headNames: [String] { ArchitectureRegistry.current.headNames }

  /// The same with other names for some tensors of a layer.
  func replacing(_ changes: [LayerTensor: WeightSource]) -> WeightNaming {
    WeightNaming(outer: outer, layer: layer.merging(changes) { $1 })
  }
}
