import ModelFiles
import ModelHub

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The settings in the environment; the one place that reads it.
enum Environment {
  static let variables = ProcessInfo.processInfo.environment

  /// The models of this user.
  static func library() throws -> ModelLibrary {
    ModelLibrary(root: try ModelLibrary.defaultRoot(environment: variables))
  }

  /// Path of the file where a chat keeps what was typed: beside the library.
  static func historyFile() throws -> String {
    let library = try library().root
    return (library.hasSuffix("/models") ? String(library.dropLast(7)) : library) + "/chat-history"
  }

  /// Puller that fetches models, set up with the user's hub, token and proxy.
  static func puller() throws -> ModelPuller {
    ModelPuller(
      library: try library(), hub: try HubConfiguration(environment: variables),
      python: PythonConfiguration(environment: variables))
  }
}
