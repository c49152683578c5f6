public import Constraints
public import Generation
import Synchronization

/// A compiled constraint on one answer.
///
/// A token is tried by itself first, since most that a model draws are permitted. The mask of all
/// tokens is made only where one was not.
public struct CompiledTokenConstraint: Constraint {
  /// What is known of the state before the next token.
  private final class Place: Sendable {
    let tried = Mutex<(tokens: Int, mask: TokenMask?)>((0, nil))
  }

  private var matcher: ConstraintMatcher
  private var place = Place()

  /// A constraint before the first token.
  public init(_ constraint: CompiledConstraint) { matcher = constraint.matcher() }

  /// Tells whether the answer is valid as it stands.
  public var isComplete: Bool { matcher.isComplete }

  /// Tells whether `token` may follow what was accepted so far.
  public func permits(_ token: Int) -> Bool {
    place.tried.withLock { tried in
      tried.tokens += 1
      if let mask = tried.mask { return mask.contains(token) && matcher.permits(token) }
      guard tried.tokens > 1 else { return matcher.permits(token) }
      var mask = TokenMask(tokenCount: matcher.constraint.vocabulary.tokenCount)
      do {
        try matcher.fillMask(&mask)
      } catch {
        // Beyond a bound nothing is permitted, and generation ends with an error.
        mask = TokenMask(tokenCount: matcher.constraint.vocabulary.tokenCount)
      }
      tried.mask = mask
      return mask.contains(token) && matcher.permits(token)
    }
  }

  /// Takes `token` as the next one.
  public mutating func accept(_ token: Int) {
    _ = matcher.accept(token)
    place = Place()
  }
}
