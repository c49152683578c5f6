/// The way to a hub that speaks the Hugging Face protocol, and what of it is already on
/// this machine.
public struct HubConfiguration: Sendable {
  /// The public hub's address.
  public static let publicEndpoint = "https://huggingface.co"

  /// Scheme, host and, where needed, port and path.
  public var endpoint: String
  /// Access token; sent to the endpoint only, never to where it redirects.
  public var token: String?
  /// The folder of a Hugging Face cache (`hub`), whose files are linked instead of fetched.
  public var cacheFolder: String?
  /// Use only the library and the cache.
  public var isOffline: Bool
  /// The proxy to go through.
  public var proxy: HubProxy?
  /// Number of files that are fetched at a time.
  public var concurrentFiles: Int
  /// Policy of making failed requests again.
  public var retry: RetryPolicy
  /// Limits on the time and room that a source may take.
  var limits = TransferLimits()

  /// A configuration; everything has a default.
  public init(
    endpoint: String = HubConfiguration.publicEndpoint, token: String? = nil,
    cacheFolder: String? = nil, isOffline: Bool = false, proxy: HubProxy? = nil,
    concurrentFiles: Int = 4, retry: RetryPolicy = RetryPolicy()
  ) {
    self.endpoint = endpoint
    self.token = token
    self.cacheFolder = cacheFolder
    self.isOffline = isOffline
    self.proxy = proxy
    self.concurrentFiles = max(1, concurrentFiles)
    self.retry = retry
  }

  /// The configuration that these environment variables ask for: `HF_ENDPOINT`, `HF_TOKEN`,
  /// `HF_HOME`, `HF_HUB_CACHE`, `HF_HUB_OFFLINE`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`.
  ///
  /// - Throws: `HubError.badSetting` for a proxy address that cannot be used.
  public init(environment: [String: String]) throws(HubError) {
    func value(_ keys: String...) -> String? {
      for key in keys {
        if let value = environment[key], !value.isEmpty { return value }
      }
      return nil
    }
    self.init(endpoint: value("HF_ENDPOINT") ?? Self.publicEndpoint, token: value("HF_TOKEN"))
    let home =
      value("HF_HOME")
      ?? value("XDG_CACHE_HOME").map { "\($0)/huggingface" }
      ?? value("HOME").map { "\($0)/.cache/huggingface" }
    cacheFolder = value("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? home.map { "\($0)/hub" }
    isOffline = ["1", "true", "yes", "on"].contains(value("HF_HUB_OFFLINE")?.lowercased() ?? "")
    let isPlain = endpoint.lowercased().hasPrefix("http://")
    let address =
      isPlain
      ? value("http_proxy", "all_proxy", "ALL_PROXY")
      : value("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
    if let address {
      proxy = try HubProxy(address: address, bypass: value("NO_PROXY", "no_proxy") ?? "")
    }
  }
}
