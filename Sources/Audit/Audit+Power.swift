import Machine
import PlainText

extension Audit {
  func uninterruptibleSupply() -> Finding {
    let power = machine.power
    let told = (power.daemonSupplies.value ?? []).map(SupplyState.init)
    if !told.isEmpty { return judge(told, from: power.daemonSupplies.source) }
    let shown = (power.supplies.value ?? []).filter { $0.kind == .uninterruptible }
    if !shown.isEmpty { return judge(shown.map(SupplyState.init), from: power.supplies.source) }
    if let names = power.configuredSupplies.value, !names.isEmpty {
      let silence = power.daemonFailure.map { ": \($0)" } ?? ""
      return Finding(
        .warn, "\(NameList.text(names)), set up", from: power.configuredSupplies.source,
        advice: "the daemon of Network UPS Tools did not answer\(silence): start it")
    }
    let sources = [
      power.supplies.source, power.configuredSupplies.source,
      power.daemonSupplies.source + (power.daemonFailure.map { ": \($0)" } ?? ""),
    ]
    // A supply without a data cable is seen by no program.
    return .unknown(from: sources.joined(separator: ", "))
  }

  /// All of them protect: pass; none does: what the best of them comes to; else one is worth a
  /// look.
  private func judge(_ supplies: [SupplyState], from evidence: String) -> Finding {
    let found = NameList.text(supplies.map(\.text), most: 8, separator: "; ")
    let troubled = supplies.filter { $0.status != .pass }
    let advice = NameList.text(
      troubled.compactMap { supply in
        supply.advice.map { supplies.count == 1 ? $0 : "\(supply.name): \($0)" }
      }, separator: "; ")
    let statuses = Set(supplies.map(\.status))
    let status = statuses.count == 1 ? supplies[0].status : .warn
    return Finding(status, found, from: evidence, advice: advice.isEmpty ? nil : advice)
  }
}

/// The verdict on one uninterruptible supply.
private struct SupplyState {
  let name: String
  var text: String
  var status: AuditCheck.Status
  var advice: String?

  /// One that a daemon tells of.
  init(_ supply: UninterruptibleSupply) {
    name = supply.name
    let minutes = supply.runtimeSeconds.map { "\(NumberText.tenths($0 / 60)) minutes" }
    text = [
      supply.name, supply.failure.map { "not told (\($0))" },
      supply.isOnMains.map { $0 ? "on the mains" : "on battery" },
      supply.isBatteryLow == true ? "battery low" : nil,
      supply.charge.map { "charged \(NumberText.share($0))" }, minutes,
    ].compactMap(\.self).joined(separator: ", ")
    let words = supply.troubles.map { Self.name(of: $0) }
    if !words.isEmpty { text += ", " + words.joined(separator: ", ") }
    if supply.failure != nil {
      (status, advice) = (
        .unknown, "its driver does not answer: look at its data cable and restart it"
      )
    } else if supply.isBatteryLow == true || supply.troubles.contains(.forcedShutdown) {
      (status, advice) = (.fail, "its battery is nearly empty: save work")
    } else if supply.isOnMains == false {
      (status, advice) = (.warn, "it runs from its battery: look at the mains")
    } else if !supply.troubles.isEmpty {
      (status, advice) = (.warn, "it does not protect as it should: look at it and its manual")
    } else if Self.isLow(supply.charge, supply.lowCharge) {
      (status, advice) = (.warn, Self.lowAdvice)
    } else if supply.isOnMains == true {
      (status, advice) = (.pass, nil)
    } else {
      (status, advice) = (.unknown, "it does not tell whether it is on the mains: look at it")
    }
  }

  /// One that the kernel shows.
  init(_ supply: PowerSupply) {
    name = supply.name
    text = [supply.name, supply.status, supply.charge.map(NumberText.share)].compactMap(\.self)
      .joined(separator: ", ")
    let isOff = supply.isOnline == false || supply.status == "Discharging"
    if isOff {
      (status, advice) = (.warn, "it runs from its battery: look at the mains")
    } else {
      (status, advice) = Self.isLow(supply.charge, nil) ? (.warn, Self.lowAdvice) : (.pass, nil)
    }
  }

  private static let lowAdvice = "its battery would not last now: let it charge, or replace it"

  /// Tells whether a charge is below the supply's own limit, or below a fifth where it tells none.
  private static func isLow(_ charge: Double?, _ limit: Double?) -> Bool {
    charge.map { $0 < limit ?? 0.2 } ?? false
  }

  private static func name(of trouble: UninterruptibleSupply.Trouble) -> String {
    switch trouble {
    case .forcedShutdown: "shutting down"
    case .off: "output off"
    case .bypass: "on bypass"
    case .overload: "overloaded"
    case .wornBattery: "battery to be replaced"
    case .alarm: "alarm"
    }
  }
}
