import ModelFiles

extension ModelLibrary {
  /// Runs a function while no other pull works on the same model; waits for one that does.
  func withPullLock<Result: Sendable>(
    on name: ModelName, onEvent: @Sendable (PullEvent) -> Void,
    _ body: () async throws -> Result
  ) async throws -> Result {
    let path = try lockPath(for: name)
    var told = false
    while true {
      if let lock = try FileLock(tryLocking: path) {
        do {
          let result = try await body()
          lock.unlock()
          return result
        } catch {
          lock.unlock()
          throw error
        }
      }
      if !told {
        onEvent(.waiting(model: name.description, holder: FileLock.holder(of: path)))
        told = true
      }
      try await Task.sleep(for: .milliseconds(200))
    }
  }
}
