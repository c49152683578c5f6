import Machine
import Testing
import _RecordedMachines

@Suite("Memory that may be taken")
struct AvailableMemoryTests {
  private static let free = "MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\n"

  private func machine(addresses: String = "unlimited", data: String = "unlimited") throws
    -> RecordedMachine
  {
    try RecordedMachine([
      "proc/meminfo": Self.free,
      "proc/self/status": "Name:\tcarat\nVmSize:\t  300000 kB\nVmData:\t   40000 kB\n",
      "proc/self/limits":
        "Limit                     Soft Limit           Hard Limit           Units\n"
        + "Max data size             \(data)            unlimited            bytes\n"
        + "Max address space         \(addresses)            unlimited            bytes\n",
    ])
  }

  /// Available memory on a machine with these limits; its files are gone afterwards.
  private func bytes(addresses: String = "unlimited", data: String = "unlimited") throws -> Int? {
    let machine = try machine(addresses: addresses, data: data)
    return withExtendedLifetime(machine) { AvailableMemory.bytes(root: machine.root) }
  }

  @Test("without limits it is what the system has free")
  func unlimited() throws {
    #expect(try bytes() == 4_000_000 * 1024)
  }

  @Test("a limit on addresses, or on memory, leaves what is not used and not kept back")
  func limits() throws {
    let reserve = 48 << 20
    #expect(try bytes(addresses: "1000000000") == 1_000_000_000 - 300_000 * 1024 - reserve)
    #expect(try bytes(data: "200000000") == 200_000_000 - 40_000 * 1024 - reserve)
    #expect(try bytes(data: "1000") == 0)
  }

  @Test("the whole is the machine's, or what a control group allows, used or not")
  func whole() throws {
    let machine = try machine()
    #expect(AvailableMemory.wholeBytes(root: machine.root) == 8_000_000 * 1024)
    #expect(AvailableMemory.controlGroupBytes(root: machine.root) == nil)
    try machine.write("0::/box\n", to: "proc/self/cgroup")
    try machine.write("500000000\n", to: "sys/fs/cgroup/box/memory.max")
    try machine.write("400000000\n", to: "sys/fs/cgroup/box/memory.current")
    #expect(AvailableMemory.wholeBytes(root: machine.root) == 500_000_000)
    #expect(AvailableMemory.controlGroupBytes(root: machine.root) == 500_000_000)
    try machine.write("300000000\n", to: "sys/fs/cgroup/box/memory.high")
    #expect(AvailableMemory.wholeBytes(root: machine.root) == 300_000_000)
  }
}
