public import ModelSpec
import PlainText

/// Speed on an accelerator from its data sheet (arXiv 2211.05102, section 3.2), with a time for
/// each layer that no bandwidth buys.
///
/// A step of decoding takes the longer of reading (touched weights, keys and values) and
/// multiplying, and then `layerSeconds` for each layer: on small models that last term is most
/// of it.
public struct Roofline: Sendable, Hashable {
  /// Share of the peak bandwidth that reading weights reaches.
  public static let bandwidthEfficiency = 0.85
  /// Share of the peak rate that reading a prompt reaches.
  public static let computeEfficiency = 0.6
  /// Seconds that a layer costs beyond reading and multiplying, on a card; fitted to published
  /// rates of small models on five cards.
  public static let layerSeconds = 60e-6
  /// Seconds of an exchange between devices, twice a layer, beyond its bytes.
  public static let exchangeSeconds = 10e-6

  /// The devices.
  public var selection: AcceleratorSelection
  /// Operations per second of one device in the format that products are computed in.
  public var operationsPerSecond: Double
  /// Bytes per second of one device.
  public var bandwidth: Double

  /// The roofline of some devices; `nil` where no rate for 16-bit products or binary32 is known.
  public init?(_ selection: AcceleratorSelection) {
    let row = selection.accelerator
    guard let rate = row.trainingOperationsPerSecond else { return nil }
    self.selection = selection
    operationsPerSecond = rate
    bandwidth = row.bandwidthBytesPerSecond.value
  }

  /// Operations per byte above which a pass is bound by multiplying.
  public var ridge: Double { operationsPerSecond / bandwidth }

  /// Estimates the speed of prefill and decoding.
  public func estimate(
    _ spec: ModelSpec, weights: WeightStorage, cacheFormat: StorageFormat, _ work: SpeedCase
  ) -> SpeedEstimate {
    let devices = Double(selection.count)
    let overhead = latency(spec)
    let cache = Double(spec.minimumCacheBytes(positions: work.depth, format: cacheFormat) ?? 0)
    let batch = Double(work.sequences)
    let read = weights.bytesReadPerStep(spec, sequences: work.sequences) + batch * cache
    let reading = read / (Self.bandwidthEfficiency * bandwidth * devices)
    let step = batch * spec.forwardOperations(attending: max(work.depth, 1)).total
    let multiplying = step / (Self.computeEfficiency * operationsPerSecond * devices)
    let decode = max(reading, multiplying) + overhead
    let prompt =
      batch
      * spec.forwardOperations(tokens: work.promptTokens, after: 0, headRows: 1).total
    let once = Double(weights.totalBytes) / (Self.bandwidthEfficiency * bandwidth * devices)
    let computing = prompt / (Self.computeEfficiency * operationsPerSecond * devices)
    let prefill = max(computing, once) + overhead
    return SpeedEstimate(
      prefillTokensPerSecond: Double(work.promptTokens) * batch / prefill,
      prefillSeconds: prefill, decodeTokensPerSecond: batch / decode, decodeStepSeconds: decode,
      decodeLimit: overhead > max(reading, multiplying)
        ? .latency : reading >= multiplying ? .memory : .compute,
      prefillLimit: overhead > max(computing, once)
        ? .latency : computing >= once ? .compute : .memory,
      basis: .modelled,
      formula:
        "max(\(NumberText.whole(read)) B / (0.85 x \(NumberText.whole(bandwidth)) B/s x \(selection.count)), "
        + "\(NumberText.whole(step)) FLOP / (0.6 x \(NumberText.whole(operationsPerSecond)) FLOP/s x \(selection.count))) + "
        + "\(spec.layers.count) layers x \(NumberText.whole(overhead * 1e6 / Double(max(1, spec.layers.count)))) us"
    )
  }

  /// Seconds that all layers cost beyond reading and multiplying.
  private func latency(_ spec: ModelSpec) -> Double {
    var each = Self.layerSeconds
    if selection.count > 1 {
      let link = selection.accelerator.interconnect?.bytesPerSecond.value
      let bytes = 2 * Double(spec.modelDimension) * 2
      let share = 2 * Double(selection.count - 1) / Double(selection.count)
      each += 2 * (Self.exchangeSeconds + (link.map { share * bytes / ($0 / 2) } ?? 0))
    }
    return each * Double(spec.layers.count)
  }
}
