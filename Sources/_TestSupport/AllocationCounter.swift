private import _CTestSupport

/// Counts what a thread takes from the heap.
package enum AllocationCounter {
  /// Tells whether this platform lets a test count.
  package static var isAvailable: Bool { cts_counts_allocations() }

  /// Runs `body` and returns how often this thread called the allocator meanwhile.
  package static func allocations(in body: () throws -> Void) rethrows -> Int {
    cts_start_counting()
    defer { _ = cts_stop_counting() }
    try body()
    return cts_stop_counting()
  }
}
