#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// A TCP connection to this machine that reads lines, with one time limit for all of them.
final class LocalConnection {
  /// Longest answer that is waited for, in bytes.
  private static let mostBytes = 1 << 18

  private let descriptor: Int32
  private let deadline: ContinuousClock.Instant
  private var buffer: [UInt8] = []
  private var received = 0

  /// Connects to a port of 127.0.0.1.
  init(port: UInt16, timeout: Duration) throws(SupplyDaemonError) {
    deadline = ContinuousClock.now + timeout
    #if canImport(Glibc)
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { throw .notRunning }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let descriptor = descriptor
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 || errno == EINPROGRESS else { throw .notRunning }
    try wait(for: Int16(POLLOUT))
    var failure: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) == 0, failure == 0 else {
      throw .notRunning
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Sends a short text; if it cannot be sent, no answer comes either.
  func send(_ text: String) {
    let bytes = Array(text.utf8)
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      // A daemon that has gone must not end the process.
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    _ = systemSend(descriptor, bytes, flags)
  }

  /// The next line without its end.
  func line() throws(SupplyDaemonError) -> String {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeSubrange(...end)
        return line
      }
      guard received < Self.mostBytes else { throw .unexpectedAnswer("too long") }
      try wait(for: Int16(POLLIN))
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { throw .unexpectedAnswer("the connection was closed") }
      received += count
      buffer += chunk.prefix(count)
    }
  }

  private func wait(for events: Int16) throws(SupplyDaemonError) {
    while true {
      let left = ContinuousClock.now.duration(to: deadline)
      let milliseconds = Int32(clamping: Int(left / .milliseconds(1)))
      guard milliseconds > 0 else { throw .timedOut }
      var wanted = pollfd(fd: descriptor, events: events, revents: 0)
      let count = poll(&wanted, 1, milliseconds)
      if count > 0 { return }
      if count < 0, errno != EINTR { throw .notRunning }
    }
  }
}

/// The system's `send`, which the method of that name hides.
private func systemSend(_ descriptor: Int32, _ bytes: [UInt8], _ flags: Int32) -> Int {
  send(descriptor, bytes, bytes.count, flags)
}
