package import Constraints
package import Generation

/// A rule for the tokens that may come next in one answer.
///
/// It is asked by the sampler about one token at a time, the likeliest first.
package protocol TokenRule: Sendable {
  /// Tells whether the answer is whole and nothing may follow.
  var isOver: Bool { get }
  /// Tells whether what was released so far and this text are a whole answer.
  func isWhole(with text: String) -> Bool
  /// Takes note of text that the answer certainly has.
  mutating func release(_ text: String)
  /// Takes note of a control token that the answer has, by its text.
  mutating func release(control text: String)

  /// Tells whether `token` may follow what was accepted so far.
  ///
  /// - Throws: `GenerationError.constraint` if the rule went beyond a limit.
  mutating func permits(_ token: Int) throws(GenerationError) -> Bool
  /// The tokens that may follow, `nil` for a rule that can only be asked about one at a time.
  ///
  /// - Parameter isTight: Whether tokens that leave too little room for an end are left out; else
  ///   `permits` has to be asked too.
  mutating func mask(isTight: Bool) throws(GenerationError) -> TokenMask?
  /// Takes `token` as the next one.
  mutating func accept(_ token: Int) throws(GenerationError)
  /// Tokens that follow whatever the model has in mind; they are not accepted yet.
  mutating func forcedTokens() throws(GenerationError) -> [Int]
  /// The number of tokens of a draft, from the first on, that may follow.
  func permitted(of draft: [Int]) -> Int
}

extension TokenRule {
  package var isOver: Bool { false }
  package func isWhole(with text: String) -> Bool { true }
  package func release(_ text: String) {}
  package func release(control text: String) {}
  package func mask(isTight: Bool) throws(GenerationError) -> TokenMask? { nil }
  package func forcedTokens() throws(GenerationError) -> [Int] { [] }
  package func permitted(of draft: [Int]) -> Int { draft.count }
}
