/// Accelerators in nodes: those of a node talk over their own link, nodes over a network.
public struct Cluster: Sendable, Hashable {
  /// All accelerators.
  public var selection: AcceleratorSelection
  /// Accelerators of one node.
  public var devicesPerNode: Int
  /// Bytes per second that a node sends to others, one direction.
  public var networkBytesPerSecond: Sourced<Double>

  /// The least that the guide for training machines asks of a network: 10 Gbit/s.
  public static let leastNetwork = Sourced(
    1.25e9, .general, "10 Gbit/s a node, the least that is advised for distributed training")

  /// A cluster; a node of as many accelerators as their link joins, at most eight and such that
  /// nodes are even, and the least network unless told.
  ///
  /// - Throws: `SizingError` if nodes of the size that was given cannot be filled evenly, or the
  ///   network is not positive.
  public init(
    _ selection: AcceleratorSelection, devicesPerNode: Int? = nil,
    networkBytesPerSecond: Double? = nil
  ) throws(SizingError) {
    let joined = selection.accelerator.interconnect?.devices?.value ?? 8
    let most = min(joined, 8, selection.count)
    let even = (1...max(1, most)).last { selection.count % $0 == 0 } ?? 1
    let size = devicesPerNode ?? even
    guard size >= 1, size <= AcceleratorSelection.counts.upperBound else {
      throw SizingError("devices of a node", expected: "at least 1", got: size)
    }
    guard size >= selection.count || selection.count % size == 0 else {
      throw SizingError(
        "devices", expected: "a multiple of the \(size) of a node", got: selection.count,
        advice: "Take whole nodes, or say how many devices a node has.")
    }
    if let network = networkBytesPerSecond {
      guard network.isFinite, network > 0 else {
        throw SizingError(
          "network", expected: "positive, in bytes per second", got: network)
      }
    }
    self.selection = selection
    self.devicesPerNode = min(size, selection.count)
    self.networkBytesPerSecond =
      networkBytesPerSecond.map { Sourced($0, .given, "as given") } ?? Self.leastNetwork
  }

  /// Nodes in all.
  public var nodes: Int { selection.count / devicesPerNode }

  /// Bytes per second that an accelerator sends within its node, one direction; the network's where
  /// its link is not known.
  public var linkBytesPerSecond: Double {
    selection.accelerator.interconnect.map { $0.bytesPerSecond.value / 2 }
      ?? networkBytesPerSecond.value
  }
}
