import Machine
import ModelFiles
import Planning
import Sizing

extension CalibrationFile {
  /// The file of this user, below `$CARAT_HOME`.
  static func ofUser() throws -> CalibrationFile {
    let models = try ModelLibrary.defaultRoot(environment: Environment.variables)
    let home = models.hasSuffix("/models") ? String(models.dropLast("/models".count)) : models
    return CalibrationFile(path: home + "/calibration.json")
  }

  /// Reads what was timed on this machine with as many threads, or `nil`.
  static func load(threads: Int? = nil) -> Calibration? {
    (try? ofUser())?.load(processor: Processor.name() ?? "unknown", threads: threads)
  }
}
