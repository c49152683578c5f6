/// The daemon of Network UPS Tools on this machine, asked over its text protocol (RFC 9271).
public struct NetworkSupplyDaemon: SupplyDaemon {
  /// The TCP port on 127.0.0.1.
  public var port: UInt16
  /// Longest time that the whole conversation may take.
  public var timeout: Duration

  /// The daemon on a port of this machine.
  public init(port: UInt16 = 3493, timeout: Duration = .milliseconds(500)) {
    (self.port, self.timeout) = (port, timeout)
  }

  /// Address at which it is asked.
  public var name: String { "upsd at 127.0.0.1:\(port)" }

  /// More than a machine hangs on.
  private static let mostSupplies = 64

  /// All supplies that the daemon knows; one that it cannot tell of has the reason, and the others
  /// are read.
  public func supplies() throws(SupplyDaemonError) -> [UninterruptibleSupply] {
    let connection = try LocalConnection(port: port, timeout: timeout)
    var supplies: [UninterruptibleSupply] = []
    for line in try list("UPS", connection).prefix(Self.mostSupplies) {
      // UPS <name> "<description>"
      let words = line.split(separator: " ")
      guard words.count >= 2, words[0] == "UPS", let name = SystemTree.cleaned(String(words[1]))
      else { continue }
      supplies.append(supply(name, connection))
    }
    connection.send("LOGOUT\n")
    return supplies
  }

  private func supply(_ name: String, _ connection: LocalConnection) -> UninterruptibleSupply {
    do {
      return Self.supply(name, try list("VAR \(name)", connection))
    } catch {
      var supply = UninterruptibleSupply(name: name)
      // ERR DATA-STALE, ERR DRIVER-NOT-CONNECTED, ...; after a lost connection all that follow.
      if case .unexpectedAnswer(let text) = error, text.hasPrefix("ERR ") {
        supply.failure = String(text.dropFirst(4))
      } else {
        supply.failure = "\(error)"
      }
      return supply
    }
  }

  /// The lines between `BEGIN LIST` and `END LIST`.
  private func list(
    _ what: String, _ connection: LocalConnection
  ) throws(SupplyDaemonError) -> [String] {
    connection.send("LIST \(what)\n")
    let first = try connection.line()
    guard first == "BEGIN LIST \(what)" else {
      throw .unexpectedAnswer(SystemTree.cleaned(first) ?? "")
    }
    var lines: [String] = []
    while true {
      let line = try connection.line()
      if line == "END LIST \(what)" { return lines }
      lines.append(line)
    }
  }

  /// The supply that lines such as `VAR rack battery.charge "100"` describe.
  static func supply(_ name: String, _ lines: [String]) -> UninterruptibleSupply {
    var values: [Substring: Substring] = [:]
    for line in lines {
      let words = line.split(separator: " ", maxSplits: 3)
      guard words.count == 4, words[0] == "VAR", words[1] == name[...] else { continue }
      values[words[2]] = words[3].drop { $0 == "\"" }.prefix { $0 != "\"" }
    }
    func number(_ key: Substring, _ range: ClosedRange<Double>) -> Double? {
      values[key].flatMap { Double($0) }.flatMap { range.contains($0) ? $0 : nil }
    }
    var supply = UninterruptibleSupply(name: name)
    if let status = values["ups.status"]?.split(separator: " "), !status.isEmpty {
      supply.isOnMains = status.contains("OB") ? false : status.contains("OL") ? true : nil
      supply.isBatteryLow = status.contains("LB")
      supply.troubles = UninterruptibleSupply.Trouble.allCases.filter {
        status.contains($0.rawValue[...])
      }
    }
    supply.charge = number("battery.charge", 0...100).map { $0 / 100 }
    supply.lowCharge = number("battery.charge.low", 0...100).map { $0 / 100 }
    supply.runtimeSeconds = number("battery.runtime", 0...1e9)
    supply.load = number("ups.load", 0...1000).map { $0 / 100 }
    return supply
  }
}
