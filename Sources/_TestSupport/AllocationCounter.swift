import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Counts the objects (class instances, array and string buffers, closure contexts) that the calling thread allocates.
///
/// The Swift runtime calls its allocator through a variable that instruments may replace; this does. `nil` where the
/// runtime does not offer it.
package enum AllocationCounter {
  private typealias Allocate =
    @convention(c) (
      UnsafeRawPointer?, Int, Int
    ) -> UnsafeMutableRawPointer?

  private static let count = Atomic<Int>(0)
  private static let watched = Atomic<UInt>(0)

  // Safety: written once, by the initialiser of `hook`, before the runtime calls `counting`.
  private nonisolated(unsafe) static var original: Allocate?

  /// Whether the runtime took the hook.
  private static let hook: Bool = {
    guard let slot = dlsym(nil, "_swift_allocObject"),
      let flag = dlsym(
        nil, "_swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly")
    else { return false }
    _ = (count.load(ordering: .relaxed), watched.load(ordering: .relaxed))
    let function = slot.assumingMemoryBound(to: Allocate.self)
    original = function.pointee
    function.pointee = { metadata, size, alignment in
      if AllocationCounter.watched.load(ordering: .relaxed) == threadIdentity() {
        AllocationCounter.count.add(1, ordering: .relaxed)
      }
      return AllocationCounter.original?(metadata, size, alignment)
    }
    flag.assumingMemoryBound(to: Bool.self).pointee = true
    return true
  }()

  private static let isBusy = Mutex(false)

  /// Runs `body` and returns how many objects this thread allocated meanwhile; one such measurement at a time.
  package static func allocations(in body: () throws -> Void) rethrows -> Int? {
    guard hook else { return nil }
    return try isBusy.withLock { _ in
      count.store(0, ordering: .relaxed)
      watched.store(threadIdentity(), ordering: .relaxed)
      defer { watched.store(0, ordering: .relaxed) }
      try body()
      watched.store(0, ordering: .relaxed)
      return count.load(ordering: .relaxed)
    }
  }
}

/// A number that no other living thread has.
private func threadIdentity() -> UInt {
  #if canImport(Darwin)
    UInt(bitPattern: pthread_self())
  #else
    UInt(pthread_self())
  #endif
}
