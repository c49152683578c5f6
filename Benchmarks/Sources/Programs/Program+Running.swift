#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Program {
  /// Runs the program to its end, with nothing on standard input.
  ///
  /// - Throws: `ProgramError` if it does not start, ends with another status than 0, or by
  ///   a signal.
  public func run() throws -> ProgramResult {
    let errors = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: errors) }
    func failure(_ problem: String) -> ProgramError {
      let said = (try? Data(contentsOf: errors)).map {
        String(decoding: $0.suffix(2000), as: UTF8.self)
      }
      return ProgramError(problem: problem, program: self, said: said ?? "")
    }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw failure("no pipe: \(String(cString: strerror(errno)))") }
    defer { close(ends[0]) }
    let start = Clock.seconds
    let process: pid_t
    do {
      defer { close(ends[1]) }
      let (found, code) = spawned(output: ends[1], input: ends[0], errors: errors.path)
      guard code == 0 else { throw failure("cannot start: \(String(cString: strerror(code)))") }
      process = found
    }
    let (output, first) = Self.drained(ends[0])
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0 {
      guard errno == EINTR else { throw failure("lost sight of it") }
    }
    let seconds = Clock.seconds - start
    guard status & 0x7F == 0 else { throw failure("ended by signal \(status & 0x7F)") }
    guard status >> 8 & 0xFF == 0 else { throw failure("ended with status \(status >> 8 & 0xFF)") }
    return ProgramResult(
      output: output, secondsToOutput: first.map { $0 - start }, seconds: seconds,
      processorSeconds: usage.ru_utime.inSeconds + usage.ru_stime.inSeconds,
      peakResidentBytes: usage.peakResidentBytes)
  }

  /// Starts the process; returns its number and an error code, 0 if there is none.
  private func spawned(output: Int32, input: Int32, errors: String) -> (pid_t, Int32) {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addclose(&actions, input)
    posix_spawn_file_actions_addclose(&actions, output)
    let words = ([executable] + arguments).map { strdup($0) } + [nil]
    let settings = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let variables = settings.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, executable, &actions, nil, words, variables)
    return (process, code)
  }

  /// All that comes from a descriptor, and when the first of it came.
  private static func drained(_ descriptor: Int32) -> ([UInt8], Double?) {
    var output: [UInt8] = []
    var first: Double?
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return (output, first) }
      if first == nil { first = Clock.seconds }
      output += buffer[..<count]
    }
  }
}

extension timeval {
  fileprivate var inSeconds: Double { Double(tv_sec) + 1e-6 * Double(tv_usec) }
}

extension rusage {
  /// Linux counts it in KiB, Darwin in bytes.
  fileprivate var peakResidentBytes: Int {
    #if canImport(Darwin)
      ru_maxrss
    #else
      ru_maxrss * 1024
    #endif
  }
}
