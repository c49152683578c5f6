#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// A bound that the system puts on what one process may take (POSIX `getrlimit`).
public enum ResourceLimit: Sendable, Hashable, CaseIterable {
  /// Bytes of addresses, mapped files included.
  case addressSpace
  /// Bytes of memory of its own.
  case data
  /// Bytes of the main thread's stack.
  case stack
  /// Processes and threads of one user, all together.
  case threads
  /// Open files, pipes and sockets.
  case openFiles
  /// Bytes of a file that is written.
  case fileSize
  /// Seconds of computing.
  case processorSeconds

  /// The name in the system's manual.
  public var name: String {
    switch self {
    case .addressSpace: "RLIMIT_AS"
    case .data: "RLIMIT_DATA"
    case .stack: "RLIMIT_STACK"
    case .threads: "RLIMIT_NPROC"
    case .openFiles: "RLIMIT_NOFILE"
    case .fileSize: "RLIMIT_FSIZE"
    case .processorSeconds: "RLIMIT_CPU"
    }
  }

  /// Command with which a shell shows and sets it.
  public var shellCommand: String {
    switch self {
    case .addressSpace: "ulimit -v"
    case .data: "ulimit -d"
    case .stack: "ulimit -s"
    case .threads: "ulimit -u"
    case .openFiles: "ulimit -n"
    case .fileSize: "ulimit -f"
    case .processorSeconds: "ulimit -t"
    }
  }

  /// Limit that holds now; `nil` where nothing is limited.
  public var current: Int? { values.flatMap { Self.finite($0.rlim_cur) } }

  /// Highest value to which this process may raise it; `nil` for any value.
  public var maximum: Int? { values.flatMap { Self.finite($0.rlim_max) } }

  /// Sets what holds from now on, between nothing and `maximum`.
  ///
  /// - Returns: Whether the system did.
  @discardableResult
  public func set(_ value: Int) -> Bool {
    guard var values, value >= 0 else { return false }
    values.rlim_cur = rlim_t(value)
    return setrlimit(code, &values) == 0
  }

  private var values: rlimit? {
    var values = rlimit()
    return getrlimit(code, &values) == 0 ? values : nil
  }

  /// A number, unless it is the one that stands for "unlimited", which is above all that an `Int`
  /// holds or its largest.
  private static func finite(_ value: rlim_t) -> Int? {
    Int(exactly: value).flatMap { $0 == Int.max ? nil : $0 }
  }

  #if canImport(Glibc)
    private var code: __rlimit_resource_t { __rlimit_resource_t(number.rawValue) }
    private var number: __rlimit_resource {
      switch self {
      case .addressSpace: RLIMIT_AS
      case .data: RLIMIT_DATA
      case .stack: RLIMIT_STACK
      case .threads: __RLIMIT_NPROC
      case .openFiles: RLIMIT_NOFILE
      case .fileSize: RLIMIT_FSIZE
      case .processorSeconds: RLIMIT_CPU
      }
    }
  #else
    private var code: Int32 {
      switch self {
      case .addressSpace: RLIMIT_AS
      case .data: RLIMIT_DATA
      case .stack: RLIMIT_STACK
      case .threads: RLIMIT_NPROC
      case .openFiles: RLIMIT_NOFILE
      case .fileSize: RLIMIT_FSIZE
      case .processorSeconds: RLIMIT_CPU
      }
    }
  #endif
}
