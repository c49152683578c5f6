extension Catalogue {
  /// Phi-1 to Phi-2: both sub-layers read one LayerNorm, everything has a bias, and only part of a
  /// head turns.
  static let phi: [PublishedModel] = {
    let family = ModelFamily(
      maker: "Microsoft", source: "arXiv 2309.05463; config.json of microsoft/phi",
      architecture: .phi, context: 2048, norm: NormSpec(.layer, epsilon: 1e-5),
      activation: .geluTanh, hasInputBias: true)
    func shape(_ layers: Int, _ width: Int) -> DecoderShape {
      DecoderShape(
        layers: layers, width: width, heads: 32, feedForward: 4 * width, vocabulary: 51_200)
    }
    func hub(_ total: StatedCount) -> StatedParameters {
      StatedParameters(total: total, note: "safetensors metadata of the Hub")
    }
    return [
      family.model(family.phi("phi-1", shape(24, 2048)), stated: hub(1_418_270_720)),
      family.model(
        family.phi("phi-1.5", shape(24, 2048)), aliases: ["phi-1_5"], stated: hub(1_418_270_720)),
      family.model(family.phi("phi-2", shape(32, 2560)), stated: hub(2_779_683_840)),
    ]
  }()

  /// Phi-3 and Phi-4: the shape of Llama with packed weights.
  static let phi3: [PublishedModel] = {
    let family = ModelFamily(
      maker: "Microsoft", source: "arXiv 2404.14219; config.json of microsoft/Phi-3",
      architecture: .phi3, context: 4096, window: 2047)
    let fourth = family.with(\.source, "arXiv 2412.08905; config.json of microsoft/phi-4")
      .with(\.context, 16_384).with(\.theta, 250_000).with(\.window, nil)
    let mini = family.with(\.source, "arXiv 2503.01743; config.json of microsoft/Phi-4-mini")
      .with(\.context, 131_072).with(\.isTied, true).with(\.window, nil)
    func shape40(_ vocabulary: Int) -> DecoderShape {
      DecoderShape(
        layers: 40, width: 5120, heads: 40, keyValueHeads: 10, feedForward: 17920,
        vocabulary: vocabulary)
    }
    func hub(_ total: StatedCount) -> StatedParameters {
      StatedParameters(total: total, note: "safetensors metadata of the Hub")
    }
    var small = mini.spec(
      "phi-4-mini",
      DecoderShape(
        layers: 32, width: 3072, heads: 24, keyValueHeads: 8, feedForward: 8192,
        vocabulary: 200_064))
    for index in small.layers.indices { small.layers[index].attention.rotary?.dimensions = 96 }
    return [
      family.model(
        "phi-3-mini",
        DecoderShape(layers: 32, width: 3072, heads: 32, feedForward: 8192, vocabulary: 32_064),
        aliases: ["phi-3-mini-4k"], stated: hub(3_821_079_552)),
      family.model(
        "phi-3-medium", shape40(32_064), aliases: ["phi-3-medium-4k"],
        stated: hub(13_960_238_080)),
      fourth.model("phi-4", shape40(100_352), stated: hub(14_659_507_200)),
      mini.model(
        small, stated: hub(3_836_021_760),
        notes: ["the factors of its long rotary embedding (LongRoPE) are left out"]),
    ]
  }()
}

extension ModelFamily {
  /// Phi: one norm for both sub-layers, biases everywhere, 32 columns of a head turn.
  fileprivate func phi(_ name: String, _ shape: DecoderShape) -> ModelSpec {
    var spec = spec(name, shape)
    let dense = DenseSpec(
      hiddenDimension: shape.feedForward, activation: activation, isGated: false, hasBias: true)
    for index in spec.layers.indices {
      spec.layers[index].attention.biases.insert(.output)
      spec.layers[index].attention.rotary?.dimensions = 32
      spec.layers[index].feedForward = .dense(dense)
      spec.layers[index].normPlacement = .shared
    }
    spec.head.hasBias = true
    return spec
  }
}
