public import ModelSpec

extension InferenceBill {
  /// Bytes on the most loaded of several devices that share each matrix by its heads and columns.
  ///
  /// Weights divide evenly, rounded up; keys and values divide by key/value heads until there is
  /// one on each device, latent vectors not at all; work buffers are needed whole on each device.
  /// - Parameters:
  ///   - devices: Devices that share the model, 1 or more.
  public func bytesPerDevice(_ spec: ModelSpec, devices: Int) -> Int {
    guard devices > 1 else { return totalBytes }
    let heads = spec.layers.map(\.attention.keyValueHeads).min() ?? 1
    let isLatent = spec.layers.contains { $0.attention.latent != nil }
    let cacheParts = isLatent ? 1 : min(devices, heads)
    return (weightsBytes + devices - 1) / devices + (cacheBytes + cacheParts - 1) / cacheParts
      + activationBytes
  }
}
