/// The link over which an accelerator talks to its neighbours.
public struct Interconnect: Sendable, Hashable {
  /// Its name, such as `NVLink 4`.
  public var name: String
  /// Bytes per second of one accelerator, both directions added.
  public var bytesPerSecond: Sourced<Double>
  /// Accelerators that the link joins to one group: eight in an HGX node, a pod of TPUs; `nil`
  /// if unknown.
  public var devices: Sourced<Int>?

  /// A link.
  public init(name: String, bytesPerSecond: Sourced<Double>, devices: Sourced<Int>? = nil) {
    self.name = name
    self.bytesPerSecond = bytesPerSecond
    self.devices = devices
  }

  /// A link whose bandwidth is given in GB/s (10^9 bytes per second), both directions added.
  static func link(
    _ name: String, gigabytesPerSecond: Sourced<Double>, devices: Sourced<Int>? = nil
  ) -> Interconnect {
    Interconnect(
      name: name, bytesPerSecond: gigabytesPerSecond.map { $0 * 1e9 }, devices: devices)
  }
}
