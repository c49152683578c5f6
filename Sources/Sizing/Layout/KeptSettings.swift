/// Settings of a recipe that a search for layouts leaves as they are.
public struct KeptSettings: OptionSet, Sendable, Hashable {
  /// One bit for each setting.
  public var rawValue: Int

  /// Settings by their bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Tensor and pipeline parallelism; replicas follow from the devices.
  public static let shards = Self(rawValue: 1)
  /// The whole layout.
  public static let layout = Self(rawValue: 2)
  /// The ZeRO stage.
  public static let zero = Self(rawValue: 4)
  /// Sequences of one pass.
  public static let microBatch = Self(rawValue: 8)
  /// Recomputation in the backward pass.
  public static let recompute = Self(rawValue: 16)
  /// Micro-batches of a step.
  public static let accumulation = Self(rawValue: 32)
}
