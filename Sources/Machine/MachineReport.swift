/// A machine's parts and properties, as far as they could be read: a plain value.
///
/// Made by ``MachineReader``; a test may make one by hand, from ``init()`` on, where all
/// is unknown.
public struct MachineReport: Sendable, Hashable {
  /// Operating system, kernel and board.
  public var host = HostReport()
  /// The central processors.
  public var processor = ProcessorReport()
  /// Main memory.
  public var memory = MemoryReport()
  /// GPUs and other accelerators.
  public var accelerators = AcceleratorReport()
  /// Disks, and the room in a folder.
  public var storage = StorageReport()
  /// Network interfaces.
  public var network = NetworkReport()
  /// Temperatures, fans and supply voltage.
  public var sensors = SensorReport()
  /// Supplies and batteries.
  public var power = PowerReport()
  /// The packet filter.
  public var firewall = FirewallReport()
  /// Tools and frameworks.
  public var software = SoftwareReport()
  /// Devices with which an agent could sense and act.
  public var devices = DeviceReport()

  /// A machine of which nothing is known.
  public init() {}
}
