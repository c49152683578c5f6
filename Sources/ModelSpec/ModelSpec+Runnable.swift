extension ModelSpec {
  /// Part of this model that Carat's transformer cannot compute, or `nil` if it can run it.
  ///
  /// All else (counts, memory, speed) holds for both.
  public var obstacleToRunning: String? {
    for layer in layers {
      if layer.attention.latent != nil { return "latent attention" }
      if layer.normPlacement == .shared { return "sub-layers side by side" }
      if case .mixture(let mixture) = layer.feedForward {
        if mixture.sharedExpert != nil { return "shared experts" }
        if mixture.hasSelectionBias { return "a selection bias in the router" }
      }
    }
    return nil
  }
}
