#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An address that is safe to connect to: HTTP or HTTPS, a host, a port that there is.
struct WebAddress: Sendable, Hashable {
  /// The address without name and password.
  var url: URL
  /// Name and password as they stand in the address, decoded.
  var credentials: HubProxy.Credentials?

  /// The reason that an address cannot be used, without the address, which may hold a password.
  struct Problem: Error {
    var reason: String
  }

  /// Longest address in bytes.
  private static let longest = 8_000

  /// Reads an address.
  ///
  /// - Parameter base: What a relative one is relative to.
  init(_ text: String, relativeTo base: URL? = nil) throws(Problem) {
    guard text.utf8.count <= Self.longest else {
      throw Problem(reason: "it is longer than \(Self.longest) bytes")
    }
    guard let absolute = URL(string: text, relativeTo: base)?.absoluteURL,
      let scheme = absolute.scheme?.lowercased(), ["http", "https"].contains(scheme)
    else { throw Problem(reason: "it is no address that begins with https:// or http://") }
    try Self.checkPort(of: absolute.absoluteString, mayBeEmpty: true)
    guard var parts = URLComponents(url: absolute, resolvingAgainstBaseURL: true),
      let host = parts.host, !host.isEmpty
    else { throw Problem(reason: "it names no host") }
    if let user = parts.user {
      credentials = .init(username: user, password: parts.password ?? "")
    }
    (parts.user, parts.password, parts.fragment) = (nil, nil, nil)
    if absolute.port == nil { parts.port = nil }
    guard let url = parts.url, url.host() != nil else { throw Problem(reason: "it names no host") }
    self.url = url
  }

  /// Checks the port as it is written: what reads addresses takes some that are none for the
  /// usual port.
  ///
  /// - Parameter mayBeEmpty: Whether an empty port is the scheme's own (RFC 3986, section 3.2.3);
  ///   in a setting it is more likely a variable that nobody set.
  static func checkPort(of text: String, mayBeEmpty: Bool = false) throws(Problem) {
    guard let start = text.firstRange(of: "://")?.upperBound else { return }
    var host = text[start...].prefix { !"/?#".contains($0) }
    if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
    if host.hasPrefix("["), let end = host.lastIndex(of: "]") { host = host[end...] }
    guard let colon = host.lastIndex(of: ":") else { return }
    let port = host[host.index(after: colon)...]
    if port.isEmpty, mayBeEmpty { return }
    guard let number = ByteCount.read(port), (1...65_535).contains(number) else {
      throw Problem(reason: "its port must be between 1 and 65535, got '\(port.prefix(20))'")
    }
  }

  /// An address for people: without name, password and the query, which may hold a signature.
  static func shown(_ url: URL) -> String {
    let text = url.absoluteString.prefix { $0 != "?" && $0 != "#" }
    guard let start = text.firstRange(of: "://")?.upperBound else {
      return String(text.prefix(500))
    }
    let host = text[start...].prefix { $0 != "/" }
    guard let at = host.lastIndex(of: "@") else { return String(text.prefix(500)) }
    return String((text[..<start] + text[text.index(after: at)...]).prefix(500))
  }
}
