/// Reads what an agent could sense and act with.
struct DeviceReader {
  let system: SystemTree
  /// More than a board has of one kind.
  private static let most = 256

  func read() -> DeviceReport {
    var report = DeviceReport()
    report.gpioChips.value = gpioChips()
    report.sensors = sensors()
    report.videoDevices.value = videoDevices()
    report.i2cBuses.value = i2cBuses()
    report.spiDevices.value = spiDevices()
    report.pwmChips.value = list("sys/class/pwm")?.filter { $0.hasPrefix("pwmchip") }.map {
      PWMChip(name: $0, outputs: count("sys/class/pwm/\($0)/npwm"))
    }
    report.leds.value = list("sys/class/leds")
    report.serialPorts.value = serialPorts()
    report.soundInputs.value = soundInputs()
    return report
  }

  /// The names in a folder, or `nil` where there is none: then nothing is known unless the class of
  /// all classes is there.
  private func list(_ folder: String) -> [String]? {
    if system.isFolder(folder) {
      return system.names(in: folder).prefix(Self.most).compactMap(SystemTree.cleaned)
    }
    // A kernel without a single device of a class may leave the class out.
    return system.isFolder("sys/class") ? [] : nil
  }

  private func count(_ path: String) -> Int? {
    system.integer(path).flatMap { (1...65_536).contains($0) ? $0 : nil }
  }

  /// The old class has labels and numbers of pins; the bus has the names that programs open.
  private func gpioChips() -> [GPIOChip]? {
    let old = "sys/class/gpio"
    let labelled = (list(old) ?? []).filter { $0.hasPrefix("gpiochip") }.map {
      GPIOChip(
        name: $0, label: system.text("\(old)/\($0)/label"), lines: count("\(old)/\($0)/ngpio"))
    }
    let bus = list("sys/bus/gpio/devices")?.filter { $0.hasPrefix("gpiochip") }
    return labelled.isEmpty ? bus?.map { GPIOChip(name: $0) } : labelled
  }

  private func sensors() -> Fact<[DeviceSensor]> {
    let folder = "sys/bus/iio/devices"
    let chips = list(folder)?.filter { $0.hasPrefix("iio:device") }.map { name in
      DeviceSensor(
        device: name, name: system.text("\(folder)/\(name)/name"),
        channels: channels("\(folder)/\(name)"))
    }
    let wires = "sys/bus/w1/devices"
    // Families 10, 22, 28, 3b and 42 of 1-wire devices are thermometers.
    let families = ["10-", "22-", "28-", "3b-", "42-"]
    let thermometers = (list(wires) ?? []).filter { families.contains(where: $0.hasPrefix) }.map {
      DeviceSensor(device: $0, name: "1-wire thermometer", channels: ["temp"])
    }
    return Fact(chips.map { $0 + thermometers }, from: "/\(folder), /\(wires)")
  }

  /// `in_temp_input`, `in_accel_x_raw` and the like, each quantity once.
  private func channels(_ folder: String) -> [String] {
    var channels: [String] = []
    for name in system.names(in: folder)
    where name.hasPrefix("in_") && (name.hasSuffix("_raw") || name.hasSuffix("_input")) {
      let quantity = name.dropFirst(3).prefix { $0 != "_" && !("0"..."9").contains($0) }
      if let text = SystemTree.cleaned(String(quantity)), !channels.contains(text) {
        channels.append(text)
      }
    }
    return channels
  }

  /// Words in the names of devices that convert video, in mainline and vendors' kernels.
  private static let processors: Set<Substring> = [
    "codec", "isp", "hevc", "rpivid", "pispbe", "decode", "decoder", "dec", "encode", "encoder",
    "enc", "vpu", "jpeg", "vic", "rga",
  ]

  private func videoDevices() -> [VideoDevice]? {
    let folder = "sys/class/video4linux"
    return list(folder)?.compactMap { device in
      guard let name = system.text("\(folder)/\(device)/name") else { return nil }
      let words = name.lowercased().split(whereSeparator: { " -_:,()".contains($0) })
      return VideoDevice(
        device: device, name: name, isProcessor: !Self.processors.isDisjoint(with: words))
    }
  }

  private func i2cBuses() -> [String]? {
    let folder = "sys/bus/i2c/devices"
    return list(folder)?.filter { $0.hasPrefix("i2c-") && Int($0.dropFirst(4)) != nil }.map {
      [$0, system.text("\(folder)/\($0)/name")].compactMap(\.self).joined(separator: " ")
    }
  }

  private func spiDevices() -> [String]? {
    guard system.isFolder("dev") else { return nil }
    return system.names(in: "dev").filter { $0.hasPrefix("spidev") }.prefix(Self.most)
      .compactMap(SystemTree.cleaned)
  }

  private func serialPorts() -> [String]? {
    let folder = "sys/class/tty"
    guard system.isFolder(folder) else { return nil }
    let prefixes = ["ttyUSB", "ttyACM", "ttyAMA", "ttyTHS", "ttyS"]
    let ports = system.names(in: folder).filter { name in
      guard let prefix = prefixes.first(where: name.hasPrefix),
        Int(name.dropFirst(prefix.count)) != nil
      else { return false }
      // The kernel keeps names for ports that boards do not have; those are of type 0.
      return prefix != "ttyS" || system.integer("\(folder)/\(name)/type").map { $0 > 0 } ?? false
    }
    return ports.prefix(Self.most).compactMap(SystemTree.cleaned)
  }

  /// Reads `00-00: USB Audio : USB Audio : playback 1 : capture 1`.
  private func soundInputs() -> [String]? {
    let path = "proc/asound/pcm"
    guard system.exists(path) else { return system.isFolder("sys/class") ? [] : nil }
    return system.lines(of: path).prefix(Self.most).filter { $0.contains(": capture") }.compactMap {
      let fields = $0.split(separator: ":")
      return fields.count > 1 ? SystemTree.cleaned(String(fields[1])) : nil
    }
  }
}
