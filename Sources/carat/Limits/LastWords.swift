import Machine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The last words when a limit ends the process in the middle of its work: Swift ends a process
/// whose memory runs out by a signal, and the system one whose time is up.
///
/// Without such limits all signals mean what they always mean.
enum LastWords {
  /// A text that a signal's handler can write without allocating.
  private struct Text {
    let bytes: UnsafeMutableRawBufferPointer

    init(_ text: String) {
      bytes = .allocate(byteCount: text.utf8.count, alignment: 1)
      bytes.copyBytes(from: text.utf8)
    }

    func write() { _ = systemWrite(STDERR_FILENO, bytes.baseAddress, bytes.count) }
  }

  // Safety: written once by `prepare`, before the handlers that read them are installed.
  nonisolated(unsafe) private static var memory: Text?
  nonisolated(unsafe) private static var time: Text?

  /// Installs the handlers that the limits on this process call for.
  static func prepare() {
    // A file that grows beyond its limit is a write that fails, with words of its own.
    signal(SIGXFSZ, SIG_IGN)
    prepareForTime()
    let limits = [ResourceLimit.addressSpace, .data].filter { $0.current != nil }
    guard !limits.isEmpty else { return }
    let advice = limits.map(LimitProbe.advice).joined(separator: "; ")
    memory = Text(
      "carat: stopped, most likely for want of memory: \(advice), or take a smaller model\n")
    prepareStack()
    for number in [SIGABRT, SIGBUS, SIGILL, SIGSEGV, SIGTRAP] {
      SignalHandler.install(number) { _ in
        LastWords.memory?.write()
        _exit(1)
      }
    }
  }

  /// Lets the handlers run although the main thread's stack is full.
  private static func prepareStack() {
    var stack = stack_t()
    stack.ss_size = 64 << 10
    // Not from the heap, which ends the process where it is exhausted.
    let bytes = mmap(
      nil, Int(stack.ss_size), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let bytes, bytes != MAP_FAILED else { return }
    stack.ss_sp = bytes
    sigaltstack(&stack, nil)
  }

  /// The system warns at the lower of two limits and kills at the upper: a warning needs a second
  /// between them.
  private static func prepareForTime() {
    guard let limit = ResourceLimit.processorSeconds.current else { return }
    time = Text("carat: \(LimitProbe.advice(.processorSeconds))\n")
    let handler: @convention(c) (Int32) -> Void = { _ in
      LastWords.time?.write()
      _exit(1)
    }
    SignalHandler.install(SIGXCPU, handler)
    guard let most = ResourceLimit.processorSeconds.maximum, limit >= most else { return }
    if most > 1 {
      ResourceLimit.processorSeconds.set(most - 1)
    } else {
      SignalHandler.install(SIGPROF, handler)
      var timer = itimerval()
      timer.it_value.tv_usec = 900_000
      #if canImport(Glibc)
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
      #else
        setitimer(ITIMER_PROF, &timer, nil)
      #endif
    }
  }
}
