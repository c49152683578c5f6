import JSON
import Machine
import ModelFiles
import ModelSpec
import Sizing
import Tensors

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The calibration of this machine, kept below `$CARAT_HOME` for later plans.
enum CalibrationFile {
  private static let version = 3

  static func path() throws -> String {
    let models = try ModelLibrary.defaultRoot(environment: Environment.variables)
    let home = models.hasSuffix("/models") ? String(models.dropLast("/models".count)) : models
    return home + "/calibration.json"
  }

  /// What was timed on this processor with as many threads, or `nil`; a file of another machine or version is not used.
  static func load(threads: Int? = nil) -> Calibration? {
    guard let path = try? path(), let data = FileManager.default.contents(atPath: path),
      let json = try? JSONValue(parsing: data), json["version"]?.integer == version,
      let calibration = Calibration(json)
    else { return nil }
    guard calibration.processor == Processor.name() ?? "unknown" else { return nil }
    if let threads, threads != calibration.threads { return nil }
    return calibration
  }

  /// Replaces the file; formats that were timed before with the same threads stay.
  static func save(_ calibration: Calibration) throws {
    var kept = calibration
    if let old = load(threads: calibration.threads) {
      kept.kernels.merge(old.kernels) { new, _ in new }
    }
    let path = try path()
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(
      atPath: "/" + folder, withIntermediateDirectories: true)
    var object = kept.jsonObject
    object["version"] = .integer(version)
    try Data((JSONPrinter.text(.object(object)) + "\n").utf8).write(
      to: URL(filePath: path), options: .atomic)
  }
}
