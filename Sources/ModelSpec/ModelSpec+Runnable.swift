extension ModelSpec {
  /// What Carat's transformer cannot compute of this model, or `nil` if it can run it.
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
