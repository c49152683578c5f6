import JSON
import Machine
import Testing
import _RecordedMachines

@testable import Audit

@Suite("Audit of recorded machines")
struct AuditTests {
  private func audit(
    _ name: String, _ profile: AuditProfile, library: (any GPULibrary)? = nil,
    daemon: (any SupplyDaemon)? = nil, modelBytes: Int? = nil,
    changing change: (RecordedMachine) throws -> Void = { _ in }
  ) throws -> AuditReport {
    let tree = try RecordedMachine(named: name)
    try change(tree)
    let machine = MachineReader(
      root: tree.root, searchPath: ["/usr/bin"], gpuLibrary: library, supplyDaemon: daemon
    ).read()
    return Audit(of: machine, for: profile, modelBytes: modelBytes).report()
  }

  private func statuses(_ report: AuditReport) -> [AuditCheck.ID: AuditCheck.Status] {
    report.checks.reduce(into: [:]) { $0[$1.id] = $1.status }
  }

  private static var rackSupply: FakeSupplyDaemon {
    var supply = UninterruptibleSupply(name: "rack")
    supply.isOnMains = true
    supply.charge = 1
    supply.runtimeSeconds = 1800
    return FakeSupplyDaemon(answer: .success([supply]))
  }

  @Test("a server with two A100 meets the guide in all that a program can read")
  func server() throws {
    let report = try audit(
      "epyc-a100-server", .training, library: FakeGPULibrary.twoA100, daemon: Self.rackSupply)
    #expect(
      statuses(report) == [
        .cores: .pass, .accelerators: .pass, .memory: .pass, .ssd: .pass, .hdd: .pass,
        .network: .pass, .networkSwitch: .unknown, .operatingSystem: .pass, .frameworks: .pass,
        .toolchain: .pass, .ups: .pass, .cooling: .unknown, .temperature: .pass, .rack: .unknown,
        .firewall: .pass, .isolation: .unknown, .physicalProtection: .unknown,
      ])
    #expect(report.passes)
    #expect(report[.memory]?.found == "134.9 GB (125.6 GiB)")
    #expect(report[.memory]?.evidence == "/proc/meminfo")
    #expect(report[.cores]?.found == "32 cores, AMD EPYC 7313 16-Core Processor")
    #expect(report[.accelerators]?.found == "2 x NVIDIA A100-SXM4-80GB, 85.9 GB (80 GiB)")
    #expect(report[.ups]?.found == "rack, on the mains, charged 100 %, 30 minutes")
    #expect(report[.ups]?.advice == nil)
    #expect(report[.network]?.found == "eno1np0 10 Gbit/s, mlx5_0/1 200 Gbit/s")
    #expect(report[.rack]?.advice?.contains("by hand") == true)
  }

  @Test("a small virtual machine fails as a training node, and says by what")
  func smallMachine() throws {
    let report = try audit("small-vm", .training)
    #expect(
      statuses(report) == [
        .cores: .fail, .accelerators: .fail, .memory: .fail, .ssd: .fail, .hdd: .fail,
        .network: .unknown, .networkSwitch: .unknown, .operatingSystem: .pass,
        .frameworks: .unknown, .toolchain: .warn, .ups: .unknown, .cooling: .unknown,
        .temperature: .unknown, .rack: .unknown, .firewall: .fail, .isolation: .unknown,
        .physicalProtection: .unknown,
      ])
    #expect(!report.passes)
    #expect(report[.accelerators]?.found == "none")
    #expect(report[.ssd]?.found == "0 bytes of SSD, 42.9 GB of unknown kind")
    #expect(report[.toolchain]?.advice == "install python3")
    #expect(report.checks.allSatisfy { $0.status == .pass || $0.advice != nil })
  }

  @Test("the same virtual machine runs small models, slowly")
  func smallInference() throws {
    let report = try audit("small-vm", .inference)
    #expect(
      statuses(report) == [
        .cores: .warn, .vectorInstructions: .warn, .memory: .warn, .memoryBandwidth: .unknown,
        .freeDisk: .unknown, .accelerators: .pass, .temperature: .unknown,
      ])
    #expect(report.passes)
    #expect(try audit("small-vm", .inference, modelBytes: 3_435_973_632)[.memory]?.status == .pass)
    let tooLarge = try audit("small-vm", .inference, modelBytes: 3_435_973_633)
    #expect(tooLarge[.memory]?.status == .fail)
    #expect(tooLarge[.memory]?.required.contains("3.4 GB (3.2 GiB)") == true)
  }

  @Test("a Raspberry Pi 5 with a sensor and a camera is an edge device")
  func raspberryPi() throws {
    let report = try audit("raspberry-pi-5", .edge)
    #expect(
      statuses(report) == [
        .board: .pass, .operatingSystem: .pass, .memory: .pass, .sensors: .pass, .cameras: .pass,
        .actuators: .pass, .supplyVoltage: .pass, .temperature: .pass, .firewall: .warn,
      ])
    #expect(report.passes)
    #expect(report[.sensors]?.found == "bme280 (humidityrelative, pressure, temp)")
    #expect(report[.cameras]?.found == "rp1-cfe-csi2_ch0")
    #expect(report[.actuators]?.found == "1 GPIO chip, 1 PWM chip, 2 LEDs, 1 serial port")
  }

  @Test("a Jetson without sensors is an edge device with a warning")
  func jetson() throws {
    let report = try audit("jetson-orin-nano", .edge)
    #expect(
      statuses(report) == [
        .board: .pass, .operatingSystem: .pass, .memory: .pass, .sensors: .warn, .cameras: .pass,
        .actuators: .pass, .supplyVoltage: .unknown, .temperature: .pass, .firewall: .unknown,
      ])
    #expect(report[.sensors]?.found?.contains("connected to i2c-7 c250000.i2c") == true)
    // It has a GPU of its own kind, which is none of V100 class.
    #expect(try audit("jetson-orin-nano", .training)[.accelerators]?.status == .fail)
  }

  @Test("an older Raspberry Pi, and one whose voltage is low, fail")
  func weakBoards() throws {
    let old = try audit("raspberry-pi-5", .edge) { tree in
      try tree.write("Raspberry Pi 3 Model B Plus Rev 1.3\0", to: "proc/device-tree/model")
      try tree.write("1\n", to: "sys/class/hwmon/hwmon3/in0_lcrit_alarm")
    }
    #expect(old[.board]?.status == .fail)
    #expect(old[.supplyVoltage]?.status == .fail)
    #expect(!old.passes)
    // As older boards have it.
    let path = "sys/devices/platform/soc/soc:firmware/get_throttled"
    let once = try audit("raspberry-pi-5", .edge) { try $0.write("50000\n", to: path) }
    #expect(once[.supplyVoltage]?.status == .warn)
    #expect(once[.supplyVoltage]?.evidence == "/" + path)
  }

  @Test("a machine of which nothing is known is not fit, and none of its checks passes or fails")
  func nothingKnown() throws {
    let tree = try RecordedMachine()
    for machine in [MachineReport(), MachineReader(root: tree.root).read()] {
      for profile in AuditProfile.allCases {
        let report = Audit(of: machine, for: profile).report()
        for check in report.checks {
          #expect(check.status == .unknown, "\(profile) \(check.id)")
          #expect(check.found == nil, "\(profile) \(check.id)")
          #expect(check.advice != nil, "\(profile) \(check.id)")
          #expect(!check.evidence.isEmpty, "\(profile) \(check.id)")
        }
        #expect(report.verdict == .unknown)
        #expect(!report.passes)
        #expect(Set(report.missing.map(\.id)) == profile.essentials)
      }
    }
  }
}
