#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The Python that fetches packages, and its environment.
public struct PythonConfiguration: Sendable {
  /// Variables that the settings of pip and the proxy are taken from.
  public var environment: [String: String]

  /// Python as these environment variables find it: the first `python3` of `PATH`.
  public init(environment: [String: String]) {
    self.environment = environment
  }

  /// The interpreter.
  ///
  /// - Throws: `HubError.noPython` if `PATH` has none.
  func interpreter() throws(HubError) -> String {
    for folder in Self.absolute(environment["PATH"] ?? "") {
      let candidate = "\(folder)/python3"
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    throw .noPython(searched: environment["PATH"] ?? "")
  }

  /// Environment of the helper: settings, and nothing that makes Python or pip run other code.
  ///
  /// Those are the user's index, proxies and certificates. Paths are kept where they are absolute,
  /// since others mean the working directory.
  var childEnvironment: [String: String] {
    var kept: [String: String] = [:]
    for (key, value) in environment where !value.isEmpty {
      if Self.plain.contains(key.uppercased()) || key.hasPrefix("LC_") {
        kept[key] = value
      } else if Self.paths.contains(key), value.hasPrefix("/") {
        kept[key] = value
      } else if Self.pathLists.contains(key) {
        let folders = Self.absolute(value).joined(separator: ":")
        if !folders.isEmpty { kept[key] = folders }
      }
    }
    return kept
  }

  private static let plain: Set = [
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "LANG", "TZ", "USER", "LOGNAME",
    "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_TRUSTED_HOST",
    "PIP_PROXY", "PIP_TIMEOUT", "PIP_DEFAULT_TIMEOUT", "PIP_RETRIES",
  ]
  private static let paths: Set = [
    "HOME", "PIP_CONFIG_FILE", "PIP_CERT", "PIP_CLIENT_CERT", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC", "XDG_CONFIG_HOME",
  ]
  private static let pathLists: Set = ["PATH", "LD_LIBRARY_PATH", "XDG_CONFIG_DIRS"]

  /// The absolute folders of a list; an empty or relative one means the working directory.
  private static func absolute(_ list: String) -> [String] {
    list.split(separator: ":").filter { $0.hasPrefix("/") }.map(String.init)
  }
}
