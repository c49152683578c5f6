/// The readings that a machine takes of itself.
public struct SensorReport: Sendable, Hashable {
  /// Temperatures of chips and zones; unknown where there is no sensor.
  public var temperatures = Fact<[Temperature]>.unknown(
    from: "/sys/class/hwmon, /sys/class/thermal")
  /// Fans that tell their speed; unknown where none does.
  public var fans = Fact<[Fan]>.unknown(from: "/sys/class/hwmon")
  /// Power that is drawn somewhere; unknown where nothing tells.
  public var powers = Fact<[PowerDraw]>.unknown(from: "/sys/class/hwmon")
  /// Tells whether the supply voltage is too low now, as Raspberry Pi boards tell.
  public var underVoltage = Fact<Bool>.unknown(from: "/sys/class/hwmon")
  /// Restrictions that a Raspberry Pi's firmware imposes or has imposed since it started.
  public var throttling = Fact<Throttling>.unknown(
    from: "/sys/devices/platform/soc/soc:firmware/get_throttled")

  /// Sensors of which nothing is known.
  public init() {}
}

/// A temperature, in degrees Celsius.
public struct Temperature: Sendable, Hashable {
  /// The chip or zone, and the place in it.
  public var name: String
  /// Present temperature.
  public var celsius: Double
  /// Temperature under which it should stay; unknown if `nil`.
  public var maximumCelsius: Double?
  /// Temperature at which damage is near, or the machine turns itself off; unknown if `nil`.
  public var criticalCelsius: Double?
  /// Tells whether the chip itself says that this is, or has been, critical.
  public var raisesAlarm = false

  /// A temperature in degrees Celsius and its limits.
  public init(
    name: String, celsius: Double, maximumCelsius: Double? = nil, criticalCelsius: Double? = nil
  ) {
    (self.name, self.celsius) = (name, celsius)
    (self.maximumCelsius, self.criticalCelsius) = (maximumCelsius, criticalCelsius)
  }
}

/// A fan.
public struct Fan: Sendable, Hashable {
  /// The chip and the fan's label.
  public var name: String
  /// Turns a minute; a known 0 stands still.
  public var turnsPerMinute: Int

  /// A fan that turns this often a minute.
  public init(name: String, turnsPerMinute: Int) {
    (self.name, self.turnsPerMinute) = (name, turnsPerMinute)
  }
}

/// Power that a part draws.
public struct PowerDraw: Sendable, Hashable {
  /// The chip and the place.
  public var name: String
  /// The power in watts.
  public var watts: Double

  /// A power in watts.
  public init(name: String, watts: Double) { (self.name, self.watts) = (name, watts) }
}

/// The bits of a Raspberry Pi's `get_throttled` (Raspberry Pi documentation, `vcgencmd`).
public struct Throttling: OptionSet, Sendable, Hashable {
  /// The firmware's bits.
  public let rawValue: Int

  /// These bits of the firmware.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The supply voltage is too low.
  public static let underVoltage = Throttling(rawValue: 1 << 0)
  /// The clock is capped.
  public static let frequencyCapped = Throttling(rawValue: 1 << 1)
  /// The processor is slowed down.
  public static let throttled = Throttling(rawValue: 1 << 2)
  /// The soft temperature limit is reached.
  public static let softTemperatureLimit = Throttling(rawValue: 1 << 3)
  /// The supply voltage has been too low since the start.
  public static let underVoltageOccurred = Throttling(rawValue: 1 << 16)
  /// The clock has been capped since the start.
  public static let frequencyCappedOccurred = Throttling(rawValue: 1 << 17)
  /// The processor has been slowed down since the start.
  public static let throttledOccurred = Throttling(rawValue: 1 << 18)
  /// The soft temperature limit has been reached since the start.
  public static let softTemperatureLimitOccurred = Throttling(rawValue: 1 << 19)
}
