import AsyncHTTPClient
import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Makes GET requests: through the proxy or not, along redirects, and with the token only where
/// it belongs.
struct HTTPTransport: Sendable {
  /// An answer, and what the answers on the way to it said about the file.
  struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: HTTPClientResponse.Body
    /// The content's digest that the hub itself announced, before it redirected to a file store.
    var identity: ContentIdentity?
    /// The size that the hub announced.
    var announcedBytes: Int?
    /// Error word of the hub (`X-Error-Code`).
    var hubError: String?
  }

  private let direct: HTTPClient
  private let proxied: HTTPClient?
  private let proxy: HubProxy?
  private let authorization: String?
  private let endpoint: URL
  private let maximumRedirects = 10

  /// Runs a function with a transport whose connections are closed afterwards.
  ///
  /// - Throws: `HubError.badSetting` for a token that cannot be sent, and what the function throws.
  static func with<Result: Sendable>(
    _ configuration: HubConfiguration, endpoint: WebAddress,
    _ body: (HTTPTransport) async throws -> Result
  ) async throws -> Result {
    let transport = try HTTPTransport(configuration, endpoint: endpoint)
    do {
      let result = try await body(transport)
      try? await transport.shutdown()
      return result
    } catch {
      try? await transport.shutdown()
      throw error
    }
  }

  private init(_ configuration: HubConfiguration, endpoint: WebAddress) throws(HubError) {
    self.endpoint = endpoint.url
    authorization = try Self.authorization(configuration.token, endpoint)
    proxy = configuration.proxy
    direct = HTTPClient(configuration: Self.clientConfiguration(proxy: nil))
    proxied = configuration.proxy.map { proxy in
      HTTPClient(configuration: Self.clientConfiguration(proxy: proxy))
    }
  }

  /// Authorization for the hub: the token, or the name and password of its address.
  private static func authorization(
    _ token: String?, _ endpoint: WebAddress
  ) throws(HubError) -> String? {
    guard let token, !token.isEmpty else {
      return endpoint.credentials.map { credentials in
        let pair = "\(credentials.username):\(credentials.password)"
        return "Basic " + Data(pair.utf8).base64EncodedString()
      }
    }
    guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw .badSetting(
        "the access token (HF_TOKEN)",
        reason: "it has a line break, a space or another character that no token has;"
          + " set it to the token alone")
    }
    return "Bearer \(token)"
  }

  private static func clientConfiguration(proxy: HubProxy?) -> HTTPClient.Configuration {
    // Redirects are followed here, because the token must not follow them to another host.
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.timeout = .init(connect: .seconds(20), read: .seconds(30))
    // Files are large and few: a connection each is faster than streams that share one window.
    configuration.httpVersion = .http1Only
    // Retries are made, counted and reported here.
    configuration.connectionPool.retryConnectionEstablishment = false
    guard let proxy else { return configuration }
    switch proxy.kind {
    case .http:
      configuration.proxy = .server(
        host: proxy.host, port: proxy.port,
        authorization: proxy.credentials.map {
          .basic(username: $0.username, password: $0.password)
        })
    case .socks5:
      configuration.proxy = .socksServer(host: proxy.host, port: proxy.port)
    }
    return configuration
  }

  private func shutdown() async throws {
    try await direct.shutdown()
    try await proxied?.shutdown()
  }

  /// Requests an address and follows redirects.
  ///
  /// - Throws: What the connection throws, `HubError.network` for a redirect that must not
  ///   be followed.
  func get(_ url: URL, headers: [(String, String)] = []) async throws -> Answer {
    var url = url
    var identity: ContentIdentity?
    var announced: Int?
    for _ in 0...maximumRedirects {
      let response = try await client(for: url).execute(
        request(url, headers: headers), timeout: .seconds(30))
      let fields = response.headers
      // Only the hub says what the content is; whoever sends it would call anything right.
      if Self.origin(url) == Self.origin(endpoint) {
        identity = try identity ?? Self.identity(in: fields, of: url)
        announced = try announced ?? Self.announcedBytes(in: fields, of: url)
      }
      if [301, 302, 303, 307, 308].contains(Int(response.status.code)),
        let location = fields.first(name: "Location")
      {
        // The body is not read: it may never end.
        url = try redirect(from: url, to: location)
        continue
      }
      return Answer(
        status: Int(response.status.code), headers: fields, body: response.body,
        identity: identity, announcedBytes: announced,
        hubError: fields.first(name: "X-Error-Code"))
    }
    throw HubError.network(
      url: Self.shown(url), reason: "more than \(maximumRedirects) redirects")
  }

  private static func identity(
    in fields: HTTPHeaders, of url: URL
  ) throws(HubError) -> ContentIdentity? {
    guard let tag = fields.first(name: "X-Linked-Etag") else { return nil }
    guard let identity = ContentIdentity(tag: tag) else {
      throw .badAnswer(
        url: shown(url),
        reason: "its digest is '\(tag.prefix(80))', expected a SHA-256 digest or a git blob's name")
    }
    return identity
  }

  private static func announcedBytes(
    in fields: HTTPHeaders, of url: URL
  ) throws(HubError) -> Int? {
    guard let text = fields.first(name: "X-Linked-Size") else { return nil }
    guard let bytes = ByteCount.read(text) else {
      throw .badAnswer(
        url: shown(url), reason: "its size is '\(text.prefix(40))', expected a number of bytes")
    }
    return bytes
  }

  private func request(_ url: URL, headers: [(String, String)]) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: url.absoluteString)
    request.headers.add(name: "User-Agent", value: "carat")
    // A size or a range is one of the file as it is, not of a compressed form.
    request.headers.add(name: "Accept-Encoding", value: "identity")
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let authorization, Self.origin(url) == Self.origin(endpoint) {
      request.headers.add(name: "Authorization", value: authorization)
    }
    return request
  }

  private func client(for url: URL) -> HTTPClient {
    guard let proxied, let proxy, let host = url.host() else { return direct }
    let port = url.port ?? (url.scheme == "https" ? 443 : 80)
    return proxy.isBypassed(host: host, port: port) ? direct : proxied
  }

  private func redirect(from url: URL, to location: String) throws(HubError) -> URL {
    func refusal(_ reason: String) -> HubError {
      .network(
        url: Self.shown(url),
        reason: "it redirects to an address that is not safe to follow (\(reason))")
    }
    let next: URL
    do {
      next = try WebAddress(location, relativeTo: url).url
    } catch {
      throw refusal(error.reason)
    }
    if url.scheme?.lowercased() == "https", next.scheme?.lowercased() != "https" {
      throw refusal("from https:// to http://")
    }
    return next
  }

  private static func origin(_ url: URL) -> [String] {
    let scheme = url.scheme?.lowercased() ?? ""
    let port = url.port ?? (scheme == "https" ? 443 : 80)
    return [scheme, url.host()?.lowercased() ?? "", String(port)]
  }

  /// An address for people.
  static func shown(_ url: URL) -> String { WebAddress.shown(url) }
}
