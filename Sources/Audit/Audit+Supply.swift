import Machine
import PlainText

extension Audit {
  func fans() -> Finding {
    let fans = machine.sensors.fans
    guard let known = fans.value else { return .unknown(from: fans.source) }
    let turning = known.filter { $0.turnsPerMinute > 0 }.count
    let found = "\(turning) of \(NumberText.plainCount(known.count, "fan")) turn"
    // One that stands may be a slot without a fan, or rest while it is cool.
    return Finding(
      turning > 0 ? .pass : .warn, found, from: fans.source,
      advice: turning > 0 ? nil : "no fan turns: look by hand whether it is meant to")
  }

  func temperatures() -> Finding {
    let readings = machine.sensors.temperatures.value ?? []
    let cards = (machine.accelerators.devices.value ?? []).compactMap { card in
      card.celsius.map {
        Temperature(
          name: card.name.value ?? "GPU", celsius: $0, maximumCelsius: card.slowdownCelsius)
      }
    }
    let source = machine.sensors.temperatures.source + (cards.isEmpty ? "" : ", GPUs")
    let all = readings + cards
    guard let hottest = all.max(by: { $0.celsius < $1.celsius }) else {
      return Finding(
        .unknown, nil, from: source,
        advice: "no working sensor is seen: load the hardware monitor's driver, or look at the host"
      )
    }
    if let hot = all.first(where: { $0.isCritical }) {
      return Finding(.fail, describe(hot), from: source)
    }
    if let hot = all.first(where: { $0.isHigh }) {
      return Finding(.warn, describe(hot), from: source)
    }
    // Some processors hold their alarm until they are started again: it is no proof of
    // today's heat.
    if let alarming = all.first(where: \.raisesAlarm) {
      return Finding(
        .warn, describe(alarming) + ", raises its critical alarm", from: source,
        advice: "it is or was too hot: look at its cooling, and whether the alarm comes again")
    }
    let limited = all.filter { $0.maximumCelsius ?? $0.criticalCelsius != nil }
    let found = "hottest: " + describe(hottest)
    guard !limited.isEmpty else {
      return Finding(
        .unknown, found + ", no limit told", from: source,
        advice: "compare it with the limit in the maker's data sheet")
    }
    return Finding(.pass, found, from: source)
  }

  private func describe(_ reading: Temperature) -> String {
    let limit = (reading.maximumCelsius ?? reading.criticalCelsius).map {
      " of \(NumberText.tenths($0)) °C"
    }
    return "\(reading.name) \(NumberText.tenths(reading.celsius)) °C" + (limit ?? "")
  }
}

extension Temperature {
  fileprivate var isCritical: Bool { criticalCelsius.map { celsius >= $0 } ?? false }
  fileprivate var isHigh: Bool { maximumCelsius.map { celsius >= $0 } ?? false }
}
