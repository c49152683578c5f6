#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard input: a terminal, a file, a pipe, or nothing to speak of.
enum StandardInput {
  /// Longest wait for a pipe in silence, and for one that only waits for this process to end,
  /// in milliseconds.
  private static let (silence, patience): (Int32, Int32) = (200, 2_000)

  /// Everything, up to its end.
  ///
  /// - Throws: `CommandError` if it is closed, a folder, or cannot be read.
  static func readAll() throws -> [UInt8] {
    guard !StandardStreams.inputIsClosed else {
      throw CommandError("standard input is closed; expected a text there")
    }
    if kind == S_IFDIR { throw CommandError("standard input is a folder; expected a text there") }
    return try InputFile.readAll(STDIN_FILENO, "standard input")
  }

  /// Bytes on standard input beside a prompt; `nil` where that is a terminal, a socket or a device,
  /// and where an open pipe gives nothing.
  ///
  /// A pipe from another command is waited for as long as it takes. One that only a parent process
  /// holds, which may not even know, is not.
  static func besidePrompt(quiet: Bool) throws -> [UInt8]? {
    guard !StandardStreams.inputIsClosed else { return nil }
    switch kind {
    case S_IFREG: return try readAll()
    case S_IFIFO:
      if hasInput(within: silence) { return try readAll() }
      guard PipeWriters.includeOtherCommands(pipe: STDIN_FILENO) else {
        if hasInput(within: patience) { return try readAll() }
        note(
          "standard input is an open pipe that gave nothing in 2 s, and is left out; "
            + "'< /dev/null' says so at once", quiet)
        return nil
      }
      if !hasInput(within: patience) { note("waiting for standard input", quiet) }
      return try readAll()
    default: return nil
    }
  }

  /// Tells whether a file or a pipe has something that nobody reads.
  static var hasUnreadInput: Bool {
    guard !StandardStreams.inputIsClosed else { return false }
    var status = stat()
    guard fstat(STDIN_FILENO, &status) == 0 else { return false }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return lseek(STDIN_FILENO, 0, SEEK_CUR) < status.st_size
    case S_IFIFO:
      var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      return poll(&entry, 1, 0) > 0 && entry.revents & Int16(POLLIN) != 0
    default: return false
    }
  }

  private static var kind: mode_t {
    var status = stat()
    return fstat(STDIN_FILENO, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  private static func hasInput(within milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, milliseconds) > 0
  }

  private static func note(_ text: String, _ quiet: Bool) {
    if !quiet { Console.note("note: \(text)") }
  }
}
