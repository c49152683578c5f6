import Machine
import Testing

@testable import Audit

@Suite("Rules of the audit")
struct AuditRuleTests {
  private func status(
    _ id: AuditCheck.ID, _ profile: AuditProfile = .training,
    _ change: (inout MachineReport) -> Void
  ) -> AuditCheck.Status? {
    var machine = MachineReport()
    change(&machine)
    return Audit(of: machine, for: profile).report()[id]?.status
  }

  @Test("every profile checks a thing once, and names who asks for it")
  func rules() {
    for profile in AuditProfile.allCases {
      let rules = AuditRule.rules(for: profile)
      #expect(Set(rules.map(\.check)).count == rules.count)
      #expect(rules.allSatisfy { !$0.title.isEmpty && !$0.advice.isEmpty })
    }
    let checked = AuditProfile.allCases.flatMap { AuditRule.rules(for: $0).map(\.check) }
    #expect(Set(checked) == Set(AuditCheck.ID.allCases))
    #expect(AuditRule.rules(for: .training).allSatisfy { $0.source == .guide })
  }

  @Test("the figures of the guide are in the table")
  func figures() {
    let minimums = AuditRule.rules(for: .training).reduce(into: [:]) { $0[$1.check] = $1.minimum }
    #expect(
      minimums == [
        .cores: 16, .accelerators: 2, .memory: 128_000_000_000, .ssd: 2_000_000_000_000,
        .hdd: 10_000_000_000_000, .network: 10_000_000_000, .networkSwitch: 10_000_000_000,
      ])
  }

  @Test("memory that firmware keeps does not fail a machine sold with 128 GB; 96 GiB does")
  func memory() {
    func memory(_ bytes: Int) -> AuditCheck.Status? {
      status(.memory) { $0.memory.total.value = bytes }
    }
    #expect(memory(125 << 30) == .pass)
    #expect(memory(121_600_000_000) == .pass)
    #expect(memory(121_599_999_999) == .fail)
    #expect(memory(96 << 30) == .fail)
    let grouped = status(.memory) {
      $0.memory.total.value = 512 << 30
      $0.memory.available.value = 500 << 30
      $0.memory.allowed.value = 64 << 30
    }
    #expect(grouped == .warn)
  }

  @Test("enough cores of another class are a warning; too few threads are too few cores")
  func cores() {
    func cores(_ count: Int?, _ name: String?, threads: Int? = nil) -> AuditCheck.Status? {
      status(.cores) {
        $0.processor.cores.value = count
        $0.processor.name.value = name
        $0.processor.threads.value = threads
      }
    }
    #expect(cores(16, "Intel(R) Xeon(R) Gold 6326 CPU @ 2.90GHz") == .pass)
    #expect(cores(16, "AMD Ryzen 9 7950X 16-Core Processor") == .warn)
    #expect(cores(15, "AMD EPYC") == .fail)
    #expect(cores(nil, "AMD EPYC", threads: 8) == .fail)
    #expect(cores(nil, "AMD EPYC", threads: 32) == .unknown)
    let limited = status(.cores) {
      $0.processor.cores.value = 64
      $0.processor.name.value = "AMD EPYC"
      $0.processor.allowedCores.value = 15
    }
    #expect(limited == .warn)
  }

  private func card(
    _ name: String?, gigabytes: Int?, _ capability: ComputeCapability? = nil,
    readiness: InstalledAccelerator.Readiness = .ready, maker: InstalledAccelerator.Maker = .nvidia,
    isPartitioned: Bool? = nil, instances: [Int]? = nil
  ) -> InstalledAccelerator {
    var card = InstalledAccelerator(maker: maker, readiness: readiness, source: "test")
    card.name.value = name
    card.memoryBytes.value = gigabytes.map { $0 * 1_000_000_000 }
    card.computeCapability = capability
    card.isPartitioned = isPartitioned
    card.instanceBytes = instances?.map { $0 << 30 }
    return card
  }

  private func cards(_ cards: [InstalledAccelerator]?) -> AuditCheck.Status? {
    status(.accelerators) { $0.accelerators.devices.value = cards }
  }

  @Test("two whole server cards pass; consumer cards of that size, and parts of cards, warn")
  func gradesThatMeet() {
    let v100 = card("Tesla V100-SXM2-16GB", gigabytes: 16, ComputeCapability(7, 0))
    let rtx4090 = card("NVIDIA GeForce RTX 4090", gigabytes: 25, ComputeCapability(8, 9))
    let mi300 = card("AMD Instinct MI300X OAM", gigabytes: 206, maker: .amd)
    let part = card(
      "NVIDIA H100 NVL", gigabytes: 100, ComputeCapability(9, 0), isPartitioned: true,
      instances: [12, 47])
    #expect(cards([v100, v100]) == .pass)
    #expect(cards([v100, mi300]) == .pass)
    #expect(cards([v100, rtx4090]) == .warn)
    #expect(cards([rtx4090, rtx4090]) == .warn)
    #expect(cards([v100, part]) == .warn)
  }

  @Test("one card, small or old cards, and cards without a driver fail")
  func gradesThatFail() {
    let a100 = card("NVIDIA A100-PCIE-40GB", gigabytes: 42, ComputeCapability(8, 0))
    let p100 = card("Tesla P100-PCIE-16GB", gigabytes: 17, ComputeCapability(6, 0))
    let rtx3080 = card("NVIDIA GeForce RTX 3080", gigabytes: 10, ComputeCapability(8, 6))
    #expect(cards([]) == .fail)
    #expect(cards([a100]) == .fail)
    #expect(cards([a100, p100]) == .fail)
    #expect(cards([a100, rtx3080]) == .fail)
    var machine = MachineReport()
    machine.accelerators.devices.value = [
      a100, card(nil, gigabytes: nil, readiness: .withoutDriver),
    ]
    let check = Audit(of: machine, for: .training).report()[.accelerators]
    #expect(check?.status == .fail)
    #expect(check?.advice?.contains("driver") == true)
    #expect(check?.found?.contains("without a driver") == true)
  }

  @Test("instances of unknown size, and cards of unknown memory, are not enough cards")
  func gradesOfUnknownSize() {
    let a100 = card("NVIDIA A100-SXM4-80GB", gigabytes: 86, ComputeCapability(8, 0))
    let cut = card(
      "NVIDIA A100-SXM4-80GB", gigabytes: 86, ComputeCapability(8, 0), isPartitioned: true)
    let small = card(
      "NVIDIA A100-SXM4-80GB", gigabytes: 86, ComputeCapability(8, 0), isPartitioned: true,
      instances: [5, 10])
    let gb10 = card("NVIDIA GB10", gigabytes: nil, ComputeCapability(12, 1))
    #expect(cards([a100, cut]) == .unknown)
    #expect(cards([a100, small]) == .fail)
    #expect(cards([gb10, gb10]) == .unknown)
    #expect(cards([gb10]) == .fail)
  }

  @Test("cards that do not tell what they are leave it open")
  func gradesUnknown() {
    let untold = card(nil, gigabytes: nil, readiness: .bound)
    #expect(cards([untold, untold]) == .unknown)
    #expect(cards(nil) == .unknown)
  }

  @Test("1.92 TB drives count as 2 TB, flash to spare as HDD, and virtual disks leave a doubt")
  func disks() {
    func disks(_ id: AuditCheck.ID, _ list: [(Disk.Kind, Int)]) -> AuditCheck.Status? {
      status(id) { machine in
        machine.storage.disks.value = list.map {
          Disk(name: "d", kind: $0.0, bytes: $0.1 * 1_000_000_000)
        }
      }
    }
    #expect(disks(.ssd, [(.solidState, 1920)]) == .pass)
    #expect(disks(.ssd, [(.solidState, 1000), (.rotating, 9000)]) == .fail)
    #expect(disks(.ssd, [(.solidState, 1000), (.unknown, 1000)]) == .warn)
    #expect(disks(.hdd, [(.rotating, 8000)]) == .fail)
    #expect(disks(.hdd, [(.rotating, 8000), (.solidState, 3840)]) == .pass)
    #expect(disks(.hdd, [(.solidState, 15_360)]) == .pass)
    #expect(disks(.hdd, [(.solidState, 7680)]) == .fail)
    #expect(disks(.hdd, []) == .fail)
  }

  @Test("a slow link fails, a fast one that is down warns, an unknown one leaves it open")
  func links() {
    func link(_ links: [NetworkInterface]) -> AuditCheck.Status? {
      status(.network) { $0.network.interfaces.value = links }
    }
    let gigabit = NetworkInterface(
      name: "a", kind: .ethernet, isUp: true, bitsPerSecond: 1_000_000_000)
    var fast = NetworkInterface(
      name: "b", kind: .ethernet, isUp: true, bitsPerSecond: 25_000_000_000)
    #expect(link([gigabit]) == .fail)
    #expect(link([gigabit, fast]) == .pass)
    fast.isUp = false
    #expect(link([gigabit, fast]) == .warn)
    #expect(link([gigabit, NetworkInterface(name: "c", kind: .ethernet, isUp: true)]) == .unknown)
    let radio = NetworkInterface(name: "w", kind: .wireless, isUp: true)
    #expect(link([gigabit, radio]) == .fail)
    #expect(link([radio]) == .unknown)
    #expect(link([gigabit, NetworkInterface(name: "m", kind: .other, isUp: true)]) == .fail)
    #expect(link([radio, NetworkInterface(name: "d", kind: .ethernet, isUp: false)]) == .unknown)
    fast.isUp = true
    fast.kind = .virtual
    #expect(link([gigabit, fast]) == .fail)
    #expect(link([fast]) == .unknown)
  }

  @Test("releases that are supported for years pass, others warn, unknown ones are left open")
  func systems() {
    func system(_ id: String, _ name: String, _ version: String) -> AuditCheck.Status? {
      status(.operatingSystem) {
        $0.host.systemID.value = id
        $0.host.systemName.value = name
        $0.host.systemVersion.value = version
      }
    }
    #expect(system("ubuntu", "Ubuntu 22.04.4 LTS", "22.04.4 LTS (Jammy Jellyfish)") == .pass)
    #expect(system("ubuntu", "Ubuntu 23.10", "23.10 (Mantic Minotaur)") == .warn)
    #expect(system("centos", "CentOS Stream 9", "9") == .pass)
    #expect(system("centos", "CentOS Stream 8", "8") == .warn)
    #expect(system("centos", "CentOS Linux 7 (Core)", "7 (Core)") == .warn)
    #expect(system("arch", "Arch Linux", "") == .warn)
    #expect(system("debian", "Debian GNU/Linux trixie/sid", "") == .warn)
    #expect(system("homemade", "Homemade", "1") == .unknown)
  }

  @Test("temperatures are judged by their own limits only")
  func temperatures() {
    func hottest(_ readings: [Temperature]) -> AuditCheck.Status? {
      status(.temperature) { $0.sensors.temperatures.value = readings }
    }
    #expect(hottest([Temperature(name: "a", celsius: 95)]) == .unknown)
    #expect(hottest([Temperature(name: "a", celsius: 95, maximumCelsius: 95)]) == .warn)
    #expect(hottest([Temperature(name: "a", celsius: 95, criticalCelsius: 95)]) == .fail)
    #expect(hottest([Temperature(name: "a", celsius: 94, criticalCelsius: 95)]) == .pass)
    var alarming = Temperature(name: "a", celsius: 45, criticalCelsius: 95)
    alarming.raisesAlarm = true
    #expect(hottest([Temperature(name: "b", celsius: 60, criticalCelsius: 95), alarming]) == .warn)
    var gpu = card("NVIDIA A100", gigabytes: 80)
    gpu.celsius = 91
    gpu.slowdownCelsius = 89
    #expect(status(.temperature) { $0.accelerators.devices.value = [gpu] } == .warn)
  }

  @Test("fans that stand still are a warning")
  func fans() {
    func fans(_ speeds: [Int]) -> AuditCheck.Status? {
      status(.cooling) {
        $0.sensors.fans.value = speeds.map { Fan(name: "f", turnsPerMinute: $0) }
      }
    }
    #expect(fans([0, 900]) == .pass)
    #expect(fans([0, 0]) == .warn)
  }

  @Test("a supply on its battery warns, a nearly empty one fails, a silent daemon warns")
  func supplies() {
    var supply = UninterruptibleSupply(name: "rack")
    func daemon(_ supply: UninterruptibleSupply) -> AuditCheck.Status? {
      status(.ups) { $0.power.daemonSupplies.value = [supply] }
    }
    #expect(daemon(supply) == .unknown)
    supply.isOnMains = false
    #expect(daemon(supply) == .warn)
    supply.isBatteryLow = true
    #expect(daemon(supply) == .fail)
    var off = UninterruptibleSupply(name: "rack")
    off.isOnMains = true
    #expect(daemon(off) == .pass)
    off.troubles = [.bypass]
    #expect(daemon(off) == .warn)
    #expect(status(.ups) { $0.power.configuredSupplies.value = ["rack"] } == .warn)
    #expect(
      status(.ups) {
        $0.power.supplies.value = [PowerSupply(name: "ups0", kind: .uninterruptible)]
      } == .pass)
    // A notebook's battery is no such supply.
    #expect(
      status(.ups) { $0.power.supplies.value = [PowerSupply(name: "BAT0", kind: .battery)] }
        == .unknown)
  }

  @Test("a supply on the mains whose battery is low in charge warns, by its own limit or a fifth")
  func charges() {
    func daemon(_ charge: Double, _ limit: Double?) -> AuditCheck.Status? {
      status(.ups) {
        var supply = UninterruptibleSupply(name: "rack")
        (supply.isOnMains, supply.charge, supply.lowCharge) = (true, charge, limit)
        $0.power.daemonSupplies.value = [supply]
      }
    }
    func kernel(_ charge: Double) -> AuditCheck.Status? {
      status(.ups) {
        var supply = PowerSupply(name: "ups0", kind: .uninterruptible)
        supply.charge = charge
        $0.power.supplies.value = [supply]
      }
    }
    #expect([daemon(0.19, nil), daemon(0.2, nil)] == [.warn, .pass])
    #expect([daemon(0.29, 0.3), daemon(0.3, 0.3)] == [.warn, .pass])
    #expect([daemon(0.15, 0.1), daemon(0.09, 0.1)] == [.pass, .warn])
    #expect([kernel(0.19), kernel(0.2)] == [.warn, .pass])
  }

  @Test("each supply is judged: one that is low or silent beside a good one is a warning")
  func manySupplies() {
    func check(_ supplies: UninterruptibleSupply...) -> AuditCheck? {
      var machine = MachineReport()
      machine.power.daemonSupplies.value = supplies
      return Audit(of: machine, for: .training).report()[.ups]
    }
    var good = UninterruptibleSupply(name: "a")
    good.isOnMains = true
    var low = UninterruptibleSupply(name: "b")
    (low.isOnMains, low.isBatteryLow) = (false, true)
    var stale = UninterruptibleSupply(name: "c")
    stale.failure = "DATA-STALE"
    #expect(check(good, good)?.status == .pass)
    #expect(check(good, low)?.status == .warn)
    #expect(check(low, low)?.status == .fail)
    #expect(check(stale)?.status == .unknown)
    let mixed = check(stale, good)
    #expect(mixed?.status == .warn)
    #expect(mixed?.found == "c, not told (DATA-STALE); a, on the mains")
    #expect(mixed?.advice?.hasPrefix("c: ") == true)
  }

  @Test("a machine without a way out is isolated; what lies beyond a route cannot be read")
  func isolation() {
    #expect(status(.isolation) { $0.network.hasDefaultRoute.value = false } == .pass)
    #expect(status(.isolation) { $0.network.hasDefaultRoute.value = true } == .unknown)
  }

  @Test("an edge device that can act on nothing fails; a serial port is a way with a warning")
  func actuators() {
    func actuators(_ serial: [String]?) -> AuditCheck.Status? {
      status(.actuators, .edge) {
        $0.devices.gpioChips.value = []
        $0.devices.pwmChips.value = []
        $0.devices.leds.value = []
        $0.devices.serialPorts.value = serial
      }
    }
    #expect(actuators([]) == .fail)
    #expect(actuators(["ttyUSB0"]) == .warn)
    #expect(actuators(nil) == .unknown)
  }

  @Test("a measured bandwidth is told")
  func bandwidth() {
    let audit = Audit(of: MachineReport(), for: .inference, readBytesPerSecond: 43_210_000_000)
    #expect(audit.report()[.memoryBandwidth]?.found == "43.2 GB/s")
    #expect(audit.report()[.memoryBandwidth]?.status == .pass)
  }
}
