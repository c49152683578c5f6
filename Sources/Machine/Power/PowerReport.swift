/// The sources of a machine's power.
public struct PowerReport: Sendable, Hashable {
  /// Supplies that the kernel shows; empty is known to be none that it shows.
  public var supplies = Fact<[PowerSupply]>.unknown(from: "/sys/class/power_supply")
  /// Names of supplies in the configuration of Network UPS Tools; unknown where it cannot be read.
  public var configuredSupplies = Fact<[String]>.unknown(from: "/etc/nut/ups.conf")
  /// Supplies of which the daemon of Network UPS Tools tells; unknown where it was not asked or did
  /// not answer.
  public var daemonSupplies = Fact<[UninterruptibleSupply]>.unknown(from: "upsd")
  /// Reason that the daemon did not answer; `nil` if it did or was not asked.
  public var daemonFailure: SupplyDaemonError?

  /// Power of which nothing is known.
  public init() {}
}

/// A supply that the kernel shows.
public struct PowerSupply: Sendable, Hashable {
  /// The kind of a power supply.
  public enum Kind: String, Sendable, Hashable {
    /// An uninterruptible power supply.
    case uninterruptible = "UPS"
    /// A battery.
    case battery = "Battery"
    /// The mains.
    case mains = "Mains"
    /// Anything else, such as USB.
    case other
  }

  /// The kernel's name, such as `BAT0`.
  public var name: String
  /// Kind of the supply.
  public var kind: Kind
  /// The charge, 0 to 1; unknown if `nil`.
  public var charge: Double?
  /// Present activity, such as `Discharging`; unknown if `nil`.
  public var status: String?
  /// Tells whether it delivers; unknown if `nil`.
  public var isOnline: Bool?

  /// A supply of a kind.
  public init(name: String, kind: Kind) { (self.name, self.kind) = (name, kind) }
}

/// An uninterruptible supply, as a daemon tells of it.
public struct UninterruptibleSupply: Sendable, Hashable {
  /// A state in which a supply does not protect, or not for long; the raw value is the daemon's
  /// word for it.
  public enum Trouble: String, Sendable, Hashable, CaseIterable {
    /// It shuts down what hangs on it.
    case forcedShutdown = "FSD"
    /// Its output is off.
    case off = "OFF"
    /// Feeds what hangs on it past its battery.
    case bypass = "BYPASS"
    /// It feeds more than it can.
    case overload = "OVER"
    /// Its battery is worn out.
    case wornBattery = "RB"
    /// It raises an alarm.
    case alarm = "ALARM"
  }

  /// Its name in the daemon's configuration.
  public var name: String
  /// Tells whether it feeds from the mains (`OL`); unknown if `nil`.
  public var isOnMains: Bool?
  /// Tells whether its battery is nearly empty (`LB`); unknown if `nil`.
  public var isBatteryLow: Bool?
  /// Other states it reports that take its protection away.
  public var troubles: [Trouble] = []
  /// Reason that the daemon does not tell of it, such as `DATA-STALE`; `nil` if it does.
  public var failure: String?
  /// The charge, 0 to 1; unknown if `nil`.
  public var charge: Double?
  /// The charge, 0 to 1, below which its battery is nearly empty; unknown if `nil`.
  public var lowCharge: Double?
  /// Seconds for which the battery lasts; unknown if `nil`.
  public var runtimeSeconds: Double?
  /// The load, as a part of what it can deliver; unknown if `nil`.
  public var load: Double?

  /// A supply of a name.
  public init(name: String) { self.name = name }
}
