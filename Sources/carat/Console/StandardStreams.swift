#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The three standard streams as the process found them.
enum StandardStreams {
  // Safety: written once, by `prepare`, before anything else runs.
  nonisolated(unsafe) private(set) static var inputIsClosed = false

  /// Takes the places of streams that are closed, so that no file that is opened later is taken for
  /// one of them.
  ///
  /// What stands there gives no input and takes no output, as if it were closed.
  static func prepare() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(stream, F_GETFD) < 0 && errno == EBADF {
      if stream == STDIN_FILENO { inputIsClosed = true }
      // The lowest free number, which is this one.
      let wrongWay = stream == STDIN_FILENO ? O_WRONLY : O_RDONLY
      _ = open("/dev/null", wrongWay)
    }
  }
}
