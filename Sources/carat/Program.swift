import ArgumentParser
import Machine
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// The process: meets the system it runs on, then parses, runs, and ends with a status.
@main
enum Program {
  static func main() {
    Limits.raise()
    Limits.shareHeap()
    guard Limits.mainStackSuffices else { return startOnAnotherStack() }
    start()
  }

  private static func start() {
    StandardStreams.prepare()
    ClosedPipe.prepare()
    do {
      try LimitProbe.checkMemory()
    } catch {
      Failure(error).end()
    }
    LastWords.prepare()
    CommandThread.shared.run { await run() }
  }

  /// A stack of a few pages is too small for any parser; a thread's own is as large as it is made.
  private static func startOnAnotherStack() {
    do {
      let thread = try SystemThread(stackBytes: Limits.stackBytes) { start() }
      thread.join()
    } catch {
      Failure(error).end()
    }
  }

  private static func run() async {
    do {
      var command = try Carat.parseAsRoot(CommandArguments.ofProcess().values)
      let isConcurrent = command is any ConcurrentCommand
      try LimitProbe.check(threads: isConcurrent ? 8 : 0)
      guard var asynchronous = command as? any AsyncParsableCommand else {
        return try command.run()
      }
      guard isConcurrent else { return try await asynchronous.run() }
      try await withTaskExecutorPreference(globalConcurrentExecutor) {
        try await asynchronous.run()
      }
    } catch {
      Failure(error).end()
    }
  }
}

/// A command whose parts run at the same time, on the runtime's threads, which must be there to
/// be had.
protocol ConcurrentCommand: AsyncParsableCommand {}

extension PullCommand: ConcurrentCommand {}

/// The limits on this process that may be changed.
enum Limits {
  /// The stack that a command gets.
  static let stackBytes = 8 << 20
  private static let leastStackBytes = 1 << 20
  private static let openFiles = 1024

  /// Raises what a user may raise without asking: the stack, and the number of open files.
  static func raise() {
    for (limit, wanted) in [(ResourceLimit.stack, stackBytes), (.openFiles, openFiles)] {
      guard let current = limit.current, current < wanted else { continue }
      limit.set(min(wanted, limit.maximum ?? wanted))
    }
  }

  /// Lets all threads share one heap where addresses are limited: glibc reserves 64 MiB of them for
  /// each thread that allocates (`M_ARENA_MAX` in its manual), so that a thread more or less
  /// decided what was left for a context.
  static func shareHeap() {
    #if canImport(Glibc)
      // The importer leaves out this function and its constant; the null handle stands for the
      // whole process.
      guard ResourceLimit.addressSpace.current != nil, let symbol = dlsym(nil, "mallopt") else {
        return
      }
      let arenaMaximum: Int32 = -8
      typealias Option = @convention(c) (Int32, Int32) -> Int32
      _ = unsafeBitCast(symbol, to: Option.self)(arenaMaximum, 1)
    #endif
  }

  static var mainStackSuffices: Bool {
    ResourceLimit.stack.current.map { $0 >= leastStackBytes } ?? true
  }
}
