import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The meaning of an error of the network stack, in words, and whether waiting can mend it.
struct NetworkProblem: Hashable, Sendable {
  var reason: String
  /// Tells whether another attempt would only bring the same.
  var isFinal: Bool
  /// Number of failures that it counts as: where nothing came for long, fewer attempts do.
  var weight = 1

  init(_ error: any Error) {
    switch error {
    case let error as IOError: self.init(code: error.errnoCode)
    case let error as NIOConnectionError:
      if let first = error.connectionErrors.first {
        self.init(first.error)
      } else {
        self.init(Self.unknownHost, isFinal: true)
      }
    case is SocketAddressError: self.init(Self.unknownHost, isFinal: true)
    case let error as HTTPParserError where error == .invalidEOFState:
      self.init("the connection ended before the answer did")
    case is HTTPParserError: self.init("the answer is not valid HTTP", isFinal: true)
    case let error as HTTPClientError: self.init(error)
    default: self.init(named: String(reflecting: type(of: error)), "\(error)")
    }
  }

  private init(_ reason: String, isFinal: Bool = false, weight: Int = 1) {
    (self.reason, self.isFinal, self.weight) = (reason, isFinal, weight)
  }

  private static let unknownHost =
    "the host's name is not known; check its spelling, and whether this machine is online"

  private init(code: Int32) {
    switch code {
    case ECONNREFUSED:
      self.init("the connection was refused: nothing answers at this address", isFinal: true)
    case ENETUNREACH, EHOSTUNREACH, ENETDOWN:
      self.init("there is no way to the host; is this machine online?", isFinal: true)
    case EACCES, EPERM: self.init("this machine does not allow the connection", isFinal: true)
    case ECONNRESET, EPIPE, ECONNABORTED: self.init("the connection was broken off")
    case ETIMEDOUT: self.init("the host did not answer in time")
    default: self.init("the connection failed (\(String(cString: strerror(code)).lowercased()))")
    }
  }

  private init(_ error: HTTPClientError) {
    switch error {
    case .connectTimeout: self.init("the host did not answer in time")
    case .readTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout:
      self.init("nothing came for a long time", weight: 2)
    case .remoteConnectionClosed: self.init("the connection ended before the answer did")
    case .proxyAuthenticationRequired:
      self.init("the proxy asks for a name and a password, or refuses them", isFinal: true)
    case .invalidProxyResponse: self.init("the proxy's answer makes no sense", isFinal: true)
    case .invalidURL, .emptyHost:
      self.init("the request cannot be sent", isFinal: true)
    case .tlsHandshakeTimeout: self.init("the secure connection was not made in time")
    default: self.init("the connection failed (\(error.shortDescription))")
    }
  }

  /// Errors of layers that this package does not import, by their type.
  private init(named type: String, _ text: String) {
    guard type.hasPrefix("NIOSSL.") else {
      let name = type.split(separator: ".").last ?? "unknown"
      self.init("the connection failed (\(name))")
      return
    }
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      self.init("its certificate is not one that this machine trusts", isFinal: true)
    } else if text.contains("WRONG_VERSION_NUMBER") {
      self.init(
        "it does not speak HTTPS; its address may have to begin with http://", isFinal: true)
    } else {
      self.init("no secure connection could be made")
    }
  }
}
