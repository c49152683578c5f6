import Machine
import Testing
import _RecordedMachines

@Suite("Network interfaces")
struct LinkTests {
  private func interface(_ files: [String: String]) throws -> NetworkInterface? {
    let tree = try RecordedMachine(
      files.reduce(into: [:]) { $0["sys/class/net/eno1/" + $1.key] = $1.value + "\n" })
    return MachineReader(root: tree.root).read().network.interfaces.value?.first
  }

  @Test(
    "what drivers write where they know no speed is unknown",
    arguments: [
      "-1", "0", "65535", "4294967295", "2147483647", "-2147483648", "9223372036854775807", "",
      "fast",
    ])
  func sentinels(text: String) throws {
    let link = try interface(["type": "1", "device/vendor": "0x8086", "speed": text])
    #expect(link?.kind == .ethernet)
    #expect(link?.bitsPerSecond == nil)
  }

  @Test("speeds are read up to the fastest links", arguments: [10, 1000, 2500, 100_000, 1_600_000])
  func speeds(megabits: Int) throws {
    let link = try interface(["type": "1", "device/vendor": "0x8086", "speed": "\(megabits)"])
    #expect(link?.bitsPerSecond == megabits * 1_000_000)
  }

  @Test("a hypervisor's driver knows nothing of the cable", arguments: ["virtio_net", "vmxnet3"])
  func paravirtual(driver: String) throws {
    let link = try interface([
      "type": "1", "device/uevent": "DRIVER=\(driver)", "speed": "10000",
    ])
    #expect(link?.bitsPerSecond == nil)
  }

  @Test("radio, bonds, bridges, tunnels and telephones are told apart from cables")
  func kinds() throws {
    let device = ["type": "1", "device/vendor": "0x8086"]
    func kind(_ more: [String: String]) throws -> NetworkInterface.Kind? {
      try interface(device.merging(more) { $1 })?.kind
    }
    #expect(try kind([:]) == .ethernet)
    #expect(try kind(["wireless/x": ""]) == .wireless)
    #expect(try kind(["phy80211/name": "phy0"]) == .wireless)
    #expect(try kind(["uevent": "DEVTYPE=wlan"]) == .wireless)
    #expect(try kind(["uevent": "DEVTYPE=wwan"]) == .other)
    #expect(try kind(["uevent": "DEVTYPE=dsa"]) == .ethernet)
    #expect(try kind(["uevent": "DEVTYPE=vlan"]) == .virtual)
    #expect(try kind(["bonding/mode": "802.3ad 4"]) == .virtual)
    #expect(try kind(["bridge/bridge_id": "8000"]) == .virtual)
    #expect(try kind(["tun_flags": "0x1002"]) == .virtual)
    #expect(try kind(["type": "32"]) == .infiniband)
    #expect(try interface(["type": "1"])?.kind == .virtual)
  }

  @Test("where no state is kept, the signal tells whether a link is up")
  func carrier() throws {
    let device = ["type": "1", "device/vendor": "0x8086", "operstate": "unknown"]
    #expect(try interface(device)?.isUp == nil)
    #expect(try interface(device.merging(["carrier": "0"]) { $1 })?.isUp == false)
    #expect(try interface(device.merging(["carrier": "1"]) { $1 })?.isUp == true)
  }
}
