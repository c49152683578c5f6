import Foundation

/// A server on 127.0.0.1 that answers the lines of one client by a script, and hangs up at a line
/// without an answer.
final class ScriptedDaemon: Sendable {
  let port: UInt16
  private let listener: Int32

  /// Answers by line; an empty answer keeps silent.
  init(_ answers: [String: String]) throws {
    let listener = try Self.listen()
    self.listener = listener
    port = try Self.port(of: listener)
    Thread.detachNewThread {
      let client = accept(listener, nil, nil)
      guard client >= 0 else { return }
      defer { close(client) }
      while let line = Self.line(client), let answer = answers[line] {
        let bytes = Array(answer.utf8)
        _ = bytes.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      }
    }
  }

  deinit {
    // Wakes a thread that still waits for a client.
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// A port on which nothing listens: it was free a moment ago.
  static func closedPort() throws -> UInt16 {
    let listener = try listen()
    defer { close(listener) }
    return try port(of: listener)
  }

  private static func line(_ client: Int32) -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while recv(client, &byte, 1, 0) == 1 {
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return nil
  }

  private static func listen() throws -> Int32 {
    #if os(Linux)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0, Foundation.listen(descriptor, 1) == 0 else {
      throw POSIXError(.EADDRNOTAVAIL)
    }
    return descriptor
  }

  private static func port(of descriptor: Int32) throws -> UInt16 {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &size)
      }
    }
    guard code == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    return UInt16(bigEndian: address.sin_port)
  }
}
