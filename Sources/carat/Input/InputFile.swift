#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads what an argument names, whatever it is that has an end: a file, a pipe, standard input.
///
/// `-`, `/dev/stdin` and `/dev/fd/N`, as shells write for `<(...)`, are the descriptors that this
/// process was given.
struct InputFile {
  private let name: String
  /// More than any model reads; what does not end there has no end.
  static let mostBytes = 1 << 30
  /// Longest wait for a pipe without a writer, in milliseconds.
  private static let patience: Int32 = 5_000

  init(_ name: String) { self.name = name }

  /// Tells whether this is standard input under one of its names.
  var isStandardInput: Bool { Self.descriptor(name) == STDIN_FILENO }

  /// All bytes.
  ///
  /// - Throws: `CommandError` naming what cannot be read and why.
  func bytes() throws -> [UInt8] {
    guard !name.isEmpty else {
      throw WrongArguments("the name of the file is empty; expected one, or - for standard input")
    }
    if let given = Self.descriptor(name) {
      if given == STDIN_FILENO { return try StandardInput.readAll() }
      try checkKind(of: given)
      return try Self.readAll(given, name)
    }
    // A pipe that nobody writes to holds up who opens it, unless told not to.
    let descriptor = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandError("\(name): \(SystemErrorText.words(errno))") }
    defer { close(descriptor) }
    let start = try checkKind(of: descriptor) == S_IFIFO ? try waitForWriter(descriptor) : []
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK)
    return try start + Self.readAll(descriptor, name)
  }

  /// The descriptor that a name stands for.
  private static func descriptor(_ name: String) -> Int32? {
    if ["-", "/dev/stdin"].contains(name) { return STDIN_FILENO }
    for folder in ["/dev/fd/", "/proc/self/fd/"] where name.hasPrefix(folder) {
      return Int32(name.dropFirst(folder.count)).flatMap { $0 >= 0 ? $0 : nil }
    }
    return nil
  }

  /// Checks that what a descriptor belongs to can be read to an end, and returns its kind.
  @discardableResult
  private func checkKind(of descriptor: Int32) throws -> mode_t {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw CommandError("\(name): \(SystemErrorText.words(errno))")
    }
    let kind = status.st_mode & S_IFMT
    switch kind {
    case S_IFDIR: throw CommandError("\(name) is a folder; expected a file")
    case S_IFBLK: throw CommandError("\(name) is a disk; expected a file or a pipe")
    case S_IFCHR where isatty(descriptor) == 0 && name != "/dev/null":
      throw CommandError("\(name) is a device; expected a file or a pipe")
    default: return kind
    }
  }

  /// Waits until somebody has the pipe open for writing; returns what was read to find that out.
  private func waitForWriter(_ pipe: Int32) throws -> [UInt8] {
    for _ in 0..<Self.patience / 50 {
      var byte: UInt8 = 0
      let count = read(pipe, &byte, 1)
      if count == 1 { return [byte] }
      // With a writer there is nothing yet; without one there is an end.
      if count < 0 { return [] }
      var entry = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
      // A writer that came and went leaves an end that lasts.
      if poll(&entry, 1, 50) > 0, entry.revents & Int16(POLLHUP) != 0 { return [] }
    }
    throw CommandError(
      "\(name): nobody writes to this pipe; start what writes to it, or name a file")
  }

  /// Everything up to the end.
  static func readAll(_ descriptor: Int32, _ name: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw CommandError("cannot read \(name): \(SystemErrorText.words(errno))")
      }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= mostBytes else {
        throw CommandError("\(name) does not end; expected at most \(mostBytes) bytes")
      }
    }
  }
}
