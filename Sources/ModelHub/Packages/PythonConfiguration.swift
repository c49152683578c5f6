import Foundation

/// Which Python fetches packages, and with what environment.
public struct PythonConfiguration: Sendable {
  /// Variables that Python sees; they carry the user's settings of pip and the proxy.
  public var environment: [String: String]

  /// Python as these environment variables find it: the first `python3` of `PATH`.
  public init(environment: [String: String]) {
    self.environment = environment
  }

  /// The interpreter.
  ///
  /// - Throws: `HubError.noPython` if `PATH` has none.
  func interpreter() throws(HubError) -> String {
    let path = environment["PATH"] ?? ""
    for folder in path.split(separator: ":") where folder.hasPrefix("/") {
      let candidate = "\(folder)/python3"
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    throw .noPython(searched: path)
  }
}
