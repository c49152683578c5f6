import ModelSpec

extension WeightNaming {
  /// The names of a model in a file whose matrices may be packed: what headers are counted by.
  ///
  /// A part of a model may lack the embedding by which names are told apart; then they are those
  /// that transformers writes.
  static func counting(
    _ spec: ModelSpec, in file: WeightFile, _ matrices: StoredMatrices
  ) -> WeightNaming {
    switch file {
    case .gguf(let gguf):
      return WeightNaming.gguf(spec, contains: gguf.contains)
        .replacingExperts([.ggufEach, .ggufJoined], in: matrices, spec)
    case .safetensors:
      let naming =
        (try? WeightNaming.huggingFace(spec, in: file)) ?? WeightNaming.huggingFace(writing: spec)
      return naming.replacingExperts([.switched, .joined], in: matrices, spec)
    }
  }

  /// A way to name the experts of a mixture.
  private struct ExpertNames {
    var gate: WeightSource
    var up: WeightSource
    var down: WeightSource
    /// Tells whether names follow the prefix of the naming that they stand in for.
    var isBelowLayer = true

    /// MLX stacks the experts.
    static let switched = ExpertNames(
      gate: .whole("switch_mlp.gate_proj.weight"), up: .whole("switch_mlp.up_proj.weight"),
      down: .whole("switch_mlp.down_proj.weight"))
    /// transformers stacks them with gates and ups in one.
    static let joined = ExpertNames(
      gate: .stackedPart("experts.gate_up_proj", .gate),
      up: .stackedPart("experts.gate_up_proj", .up), down: .whole("experts.down_proj"))
    /// GGUF files of 2023 have a tensor for each expert.
    static let ggufEach = ExpertNames(
      gate: .experts("blk.{i}.ffn_gate.{e}.weight"), up: .experts("blk.{i}.ffn_up.{e}.weight"),
      down: .experts("blk.{i}.ffn_down.{e}.weight"), isBelowLayer: false)
    /// Newer ones may have gates and ups of all experts in one.
    static let ggufJoined = ExpertNames(
      gate: .stackedPart("blk.{i}.ffn_gate_up_exps.weight", .gate),
      up: .stackedPart("blk.{i}.ffn_gate_up_exps.weight", .up),
      down: .whole("blk.{i}.ffn_down_exps.weight"), isBelowLayer: false)

    /// The same with names of one file.
    func below(_ prefix: String) -> ExpertNames {
      guard isBelowLayer else { return self }
      let naming = WeightNaming(
        outer: [:], layer: [.expertGate: gate, .expertUp: up, .expertDown: down]
      )
      .prefixed(prefix)
      return ExpertNames(
        gate: naming.layer[.expertGate] ?? gate, up: naming.layer[.expertUp] ?? up,
        down: naming.layer[.expertDown] ?? down, isBelowLayer: false)
    }
  }

  /// Names experts as the file does, if it does not name them as this naming does.
  private func replacingExperts(
    _ choices: [ExpertNames], in matrices: StoredMatrices, _ spec: ModelSpec
  ) -> WeightNaming {
    guard let layer = spec.layers.firstIndex(where: { $0.feedForward.experts != nil }),
      let gate = layer < spec.layers.count ? self.layer[.expertGate] : nil,
      matrices.matrix(named: gate.name(layer: layer, expert: 0)) == nil
    else { return self }
    // Experts stand beside the router.
    let router = self.layer[.router]?.name() ?? ""
    let prefix = router.removingLast(components: 2)
    for choice in choices.map({ $0.below(prefix) })
    where matrices.matrix(named: choice.gate.name(layer: layer, expert: 0)) != nil {
      return replacing([
        .expertGate: choice.gate, .expertUp: choice.up, .expertDown: choice.down,
      ])
    }
    return self
  }
}

extension String {
  /// A dotted name up to its last components, with the dot that follows.
  fileprivate func removingLast(components: Int) -> String {
    let parts = split(separator: ".", omittingEmptySubsequences: false).dropLast(components)
    return parts.isEmpty ? "" : parts.joined(separator: ".") + "."
  }
}
