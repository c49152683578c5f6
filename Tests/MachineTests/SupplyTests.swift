import Foundation
import Testing
import _RecordedMachines

@testable import Machine

@Suite("Power supplies")
struct SupplyTests {
  private func report(
    _ files: [String: String], daemon: (any SupplyDaemon)? = nil
  ) throws -> PowerReport {
    let tree = try RecordedMachine(files)
    return MachineReader(root: tree.root, supplyDaemon: daemon).read().power
  }

  @Test("supplies of the kernel are told apart, and a mouse's battery is none")
  func kernelSupplies() throws {
    let folder = "sys/class/power_supply"
    let supplies = try report([
      "\(folder)/AC/type": "Mains\n", "\(folder)/AC/online": "1\n",
      "\(folder)/BAT0/type": "Battery\n", "\(folder)/BAT0/capacity": "87\n",
      "\(folder)/BAT0/status": "Discharging\n",
      "\(folder)/hid-mouse/type": "Battery\n", "\(folder)/hid-mouse/scope": "Device\n",
      "\(folder)/ups0/type": "UPS\n", "\(folder)/ups0/capacity": "300\n",
    ]).supplies.value
    #expect(supplies?.map(\.kind) == [.mains, .battery, .uninterruptible])
    #expect(supplies?.map(\.charge) == [nil, 0.87, nil])
    #expect(supplies?.map(\.isOnline) == [true, nil, nil])
    #expect(supplies?[1].status == "Discharging")
  }

  @Test("names are read from the sections of ups.conf")
  func configuration() throws {
    let text = "maxretry = 3\n# [no]\n[rack]\n  driver = usbhid-ups\n [ second ]\n"
    let configured = try report(["etc/nut/ups.conf": text]).configuredSupplies
    #expect(configured == Fact(["rack", "second"], from: "/etc/nut/ups.conf"))
  }

  @Test("a daemon that does not answer is told, and its supplies stay unknown")
  func silentDaemon() throws {
    let power = try report([:], daemon: FakeSupplyDaemon(answer: .failure(.timedOut)))
    #expect(power.daemonSupplies == .unknown(from: "a daemon"))
    #expect(power.daemonFailure == .timedOut)
  }

  @Test("variables are read, those out of range or of another supply are not")
  func variables() {
    let supply = NetworkSupplyDaemon.supply(
      "rack",
      [
        "VAR rack battery.charge \"95\"", "VAR rack battery.runtime \"1800\"",
        "VAR rack battery.charge.low \"30\"",
        "VAR rack ups.status \"OB LB DISCHRG\"", "VAR rack ups.load \"-4\"",
        "VAR other battery.charge \"1\"", "VAR rack", "",
      ])
    #expect(supply.charge == 0.95)
    #expect(supply.lowCharge == 0.3)
    #expect(supply.runtimeSeconds == 1800)
    #expect(supply.isOnMains == false)
    #expect(supply.isBatteryLow == true)
    #expect(supply.load == nil)
  }

  @Test("a daemon is asked for its supplies and their variables")
  func conversation() throws {
    let daemon = try ScriptedDaemon([
      "LIST UPS": "BEGIN LIST UPS\nUPS rack \"Rack 1\"\nEND LIST UPS\n",
      "LIST VAR rack": """
      BEGIN LIST VAR rack
      VAR rack battery.charge "100"
      VAR rack ups.status "OL CHRG"
      END LIST VAR rack

      """,
    ])
    let supplies = try NetworkSupplyDaemon(port: daemon.port, timeout: .seconds(20)).supplies()
    var expected = UninterruptibleSupply(name: "rack")
    expected.isOnMains = true
    expected.isBatteryLow = false
    expected.charge = 1
    #expect(supplies == [expected])
  }

  @Test("one supply whose data are stale, or that falls silent, leaves the others as they are")
  func staleSupply() throws {
    let list = "BEGIN LIST UPS\nUPS a \"A\"\nUPS b \"B\"\nEND LIST UPS\n"
    let good = { (name: String) in
      "BEGIN LIST VAR \(name)\nVAR \(name) ups.status \"OL RB\"\nEND LIST VAR \(name)\n"
    }
    let stale = try ScriptedDaemon([
      "LIST UPS": list, "LIST VAR a": "ERR DATA-STALE\n", "LIST VAR b": good("b"),
    ])
    let supplies = try NetworkSupplyDaemon(port: stale.port, timeout: .seconds(20)).supplies()
    #expect(supplies.map(\.failure) == ["DATA-STALE", nil])
    #expect(supplies.map(\.isOnMains) == [nil, true])
    #expect(supplies.map(\.troubles) == [[], [.wornBattery]])
    let silent = try ScriptedDaemon(["LIST UPS": list, "LIST VAR a": good("a"), "LIST VAR b": ""])
    let rest = try NetworkSupplyDaemon(port: silent.port, timeout: .milliseconds(500)).supplies()
    #expect(rest.map(\.isOnMains) == [true, nil])
    #expect(rest.last?.failure == "no answer in time")
  }

  @Test("an error, a hang-up and silence end the conversation")
  func failures() throws {
    let refuses = try ScriptedDaemon(["LIST UPS": "ERR ACCESS-DENIED\n"])
    #expect(throws: SupplyDaemonError.unexpectedAnswer("ERR ACCESS-DENIED")) {
      try NetworkSupplyDaemon(port: refuses.port, timeout: .seconds(20)).supplies()
    }
    let hangsUp = try ScriptedDaemon([:])
    #expect(throws: SupplyDaemonError.unexpectedAnswer("the connection was closed")) {
      try NetworkSupplyDaemon(port: hangsUp.port, timeout: .seconds(20)).supplies()
    }
    let endless = try ScriptedDaemon([
      "LIST UPS": "BEGIN LIST UPS\n" + String(repeating: "UPS\n", count: 100_000)
    ])
    #expect(throws: SupplyDaemonError.unexpectedAnswer("too long")) {
      try NetworkSupplyDaemon(port: endless.port, timeout: .seconds(20)).supplies()
    }
    let silent = try ScriptedDaemon(["LIST UPS": ""])
    #expect(throws: SupplyDaemonError.timedOut) {
      try NetworkSupplyDaemon(port: silent.port, timeout: .milliseconds(50)).supplies()
    }
    #expect(throws: SupplyDaemonError.notRunning) {
      try NetworkSupplyDaemon(port: try ScriptedDaemon.closedPort()).supplies()
    }
  }
}
