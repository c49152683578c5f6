/// A block device that stands on no other: a drive, or something that poses as one.
///
/// Its flag of rotation is what the other side says. That is the drive itself where one is
/// connected; a hypervisor, a RAID controller, an array or a network volume says what it was told
/// to, or nothing, which reads as 0 or 1 too.
struct BlockDevice {
  let system: SystemTree
  let name: String
  private var folder: String { "sys/block/\(name)" }

  var model: String? {
    system.text("\(folder)/device/model") ?? system.text("\(folder)/device/name")
  }

  /// Identity that is the same for all ways to this device; `nil` if it has nothing of the kind.
  var identity: String? {
    let text = system.text("\(folder)/wwid") ?? system.text("\(folder)/device/wwid")
    // Makers that number nothing write zeros behind the kind of number.
    let number = text?.split(separator: ".", maxSplits: 1).last ?? ""
    return number.contains { !"0- ".contains($0) } ? text : nil
  }

  var kind: Disk.Kind {
    if name.hasPrefix("mmcblk") { return .flashCard }
    if !isOfDrives || isVolume { return .unknown }
    switch system.text("\(folder)/queue/rotational") {
    case "0": return .solidState
    // Bridges of USB do not pass the drive's answer on, and then the kernel keeps its default.
    case "1": return path.contains("/usb") ? .unknown : .rotating
    default: return .unknown
    }
  }

  /// Path of the device in the kernel's tree, by its links; empty in a tree without links.
  private var path: String {
    [folder, "\(folder)/device"].compactMap(system.linkTarget).joined(separator: " ")
  }

  /// Tells whether a driver of drives names the device: SCSI and SATA, NVMe, IDE.
  ///
  /// Others are of virtual machines, networks, clusters, arrays, memory or programs, and no list of
  /// them is ever whole.
  private var isOfDrives: Bool {
    if name.hasPrefix("nvme") { return name.dropFirst(4).first?.isNumber ?? false }
    guard ["sd", "hd"].contains(where: name.hasPrefix) else { return false }
    let letters = name.dropFirst(2)
    return !letters.isEmpty && letters.allSatisfy { ("a"..."z").contains($0) }
  }

  /// Tells whether something else than a drive answers: virtual, of a network, or of a controller
  /// with drives behind it.
  private var isVolume: Bool {
    // Sessions of iSCSI, remote ports of Fibre Channel.
    if ["/session", "/rport-"].contains(where: path.contains) { return true }
    if isFabric || VolumeModel.isVolume(model) { return true }
    // The kernel's SATA layer and SAS end devices speak to the drive itself.
    if path.contains("/end_device-") { return false }
    guard let vendor = system.text("\(folder)/device/vendor") else { return false }
    // Of NVMe and virtio this is a number.
    return !vendor.hasPrefix("0x") && !VolumeModel.makesDrives(vendor)
  }

  /// Tells whether this is NVMe over a network; the controllers of a device of several ways stand
  /// in its subsystem.
  private var isFabric: Bool {
    let device = "\(folder)/device"
    let controllers = system.names(in: device).filter { $0.hasPrefix("nvme") }
    let transports = ([device] + controllers.prefix(64).map { "\(device)/\($0)" })
      .compactMap { system.text("\($0)/transport") }
    return transports.contains { $0 != "pcie" && $0 != "apple-nvme" }
  }
}
