/// One thing that was checked, and what came of it.
public struct AuditCheck: Sendable, Hashable {
  /// The things that can be checked; the raw value is the check's name in JSON.
  public enum ID: String, Sendable, Hashable, CaseIterable {
    /// Processor cores.
    case cores
    /// Instructions that the kernels use.
    case vectorInstructions
    /// GPUs.
    case accelerators
    /// Main memory.
    case memory
    /// Speed of reading memory.
    case memoryBandwidth
    /// Solid-state disks.
    case ssd
    /// Rotating disks.
    case hdd
    /// The room in the folder of models.
    case freeDisk
    /// The fastest link.
    case network
    /// The switch that the link ends at.
    case networkSwitch
    /// The distribution.
    case operatingSystem
    /// Training frameworks.
    case frameworks
    /// Language tools.
    case toolchain
    /// An uninterruptible power supply.
    case ups
    /// Fans.
    case cooling
    /// Temperatures and their limits.
    case temperature
    /// The rack.
    case rack
    /// The packet filter.
    case firewall
    /// Separation from external networks.
    case isolation
    /// Locks and access.
    case physicalProtection
    /// The board of an edge device.
    case board
    /// Sensors that agents can read.
    case sensors
    /// Outputs that agents can act with.
    case actuators
    /// Cameras.
    case cameras
    /// The supply voltage of the board.
    case supplyVoltage
  }

  /// The result of a check.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    /// Meets what is required.
    case pass
    /// Meets it in part, or with a doubt that is told.
    case warn
    /// Does not meet it.
    case fail
    /// Could not be read.
    case unknown
  }

  /// Thing that was checked.
  public var id: ID
  /// The same in words.
  public var title: String
  /// Result of the check.
  public var status: Status
  /// Text on what was found; `nil` if nothing could be read.
  public var found: String?
  /// Text on what is required.
  public var required: String
  /// Source of the requirement.
  public var requiredBy: AuditRule.Source
  /// Advice on what to do about it; `nil` where there is nothing to do.
  public var advice: String?
  /// Place where it was read or looked for.
  public var evidence: String
}
