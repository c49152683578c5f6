/// The tower of a model that also sees: a vision transformer (arXiv 2010.11929) and what leads its
/// output into the decoder.
///
/// Carat counts it; it does not run it.
public struct VisionSpec: Sendable, Hashable {
  /// Width of the tower.
  public var modelDimension: Int
  /// Layers of the tower.
  public var layers: Int
  /// Width between up and down.
  public var hiddenDimension: Int
  /// Width and height of an image, in pixels.
  public var imageSize: Int
  /// Width and height of a patch, in pixels.
  public var patchSize: Int
  /// Colours of a pixel.
  public var channels: Int
  /// Width of the decoder that the projector leads to.
  public var outputDimension: Int
  /// Tells whether the tower ends in a layer that pools all patches into one (SigLIP alone; Gemma 3
  /// leaves it out).
  public var hasPoolingHead: Bool

  /// A SigLIP tower (arXiv 2303.15343) with the projector of Gemma 3: a norm and one matrix.
  public init(
    modelDimension: Int, layers: Int, hiddenDimension: Int, imageSize: Int, patchSize: Int,
    channels: Int = 3, outputDimension: Int, hasPoolingHead: Bool = false
  ) {
    self.modelDimension = modelDimension
    self.layers = layers
    self.hiddenDimension = hiddenDimension
    self.imageSize = imageSize
    self.patchSize = patchSize
    self.channels = channels
    self.outputDimension = outputDimension
    self.hasPoolingHead = hasPoolingHead
  }

  /// Parameters of the tower: patches, positions, layers of biased attention and feed-forward
  /// between LayerNorms, a last norm.
  public var towerParameters: Int {
    let width = modelDimension
    let patches = patchSize * patchSize * channels * width + width
    let positions = (imageSize / patchSize) * (imageSize / patchSize) * width
    let attention = 4 * (width * width + width)
    let feedForward = 2 * width * hiddenDimension + hiddenDimension + width
    let layer = attention + feedForward + 4 * width
    // A learned query, attention, one norm and a feed-forward part.
    let pooling = hasPoolingHead ? width + attention + 2 * width + feedForward : 0
    return patches + positions + layers * layer + 2 * width + pooling
  }

  /// Parameters between tower and decoder.
  public var projectorParameters: Int { modelDimension * outputDimension + modelDimension }

  /// All parameters outside the decoder.
  public var parameters: Int { towerParameters + projectorParameters }

  func validate() throws(SpecError) {
    for (name, value) in [
      ("width", modelDimension), ("layers", layers), ("feed-forward width", hiddenDimension),
      ("image size", imageSize), ("patch size", patchSize), ("channels", channels),
      ("output width", outputDimension),
    ] {
      // A tower's factors are small; the bound keeps their products within 64 bits.
      guard (1...1 << 18).contains(value) else {
        throw SpecError("vision tower's \(name)", expected: "between 1 and 262144", got: value)
      }
    }
    guard layers <= 4096, patchSize <= imageSize, imageSize <= 1 << 16, channels <= 1 << 8 else {
      throw SpecError(
        "vision tower", expected: "at most 4096 layers, patches no larger than the image",
        got: "\(layers) layers, patches of \(patchSize), images of \(imageSize)")
    }
  }
}
