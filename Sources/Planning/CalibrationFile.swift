import JSON
package import Sizing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A file that keeps what was timed on a machine, for later plans.
package struct CalibrationFile: Sendable {
  private static let version = 3

  private let path: String

  /// The file at a path, which need not be there yet.
  package init(path: String) { self.path = path }

  /// Reads what was timed on this processor with as many threads, or `nil`; a file of another
  /// machine or version is not used.
  package func load(processor: String, threads: Int? = nil) -> Calibration? {
    guard let data = FileManager.default.contents(atPath: path),
      let json = try? JSONValue(parsing: data), json["version"]?.integer == Self.version,
      let calibration = Calibration(json)
    else { return nil }
    guard calibration.processor == processor else { return nil }
    if let threads, threads != calibration.threads { return nil }
    return calibration
  }

  /// Replaces the file; formats that were timed before with the same threads stay.
  package func save(_ calibration: Calibration) throws {
    var kept = calibration
    if let old = load(processor: calibration.processor, threads: calibration.threads) {
      kept.kernels.merge(old.kernels) { new, _ in new }
    }
    if let end = path.lastIndex(of: "/"), end > path.startIndex {
      try FileManager.default.createDirectory(
        atPath: String(path[..<end]), withIntermediateDirectories: true)
    }
    var object = kept.jsonObject
    object["version"] = .integer(Self.version)
    try Data((JSONValue.object(object).indented + "\n").utf8).write(
      to: URL(filePath: path), options: .atomic)
  }
}
