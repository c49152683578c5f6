/// The operating system and the machine that it runs on.
public struct HostReport: Sendable, Hashable {
  /// Name that the distribution gives itself, such as `Ubuntu 22.04.4 LTS`.
  public var systemName = Fact<String>.unknown(from: "/etc/os-release")
  /// The distribution's short name, such as `ubuntu`.
  public var systemID = Fact<String>.unknown(from: "/etc/os-release")
  /// The distribution's version with its notes, such as `22.04.4 LTS (Jammy Jellyfish)`.
  public var systemVersion = Fact<String>.unknown(from: "/etc/os-release")
  /// The release's number alone, such as `22.04`; a release that changes all the time has none.
  public var systemRelease = Fact<String>.unknown(from: "/etc/os-release")
  /// The kernel's release, such as `6.8.0-45-generic`.
  public var kernel = Fact<String>.unknown(from: "/proc/sys/kernel/osrelease")
  /// The instruction set of the kernel, such as `x86_64` or `aarch64`.
  public var architecture = Fact<String>.unknown(from: "/proc/sys/kernel/arch")
  /// The model of the board or of the computer.
  public var model = Fact<String>.unknown(from: "/proc/device-tree/model")
  /// The names that the board is compatible with, most exact first; none without a device tree.
  public var compatible: [String] = []
  /// Name that the hypervisor shows of itself; unknown may also be none.
  public var hypervisor = Fact<String>.unknown(from: "/proc/cpuinfo")
  /// Sign that this is a container; unknown may also be none.
  public var container = Fact<String>.unknown(from: "/.dockerenv")

  /// A host of which nothing is known.
  public init() {}
}
