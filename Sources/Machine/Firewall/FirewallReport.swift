/// The packet filter, as far as files tell without privileges.
///
/// The rules themselves can only be read by the administrator: `active` means that a filter is set
/// up to run and that the kernel runs it, not that its rules are good.
public struct FirewallReport: Sendable, Hashable {
  /// The state of the packet filter.
  public enum State: String, Sendable, Hashable {
    /// A filter is set up, and the kernel or its service runs it.
    case active
    /// A filter is set up, but nothing shows that it runs.
    case configured
    /// None is set up, and the kernel has loaded none; or it is switched off.
    case absent
  }

  /// A filter's manager.
  public enum Manager: String, Sendable, Hashable {
    /// Uncomplicated Firewall.
    case ufw
    /// firewalld.
    case firewalld
    /// A ruleset of nftables.
    case nftables
    /// Saved rules of iptables.
    case iptables
  }

  /// State of the packet filter.
  public var state = Fact<State>.unknown(from: "/etc, /run, /proc/modules")
  /// Program that manages the filter; unknown if `nil`.
  public var manager: Manager?
  /// Evidence seen, each with its path.
  public var evidence: [String] = []

  /// A filter of which nothing is known.
  public init() {}
}
