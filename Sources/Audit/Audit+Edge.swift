import Machine
import PlainText

extension Audit {
  func board() -> Finding {
    let model = machine.host.model
    guard let name = model.value else { return .unknown(from: model.source) }
    let modules = ["Raspberry Pi 4", "Raspberry Pi 5", "Compute Module 4", "Compute Module 5"]
    // A keyboard computer of the fourth and the fifth generation.
    let computers = ["Raspberry Pi 400", "Raspberry Pi 500"]
    let isJetson =
      name.contains("Jetson") || machine.host.compatible.contains { $0.hasPrefix("nvidia,tegra") }
    if isJetson || (modules + computers).contains(where: name.contains) {
      return Finding(.pass, name, from: model.source)
    }
    if name.contains("Raspberry Pi") { return Finding(.fail, name, from: model.source) }
    return Finding(
      .warn, name, from: model.source,
      advice: "no board of the guide: check that it has pins for sensors and actuators")
  }

  func sensors() -> Finding {
    let devices = machine.devices
    guard let sensors = devices.sensors.value else { return .unknown(from: devices.sensors.source) }
    guard sensors.isEmpty else {
      let names = sensors.map { sensor in
        "\(sensor.name ?? sensor.device) (\(NameList.text(sensor.channels)))"
      }
      return Finding(.pass, NameList.text(names), from: devices.sensors.source)
    }
    let buses = (devices.i2cBuses.value ?? []) + (devices.spiDevices.value ?? [])
    let room = buses.isEmpty ? "" : "; some can be connected to \(NameList.text(buses))"
    return Finding(.warn, "none that the kernel drives" + room, from: devices.sensors.source)
  }

  func actuators() -> Finding {
    let devices = machine.devices
    let known: [(String, Int?)] = [
      ("GPIO chip", devices.gpioChips.value?.count), ("PWM chip", devices.pwmChips.value?.count),
      ("LED", devices.leds.value?.count), ("serial port", devices.serialPorts.value?.count),
    ]
    let evidence = [
      devices.gpioChips.source, devices.pwmChips.source, devices.leds.source,
      devices.serialPorts.source,
    ].joined(separator: ", ")
    let some = known.compactMap { noun, count in
      count.flatMap { $0 > 0 ? NumberText.plainCount($0, noun) : nil }
    }
    let found = some.isEmpty ? "none" : NameList.text(some)
    if (known[0].1 ?? 0) + (known[1].1 ?? 0) > 0 { return Finding(.pass, found, from: evidence) }
    if known.contains(where: { $0.1 == nil }) { return .unknown(from: evidence) }
    if !some.isEmpty {
      return Finding(
        .warn, found, from: evidence, advice: "no pins: act over a controller on a serial port")
    }
    return Finding(.fail, found, from: evidence)
  }

  func cameras() -> Finding {
    let videos = machine.devices.videoDevices
    guard let known = videos.value else { return .unknown(from: videos.source) }
    var names: [String] = []
    for device in known where !device.isProcessor && !names.contains(device.name) {
      names.append(device.name)
    }
    return Finding(
      names.isEmpty ? .warn : .pass, names.isEmpty ? "none" : NameList.text(names),
      from: videos.source)
  }

  func supplyVoltage() -> Finding {
    let sensors = machine.sensors
    let throttling = sensors.throttling.value
    let isLow = sensors.underVoltage.value ?? throttling?.contains(.underVoltage)
    let evidence =
      sensors.underVoltage.value == nil ? sensors.throttling.source : sensors.underVoltage.source
    guard let isLow else { return .unknown(from: evidence) }
    if isLow { return Finding(.fail, "too low", from: evidence) }
    if let throttling, throttling.contains(.underVoltageOccurred) {
      return Finding(.warn, "was too low since the start", from: sensors.throttling.source)
    }
    return Finding(.pass, "not too low", from: evidence)
  }
}
