import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Makes GET requests: through the proxy or not, along redirects, and with the token only where it belongs.
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
  private let token: String?
  private let endpoint: URL
  private let maximumRedirects = 10

  /// Runs a function with a transport whose connections are closed afterwards.
  static func with<Result: Sendable>(
    _ configuration: HubConfiguration, endpoint: URL,
    _ body: (HTTPTransport) async throws -> Result
  ) async throws -> Result {
    let transport = HTTPTransport(configuration, endpoint: endpoint)
    do {
      let result = try await body(transport)
      try? await transport.shutdown()
      return result
    } catch {
      try? await transport.shutdown()
      throw error
    }
  }

  private init(_ configuration: HubConfiguration, endpoint: URL) {
    self.endpoint = endpoint
    token = configuration.token
    proxy = configuration.proxy
    direct = HTTPClient(configuration: Self.clientConfiguration(proxy: nil))
    proxied = configuration.proxy.map { proxy in
      HTTPClient(configuration: Self.clientConfiguration(proxy: proxy))
    }
  }

  private static func clientConfiguration(proxy: HubProxy?) -> HTTPClient.Configuration {
    // Redirects are followed here, because the token must not follow them to another host.
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.timeout = .init(connect: .seconds(20), read: .seconds(60))
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
  /// - Throws: What the connection throws, `HubError.network` for a redirect that must not be followed.
  func get(_ url: URL, headers: [(String, String)] = []) async throws -> Answer {
    var url = url
    var identity: ContentIdentity?
    var announced: Int?
    for _ in 0...maximumRedirects {
      let response = try await client(for: url).execute(
        request(url, headers: headers), timeout: .seconds(60))
      let fields = response.headers
      if identity == nil {
        identity = (fields.first(name: "X-Linked-Etag")).flatMap(ContentIdentity.init(tag:))
      }
      if announced == nil { announced = fields.first(name: "X-Linked-Size").flatMap(Int.init) }
      if [301, 302, 303, 307, 308].contains(Int(response.status.code)),
        let location = fields.first(name: "Location")
      {
        // Read to its end, a short body leaves the connection free for the next request.
        _ = try? await response.body.collect(upTo: 1 << 16)
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

  private func request(_ url: URL, headers: [(String, String)]) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: url.absoluteString)
    request.headers.add(name: "User-Agent", value: "carat")
    // A size or a range is one of the file as it is, not of a compressed form.
    request.headers.add(name: "Accept-Encoding", value: "identity")
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let token, Self.origin(url) == Self.origin(endpoint) {
      request.headers.add(name: "Authorization", value: "Bearer \(token)")
    }
    return request
  }

  private func client(for url: URL) -> HTTPClient {
    guard let proxied, let proxy, let host = url.host() else { return direct }
    let port = url.port ?? (url.scheme == "https" ? 443 : 80)
    return proxy.isBypassed(host: host, port: port) ? direct : proxied
  }

  private func redirect(from url: URL, to location: String) throws(HubError) -> URL {
    guard let next = URL(string: location, relativeTo: url)?.absoluteURL,
      let scheme = next.scheme?.lowercased(), next.host() != nil,
      scheme == "https" || (scheme == "http" && url.scheme == "http")
    else {
      throw .network(
        url: Self.shown(url), reason: "it redirects to an address that is not safe to follow")
    }
    return next
  }

  private static func origin(_ url: URL) -> [String] {
    let scheme = url.scheme?.lowercased() ?? ""
    let port = url.port ?? (scheme == "https" ? 443 : 80)
    return [scheme, url.host()?.lowercased() ?? "", String(port)]
  }

  /// An address for people: without the query, which may hold a signature.
  static func shown(_ url: URL) -> String {
    String(url.absoluteString.prefix { $0 != "?" })
  }
}
