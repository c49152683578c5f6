import ModelFiles
import ModelSpec
import Tensors

extension EnginePlan {
  /// Allocates what was planned; where the system gives less than it said, an eighth less is
  /// planned, and so on.
  ///
  /// What is to be had is only known when it is asked for: others take from the same limit, and
  /// some systems promise no more than they have.
  ///
  /// - Throws: what `allocate` and a plan throw, and `EngineError.memory` with a context that was
  ///   to be had where a larger one was asked for.
  func allocating<Room>(
    for checkpoint: Checkpoint, _ options: EngineOptions, _ allocate: (EnginePlan) throws -> Room
  ) throws -> (EnginePlan, Room) {
    do {
      return (self, try allocate(self))
    } catch let error as StorageError where error.isWantOfMemory {
      var smaller = options
      smaller.context = nil
      smaller.memoryLimit = bytes / 8 * 7
      let (plan, room) = try EnginePlan(checkpoint, smaller)
        .allocating(for: checkpoint, smaller, allocate)
      guard options.context == nil else {
        throw EngineError.memory(
          needed: bytes, available: plan.bytes, remedy: .context(plan.memory.context))
      }
      return (plan, room)
    }
  }
}
