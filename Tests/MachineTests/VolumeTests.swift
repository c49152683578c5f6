import Foundation
import Machine
import Testing
import _RecordedMachines

@Suite("Disks, and what stands on or behind them")
struct VolumeTests {
  private struct Device {
    var name: String
    var sectors = 1000
    var rotates: Bool? = false
    var model: String?
    var vendor: String?
    var more: [String: String] = [:]
  }

  private func tree(_ devices: [Device]) throws -> RecordedMachine {
    var files: [String: String] = [:]
    for device in devices {
      let folder = "sys/block/\(device.name)"
      files["\(folder)/size"] = "\(device.sectors)\n"
      files["\(folder)/queue/rotational"] = device.rotates.map { $0 ? "1\n" : "0\n" }
      files["\(folder)/device/model"] = device.model.map { $0 + "\n" }
      files["\(folder)/device/vendor"] = device.vendor.map { $0 + "\n" }
      for (path, text) in device.more { files["\(folder)/\(path)"] = text + "\n" }
    }
    return try RecordedMachine(files)
  }

  private func disks(_ devices: [Device]) throws -> [Disk]? {
    let tree = try tree(devices)
    return MachineReader(root: tree.root).read().storage.disks.value
  }

  @Test(
    "what is built from disks, files or memory is not counted again",
    arguments: [
      "bcache0", "zd0", "zd16", "dm-3", "md0", "md127", "md_d0", "loop4", "zram0", "ram2",
      "drbd1", "nullb0", "sr0", "fd0", "mtdblock3",
    ])
  func built(name: String) throws {
    let found = try disks([Device(name: "sda", rotates: true), Device(name: name)])
    #expect(found?.map(\.name) == ["sda"])
  }

  @Test("whatever its name, what the kernel lists disks below is built from them")
  func slaves() throws {
    let found = try disks([
      Device(name: "sda"), Device(name: "strange0", more: ["slaves/sda": ""]),
    ])
    #expect(found?.map(\.name) == ["sda"])
    // Only what is built is seen: the disks are hidden.
    #expect(try disks([Device(name: "dm-0"), Device(name: "loop0", sectors: 0)]) == nil)
    #expect(try disks([Device(name: "loop0", sectors: 0)]) == [])
  }

  @Test("LVM on LUKS on an array of two disks is two disks")
  func layers() throws {
    let found = try disks([
      Device(name: "sda", rotates: true, vendor: "ATA"),
      Device(name: "sdb", rotates: true, vendor: "ATA"),
      Device(name: "md0", more: ["slaves/sda": "", "slaves/sdb": ""]),
      Device(name: "dm-0", more: ["slaves/md0": "", "dm/uuid": "CRYPT-LUKS2-1"]),
      Device(name: "dm-1", more: ["slaves/dm-0": "", "dm/uuid": "LVM-1"]),
    ])
    #expect(found?.map(\.kind) == [.rotating, .rotating])
  }

  @Test("four ways to one disk are one disk, whether a map joins them or their identity does")
  func ways() throws {
    let ways = ["sda", "sdb", "sdc", "sdd"]
    let joined = try disks(
      ways.map { Device(name: $0) } + [
        Device(
          name: "dm-0",
          more: ways.reduce(into: ["dm/uuid": "mpath-36001"]) { $0["slaves/\($1)"] = "" })
      ])
    #expect(joined?.map(\.name) == ["sda"])
    #expect(joined?.map(\.kind) == [.unknown])
    let identified = ways.map { Device(name: $0, more: ["device/wwid": "naa.600140501"]) }
    #expect(try disks(identified)?.count == 1)
    // Makers that number nothing write zeros; disks of two sizes are two.
    let zeros = ways.map { Device(name: $0, more: ["wwid": "eui.0000000000000000"]) }
    #expect(try disks(zeros)?.count == 4)
    let sizes = ways.enumerated().map {
      Device(name: $1, sectors: 1000 + $0, more: ["wwid": "eui.1"])
    }
    #expect(try disks(sizes)?.count == 4)
  }

  @Test(
    "what virtual disks, clouds, networks and controllers say of rotation is not believed",
    arguments: [
      ("vda", nil, nil), ("xvdb", nil, nil), ("rbd0", nil, nil), ("nbd1", nil, nil),
      ("scinia", nil, nil), ("ublkb0", nil, nil), ("sdx1strange", nil, nil), ("pmem0", nil, nil),
      ("anything0", "ST12000NM0027", "SEAGATE"), ("nvme0n1", "NetApp ONTAP Controller", nil),
      ("nvme0n1", "dellemc-powerstore", nil), ("nvme0n1", "Vultr NVMe", nil),
      ("nvme0n1", "Amazon Elastic Block Store", nil), ("nvme0n1", "nvme_card-pd", nil),
      ("nvme0n1", "MSFT NVMe Accelerator v1.0", nil),
      ("nvme0n1", "Alibaba Cloud Elastic Block Storage", nil), ("nvme0n1", "Linux", nil),
      ("sda", "PersistentDisk", "Google"), ("sda", "Virtual Disk", "Msft"),
      ("sda", "BlockVolume", "ORACLE"), ("sda", "Volume", "HC"), ("sda", "QEMU HARDDISK", "ATA"),
      ("sda", "VBOX HARDDISK", "ATA"), ("sda", "Virtual disk", "VMware"),
      ("sda", "PERC H730P Mini", "DELL"), ("sda", "MR9361-8i", "AVAGO"),
      ("sda", "LOGICAL VOLUME", "HPE"), ("sda", "LUN C-Mode", "NETAPP"),
      ("sda", "iSCSI Storage", "SYNOLOGY"), ("sda", "anything", "LIO-ORG"),
      ("sda", "OPEN-V", "HITACHI"), ("sda", "MR9361-8i", nil), ("sda", "DELLBOSS VD", "ATA"),
    ] as [(String, String?, String?)])
  func volumes(name: String, model: String?, vendor: String?) throws {
    for rotates in [true, false] {
      let device = Device(name: name, rotates: rotates, model: model, vendor: vendor)
      #expect(try disks([device])?.map(\.kind) == [.unknown])
    }
  }

  @Test(
    "drives are believed, and the local flash of clouds",
    arguments: [
      ("sda", "ST12000NM0027", "SEAGATE"), ("sda", "WDC WD40EFRX-68N", "ATA"),
      ("sda", "ST12000NM0027", nil), ("sda", "HUS726T6TAL", "HGST"),
      ("nvme0n1", "SAMSUNG MZQL23T8HCLS", nil), ("nvme0n1", "nvme_card0", nil),
      ("nvme0n1", "Amazon EC2 NVMe Instance Storage", nil),
      ("nvme0n1", "Microsoft NVMe Direct Disk v2", nil), ("sda", nil, nil), ("sdaa", nil, nil),
      ("hda", nil, nil),
    ] as [(String, String?, String?)])
  func drives(name: String, model: String?, vendor: String?) throws {
    let device = Device(name: name, model: model, vendor: vendor)
    #expect(try disks([device])?.map(\.kind) == [.solidState])
  }

  @Test("NVMe over a network tells nothing of its kind, in every place of its transport")
  func fabrics() throws {
    for path in ["device/transport", "device/nvme3/transport"] {
      for (transport, kind) in [("tcp", Disk.Kind.unknown), ("pcie", .solidState)] {
        let device = Device(name: "nvme0n1", more: [path: transport])
        #expect(try disks([device])?.map(\.kind) == [kind])
      }
    }
  }

  @Test("the way to a disk tells sessions and remote ports apart from drives")
  func paths() throws {
    let ways: [(String, String, Disk.Kind)] = [
      ("host3/session1/target3:0:0/3:0:0:1", "SEAGATE", .unknown),
      ("host7/rport-7:0-0/target7:0:0/7:0:0:0", "SEAGATE", .unknown),
      ("host0/port-0:0/end_device-0:0/target0:0:0/0:0:0:0", "HPE", .rotating),
      ("usb2/2-1/2-1:1.0/host5/target5:0:0/5:0:0:0", "SEAGATE", .unknown),
    ]
    for (way, vendor, kind) in ways {
      let real = "sys/devices/\(way)/block/sda"
      let tree = try RecordedMachine([
        "\(real)/size": "1000\n", "\(real)/queue/rotational": "1\n",
        "\(real)/device/vendor": vendor + "\n", "sys/block/readme": "",
      ])
      try FileManager.default.createSymbolicLink(
        atPath: tree.root + "/sys/block/sda", withDestinationPath: "../devices/\(way)/block/sda")
      #expect(
        MachineReader(root: tree.root).read().storage.disks.value?.map(\.kind) == [kind], "\(way)")
    }
  }

  @Test(
    "cards and soldered chips are flash without a drive's controller; their boot parts are none")
  func cards() throws {
    let found = try disks([
      Device(name: "mmcblk0"), Device(name: "mmcblk0boot0"), Device(name: "mmcblk0rpmb"),
      Device(name: "mmcblk1"),
    ])
    #expect(found?.map(\.kind) == [.flashCard, .flashCard])
  }
}
