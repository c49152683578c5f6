/// The network interfaces of a machine.
public struct NetworkReport: Sendable, Hashable {
  /// All interfaces but the loopback.
  public var interfaces = Fact<[NetworkInterface]>.unknown(from: "/sys/class/net")
  /// Ports of remote-memory adapters (InfiniBand, RoCE); empty is known to be none.
  public var fabricPorts = Fact<[FabricPort]>.unknown(from: "/sys/class/infiniband")
  /// Tells whether there is a way to other networks.
  public var hasDefaultRoute = Fact<Bool>.unknown(from: "/proc/net/route")

  /// A network of which nothing is known.
  public init() {}
}

/// A network interface.
public struct NetworkInterface: Sendable, Hashable {
  /// The carrier of the frames.
  public enum Kind: String, Sendable, Hashable {
    /// A cable or a fibre.
    case ethernet
    /// IP over InfiniBand.
    case infiniband
    /// Radio.
    case wireless
    /// No hardware of its own: a bridge, a tunnel, a bond.
    case virtual
    /// Something else.
    case other
  }

  /// The kernel's name, such as `eno1`.
  public var name: String
  /// Carrier of the frames.
  public var kind: Kind
  /// Tells whether it runs; unknown if `nil`.
  public var isUp: Bool?
  /// The negotiated speed of the link; unknown if `nil`, as while the link is down.
  public var bitsPerSecond: Int?

  /// An interface.
  public init(name: String, kind: Kind, isUp: Bool? = nil, bitsPerSecond: Int? = nil) {
    (self.name, self.kind, self.isUp, self.bitsPerSecond) = (name, kind, isUp, bitsPerSecond)
  }
}

/// A port of an adapter for remote memory access.
public struct FabricPort: Sendable, Hashable {
  /// The adapter and the port, such as `mlx5_0/1`.
  public var name: String
  /// Tells whether its link works; unknown if `nil`.
  public var isActive: Bool?
  /// The speed of the link; unknown if `nil`.
  public var bitsPerSecond: Int?

  /// A port.
  public init(name: String, isActive: Bool? = nil, bitsPerSecond: Int? = nil) {
    (self.name, self.isActive, self.bitsPerSecond) = (name, isActive, bitsPerSecond)
  }
}
