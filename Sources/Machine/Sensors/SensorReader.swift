/// Reads hardware monitors and thermal zones (kernel documentation, `hwmon/sysfs-interface`
/// and `thermal`).
struct SensorReader {
  let system: SystemTree
  private let monitors = "sys/class/hwmon"
  private let zones = "sys/class/thermal"
  /// More than any machine has of one kind.
  private static let most = 512

  init(system: SystemTree) { self.system = system }

  func read() -> SensorReport {
    var report = SensorReport()
    var temperatures: [Temperature] = []
    var fans: [Fan] = []
    var powers: [PowerDraw] = []
    for folder in system.names(in: monitors).prefix(Self.most).map({ "\(monitors)/\($0)" }) {
      let chip = system.text("\(folder)/name") ?? "unnamed"
      let inputs = system.names(in: folder)
      temperatures += inputs.compactMap { temperature($0, chip, folder) }
      fans += inputs.compactMap { fan($0, chip, folder) }
      powers += inputs.compactMap { power($0, chip, folder) }
      if chip == "rpi_volt", let alarm = system.integer("\(folder)/in0_lcrit_alarm") {
        report.underVoltage = Fact(alarm != 0, from: "/\(folder)/in0_lcrit_alarm")
      }
    }
    temperatures += thermalZones()
    let sources = report.temperatures.source
    report.temperatures = Fact(known(temperatures), from: sources)
    report.fans.value = known(fans)
    report.powers.value = known(powers)
    report.throttling = throttling() ?? report.throttling
    return report
  }

  private func known<Reading>(_ readings: [Reading]) -> [Reading]? {
    readings.isEmpty ? nil : Array(readings.prefix(Self.most))
  }

  /// Temperatures that a chip could have; a sensor that is broken or not connected shows what is
  /// far outside of this.
  private static let plausible = -40.0...200.0
  /// The ends of registers of 8 bits, with or without fractions: saturated, not hot.
  private static let saturated = 127.0...128.0
  /// Below a warm room, or where no chip works any more, nobody sets a limit.
  private static let limits = 30.0...200.0

  /// The temperature, unless it is what sensors show that measure nothing.
  static func believable(_ celsius: Double) -> Double? {
    plausible.contains(celsius) && !saturated.contains(celsius) ? celsius : nil
  }

  /// A limit, unless it is what registers hold that nobody has set: 0, their ends, or nonsense.
  static func believableLimit(_ celsius: Double) -> Double? {
    limits.contains(celsius) && !saturated.contains(celsius) ? celsius : nil
  }

  /// Thousandths of a degree.
  private func degrees(_ path: String) -> Double? {
    system.integer(path).flatMap { Self.believable(Double($0) / 1000) }
  }

  private func limit(_ path: String) -> Double? {
    system.integer(path).flatMap { Self.believableLimit(Double($0) / 1000) }
  }

  /// Tells whether a sensor says of itself that it is broken or not connected.
  private func isFaulty(_ path: String) -> Bool {
    system.integer("\(path)_fault").map { $0 != 0 } ?? false
  }

  /// The number of an input such as `temp2_input`.
  private func stem(_ name: String, _ kind: String, _ suffix: String) -> String? {
    guard name.hasPrefix(kind), name.hasSuffix(suffix) else { return nil }
    let number = name.dropFirst(kind.count).dropLast(suffix.count)
    return Int(number) == nil ? nil : "\(kind)\(number)"
  }

  private func label(_ chip: String, _ path: String, _ stem: String) -> String {
    "\(chip) \(system.text("\(path)_label") ?? stem)"
  }

  private func temperature(_ name: String, _ chip: String, _ folder: String) -> Temperature? {
    guard let stem = stem(name, "temp", "_input"), !isFaulty("\(folder)/\(stem)"),
      let celsius = degrees("\(folder)/\(name)")
    else { return nil }
    let path = "\(folder)/\(stem)"
    var reading = Temperature(
      name: label(chip, path, stem), celsius: celsius, maximumCelsius: limit("\(path)_max"),
      criticalCelsius: limit("\(path)_crit"))
    reading.raisesAlarm = ["crit", "emergency"].contains {
      system.integer("\(path)_\($0)_alarm").map { $0 != 0 } ?? false
    }
    return reading
  }

  private func fan(_ name: String, _ chip: String, _ folder: String) -> Fan? {
    // No fan turns as often as registers that count nothing show.
    guard let stem = stem(name, "fan", "_input"), !isFaulty("\(folder)/\(stem)"),
      let turns = system.integer("\(folder)/\(name)"), (0...50_000).contains(turns)
    else { return nil }
    return Fan(name: label(chip, "\(folder)/\(stem)", stem), turnsPerMinute: turns)
  }

  /// Millionths of a watt.
  private func power(_ name: String, _ chip: String, _ folder: String) -> PowerDraw? {
    guard let stem = stem(name, "power", "_input") ?? stem(name, "power", "_average"),
      let microwatts = system.integer("\(folder)/\(name)"), (0..<1 << 40).contains(microwatts)
    else { return nil }
    return PowerDraw(
      name: label(chip, "\(folder)/\(stem)", stem), watts: Double(microwatts) / 1e6)
  }

  private func thermalZones() -> [Temperature] {
    let names = system.names(in: zones).filter { $0.hasPrefix("thermal_zone") }
    return names.prefix(Self.most).compactMap { name in
      let folder = "\(zones)/\(name)"
      guard let celsius = degrees("\(folder)/temp") else { return nil }
      let critical = (0..<16).first {
        system.text("\(folder)/trip_point_\($0)_type") == "critical"
      }
      return Temperature(
        name: "zone " + (system.text("\(folder)/type") ?? name), celsius: celsius,
        criticalCelsius: critical.flatMap { limit("\(folder)/trip_point_\($0)_temp") })
    }
  }

  /// The firmware writes the bits in hexadecimal; a Raspberry Pi 5 has no such file.
  private func throttling() -> Fact<Throttling>? {
    for chip in ["soc/", ""] {
      let path = "sys/devices/platform/\(chip)soc:firmware/get_throttled"
      guard let text = system.text(path) else { continue }
      let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text[...]
      return Fact(Int(digits, radix: 16).map(Throttling.init), from: "/" + path)
    }
    return nil
  }
}
