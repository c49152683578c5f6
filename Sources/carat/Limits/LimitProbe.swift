import Machine
import PlainText
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Finds out, before a command starts, whether the limits on this process let it: the runtime has
/// no words for what it is refused, it stops or waits for ever.
enum LimitProbe {
  /// Memory for a command before it opens anything.
  private static let leastMemory = 24 << 20
  /// Descriptors that a command opens at once at most, with some to spare.
  private static let descriptors = 8

  /// - Throws: `CommandError` naming the limit that is too low, and what to do.
  static func check(threads: Int) throws {
    try checkDescriptors()
    try checkThreads(threads)
  }

  /// - Throws: `CommandError` naming the limit that leaves too little memory for any command.
  static func checkMemory() throws {
    guard let limit = limitOnMemory(leastMemory) else { return }
    throw CommandError(refusal(limit, "there is too little memory"))
  }

  /// Memory for opening a model: its files count as addresses, what is read of them as memory of
  /// the process's own.
  ///
  /// - Throws: `CommandError` naming the limit that is too low.
  static func check(opening path: String) throws {
    if !canMap(leastMemory + ModelPath.bytes(at: path), PROT_NONE) {
      throw CommandError(
        "\(path): there is too little memory to open it: \(advice(.addressSpace))")
    }
    if !canMap(leastMemory, PROT_READ | PROT_WRITE) {
      throw CommandError("\(path): there is too little memory to open it: \(advice(.data))")
    }
  }

  private static func checkDescriptors() throws {
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    for _ in 0..<descriptors {
      let descriptor = dup(STDERR_FILENO)
      guard descriptor >= 0 else {
        throw CommandError(refusal(.openFiles, "too few files may be open"))
      }
      opened.append(descriptor)
    }
  }

  private static func checkThreads(_ count: Int) throws {
    let gate = Mailbox<Void>()
    var threads: [SystemThread] = []
    defer {
      gate.close()
      for thread in threads { thread.join() }
    }
    for _ in 0..<count {
      do {
        threads.append(try SystemThread { _ = gate.receive() })
      } catch {
        throw CommandError("\(error); \(threadAdvice())")
      }
    }
  }

  /// The limit that refuses this many bytes; `nil` if they can be had.
  ///
  /// Addresses alone, which are never touched, count only as address space.
  static func limitOnMemory(_ bytes: Int) -> ResourceLimit? {
    if !canMap(bytes, PROT_NONE) { return .addressSpace }
    return canMap(bytes, PROT_READ | PROT_WRITE) ? nil : .data
  }

  private static func canMap(_ bytes: Int, _ protection: Int32) -> Bool {
    guard let address = mmap(nil, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      address != MAP_FAILED
    else { return false }
    munmap(address, bytes)
    return true
  }

  /// Reason that there is no further thread, found by elimination, and what to do.
  static func threadAdvice() -> String {
    // The stack of a thread.
    if let limit = limitOnMemory(4 << 20) { return advice(limit) }
    return ResourceLimit.threads.current != nil
      ? advice(.threads)
      : "end other processes, or raise the number of tasks that this control group may have "
        + "(pids.max)"
  }

  /// Text on the value of the limit and how it is raised.
  static func advice(_ limit: ResourceLimit) -> String {
    guard let value = limit.current else {
      return "the system has no more memory to give; end other processes"
    }
    let amount: String =
      switch limit {
      case .addressSpace: "\(NumberText.decimalBytes(value)) of address space"
      case .data: "\(NumberText.decimalBytes(value)) of memory of its own"
      case .stack: "\(NumberText.decimalBytes(value)) of stack"
      case .threads: "\(value) for all processes and threads of this user"
      case .openFiles: NumberText.count(value, "open file")
      case .fileSize: "\(NumberText.decimalBytes(value)) in a file"
      case .processorSeconds: "\(value) s of computing"
      }
    return "the limit is \(amount) (\(limit.name)); raise it with '\(limit.shellCommand)'"
  }

  private static func refusal(_ limit: ResourceLimit, _ what: String) -> String {
    "\(what) to start: \(advice(limit))"
  }
}
