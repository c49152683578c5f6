/// A service that answers for uninterruptible power supplies.
public protocol SupplyDaemon: Sendable {
  /// Address at which it is asked, such as `upsd at 127.0.0.1:3493`.
  var name: String { get }

  /// All supplies that it knows.
  ///
  /// - Throws: ``SupplyDaemonError`` if it does not answer, or not in its own protocol.
  func supplies() throws(SupplyDaemonError) -> [UninterruptibleSupply]
}

/// The reason that a supply daemon did not answer.
public enum SupplyDaemonError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Nothing takes the connection.
  case notRunning
  /// It did not answer in time.
  case timedOut
  /// It answered something else than was asked for.
  case unexpectedAnswer(String)

  /// Text for a user on what went wrong.
  public var description: String {
    switch self {
    case .notRunning: "nothing listens there"
    case .timedOut: "no answer in time"
    case .unexpectedAnswer(let text): "unexpected answer '\(text)'"
    }
  }
}
