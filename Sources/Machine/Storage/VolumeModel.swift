/// The names that drives and volumes give themselves.
enum VolumeModel {
  /// Tells whether a model is that of a virtual disk, a cloud's or an array's volume, or of a
  /// RAID controller.
  ///
  /// Local flash of the clouds is told as what it is: "Amazon EC2 NVMe Instance Storage",
  /// "nvme_card" with a number, "Microsoft NVMe Direct Disk".
  static func isVolume(_ model: String?) -> Bool {
    guard let model = model?.lowercased() else { return false }
    return models.contains(where: model.contains) || starts.contains(where: model.hasPrefix)
      || model == "linux"
  }

  /// Tells whether drives answer with this vendor: the SATA layer writes ATA, drives of SAS
  /// their maker.
  ///
  /// Others are controllers and arrays, or makers of whose drives this does not know: then the kind
  /// stays open.
  static func makesDrives(_ vendor: String) -> Bool {
    let name = vendor.lowercased()
    return drives.contains { name == $0 || name.hasPrefix($0 + " ") || name.hasPrefix($0 + "-") }
  }

  /// Parts of models in lower case.
  private static let models = [
    // Hypervisors.
    "qemu", "vbox", "vmware", "virtual", "bochs", "bhyve", "vdisk", "kvm", "xen",
    // Volumes of clouds.
    "elastic block", "nvme_card-pd", "persistentdisk", "hyperdisk", "msft nvme accelerator",
    "blockvolume", "block volume", "block storage", "cloud disk", "vultr",
    // RAID controllers and what they join.
    "raid", "perc ", "dellboss", "dell boss", "logical volume", "logicaldrv", "ns204i", "-vol#",
    // Arrays and targets of iSCSI.
    "iscsi", "lun ", "flasharray", "vraid", "symmetrix", "xtremapp", "compellent", "comstar",
    "open-v", "infinibox", "disk array", "disk_array", "ontap", "powerstore", "powermax",
  ]

  /// Beginnings of the models of RAID controllers.
  private static let starts = [
    "mr7", "mr8", "mr9", "lsi2", "lsi3", "smc2", "smc3", "asr5", "asr6", "asr7", "asr8", "arc-1",
    "9650se", "9690sa", "9750-", "rms2", "rms3", "rs2", "rs3", "ucsc-", "lun",
  ]

  private static let drives = [
    "ata", "nvme", "seagate", "hgst", "hitachi", "wdc", "wd", "western", "toshiba", "samsung",
    "micron", "intel", "kioxia", "sandisk", "crucial", "kingston", "fujitsu", "maxtor", "sk",
    "hynix", "solidigm", "stec", "pliant", "ibm-esxs", "lenovo-x", "corsair", "adata", "phison",
  ]
}
