#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A proxy that requests go through.
public struct HubProxy: Sendable, Hashable {
  /// The protocol of a proxy.
  public enum Kind: Sendable, Hashable {
    /// HTTP with the CONNECT method.
    case http
    /// SOCKS version 5.
    case socks5
  }

  /// Protocol of the proxy.
  public var kind: Kind
  /// The proxy's host.
  public var host: String
  /// The proxy's port.
  public var port: Int
  /// Name and password, for an HTTP proxy that asks for them.
  public var credentials: Credentials?
  /// Hosts that are reached without the proxy, as in `NO_PROXY`.
  public var bypass: [String]

  /// A name and its password.
  public struct Credentials: Sendable, Hashable {
    /// The user's name.
    public var username: String
    /// The password.
    public var password: String

    /// A name and its password.
    public init(username: String, password: String) {
      self.username = username
      self.password = password
    }
  }

  /// A proxy at this host and port.
  public init(
    kind: Kind = .http, host: String, port: Int, credentials: Credentials? = nil,
    bypass: [String] = []
  ) {
    self.kind = kind
    self.host = host
    self.port = port
    self.credentials = credentials
    self.bypass = bypass
  }

  /// Reads an address as it stands in `HTTPS_PROXY`: `http://[USER:PASSWORD@]HOST[:PORT]`,
  /// or `socks5://HOST[:PORT]`.
  ///
  /// - Throws: `HubError.badSetting`, without the address, which may hold a password.
  public init(address: String, bypass: String) throws(HubError) {
    let text = address.contains("://") ? address : "http://\(address)"
    do {
      try WebAddress.checkPort(of: text)
    } catch {
      throw .badSetting("the proxy address", reason: error.reason)
    }
    guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty else {
      throw .badSetting("the proxy address", reason: "expected http://HOST:PORT")
    }
    switch parts.scheme?.lowercased() {
    case "http": kind = .http
    case "socks5", "socks5h": kind = .socks5
    default:
      throw .badSetting(
        "the proxy address",
        reason: "expected http:// or socks5://, got \(parts.scheme ?? "nothing")://")
    }
    self.host = host
    port = parts.port ?? (kind == .http ? 80 : 1080)
    if let user = parts.user, kind == .http {
      credentials = Credentials(username: user, password: parts.password ?? "")
    }
    self.bypass = bypass.split { $0 == "," || $0 == " " }.map(String.init)
  }

  /// Tells whether a host is reached without the proxy.
  func isBypassed(host: String, port: Int) -> Bool {
    let host = host.lowercased()
    return bypass.contains { entry in
      var pattern = Substring(entry.lowercased())
      if pattern == "*" { return true }
      if let colon = pattern.lastIndex(of: ":"), let limit = Int(pattern[colon...].dropFirst()) {
        guard limit == port else { return false }
        pattern = pattern[..<colon]
      }
      while pattern.hasPrefix("*") || pattern.hasPrefix(".") { pattern = pattern.dropFirst() }
      return !pattern.isEmpty && (host == pattern || host.hasSuffix(".\(pattern)"))
    }
  }
}
