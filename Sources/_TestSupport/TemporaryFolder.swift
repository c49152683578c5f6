#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder that is removed with everything in it when the test is over.
package final class TemporaryFolder: Sendable {
  /// Path of the folder.
  package let path: String

  /// Makes an empty folder under a name that no other has.
  package init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appending(path: "carat-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  package func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}
