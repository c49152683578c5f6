import Foundation
import ModelFiles
import Synchronization

@testable import ModelHub

/// A folder for one test, with a library in it, and what pulls reported.
final class Workplace: Sendable {
  let folder: String
  private let log = Mutex<[PullEvent]>([])

  var library: ModelLibrary { ModelLibrary(root: "\(folder)/models") }
  var events: [PullEvent] { log.withLock { $0 } }

  private init(folder: String) { self.folder = folder }

  /// Runs a function with a folder that is removed afterwards.
  static func with<Result>(_ body: (Workplace) async throws -> Result) async throws -> Result {
    let folder = URL.temporaryDirectory.appending(path: "carat-hub-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(Workplace(folder: folder.path(percentEncoded: false)))
  }

  func record(_ event: PullEvent) { log.withLock { $0.append(event) } }

  /// A configuration for a local server, with retries that do not wait.
  func configuration(_ server: LocalServer) -> HubConfiguration {
    HubConfiguration(
      endpoint: server.address,
      retry: RetryPolicy(attempts: 4, base: .milliseconds(1), longest: .milliseconds(2)))
  }

  func puller(_ configuration: HubConfiguration) -> ModelPuller {
    ModelPuller(
      library: library, hub: configuration, python: PythonConfiguration(environment: [:]))
  }

  /// Pulls from a server.
  @discardableResult
  func pull(_ name: String, _ server: LocalServer) async throws -> PulledModel {
    try await puller(configuration(server)).pull(name, onEvent: record)
  }

  func content(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map { Array($0) }
  }

  func write(_ bytes: [UInt8], to path: String) throws {
    let url = URL(filePath: "\(folder)/\(path)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// Part files that wait for another pull.
  func parts() -> [String] {
    let items = FileManager.default.enumerator(atPath: "\(library.root)/.partial")
    return (items?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".part") }
  }

  /// Tells whether nothing is left of what pulls gather.
  var isTidy: Bool { !FileManager.default.fileExists(atPath: "\(library.root)/.partial") }
}

/// Runs a function beside a fake hub, in a folder of its own.
func withHub<Result>(
  _ hub: FakeHub, _ body: (LocalServer, Workplace) async throws -> Result
) async throws -> Result {
  try await Workplace.with { place in
    try await LocalServer.with({ hub.answer($0) }) { server in try await body(server, place) }
  }
}

/// Waits until something is so.
func eventually(within limit: Duration = .seconds(120), _ isSo: () -> Bool) async throws -> Bool {
  let end = ContinuousClock.now + limit
  while ContinuousClock.now < end {
    if isSo() { return true }
    try await Task.sleep(for: .milliseconds(5))
  }
  return isSo()
}
