/// Reads what a machine is from the small files by which its system tells about itself.
///
/// Everything is bounded: files to 1 MiB, folders to 16,384 names. Nothing is executed, and nothing
/// that is malformed throws: it stays unknown.
public struct MachineReader: Sendable {
  /// The folder that holds `proc`, `sys`, `etc`, `dev`, ...; recorded trees stand elsewhere than
  /// at `/`.
  public var root: String
  /// The folder whose file system is asked for room, as this process sees it; `nil` asks none.
  public var workFolder: String?
  /// Folders of programs below the root, in the order of the search.
  public var searchPath: [String]
  /// Folders of Python packages below the root, or of environments that hold them, besides the
  /// system's own.
  public var packageFolders: [String]
  /// The GPU maker's library; `nil` where it would tell about another machine than the root's.
  public var gpuLibrary: (any GPULibrary)?
  /// Daemon that answers for uninterruptible supplies; `nil` where it would tell about
  /// another machine.
  public var supplyDaemon: (any SupplyDaemon)?

  /// A reader of the tree below a root.
  ///
  /// Only for `/` the NVIDIA management library and the local Network UPS Tools daemon are asked,
  /// unless others are given.
  public init(
    root: String = "/", workFolder: String? = nil, searchPath: [String] = [],
    packageFolders: [String] = [], gpuLibrary: (any GPULibrary)? = nil,
    supplyDaemon: (any SupplyDaemon)? = nil
  ) {
    let isThisMachine = root == "/"
    self.root = root
    self.workFolder = workFolder
    self.searchPath = searchPath
    self.packageFolders = packageFolders
    self.gpuLibrary = gpuLibrary ?? (isThisMachine ? NVMLLibrary() : nil)
    self.supplyDaemon = supplyDaemon ?? (isThisMachine ? NetworkSupplyDaemon() : nil)
  }

  /// Reads all that there is.
  public func read() -> MachineReport {
    let system = SystemTree(root: root)
    var report = MachineReport()
    report.host = HostReader(system: system, isThisMachine: root == "/").read()
    report.processor = ProcessorReader(system: system).read()
    report.memory = MemoryReader(system: system).read()
    report.accelerators = AcceleratorReader(system: system, library: gpuLibrary).read()
    report.storage = StorageReader(system: system, workFolder: workFolder).read()
    report.network = NetworkReader(system: system).read()
    report.sensors = SensorReader(system: system).read()
    report.power = PowerReader(system: system, daemon: supplyDaemon).read()
    report.firewall = FirewallReader(system: system).read()
    report.software = SoftwareReader(
      system: system, searchPath: searchPath, packageFolders: packageFolders
    ).read()
    report.devices = DeviceReader(system: system).read()
    return report
  }
}
