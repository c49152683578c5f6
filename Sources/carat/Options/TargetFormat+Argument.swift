public import ArgumentParser
public import ModelFiles
import ModelSpec

extension TargetFormat: ExpressibleByArgument {
  /// The format or mix with this name, in any case.
  public init?(argument: String) {
    guard let format = try? TargetFormat(name: argument) else { return nil }
    self = format
  }
}
