import Synchronization

/// A constraint that is ready to hold answers to it, shared by all sequences that are under it.
///
/// What one sequence finds out, such as a mask, all others have at hand.
public final class CompiledConstraint: Sendable {
  /// The vocabulary that the masks are over.
  public let vocabulary: ConstraintVocabulary
  /// An automaton with its masks.
  struct Engine {
    var automaton: PushdownAutomaton
    var masks: MaskMaker
    /// Made when it is first asked for.
    var costs: CompletionCosts?
  }
  let engine: Mutex<Engine>
  /// The state before the first byte.
  let start: PushdownAutomaton.State

  /// The automaton of a definition.
  ///
  /// - Throws: `ConstraintError` that names what is not supported, a definition that no answer
  ///   meets, and one beyond a limit.
  public init(
    _ definition: ConstraintDefinition, vocabulary: ConstraintVocabulary,
    limits: ConstraintLimits = ConstraintLimits()
  ) throws(ConstraintError) {
    self.vocabulary = vocabulary
    let automaton = PushdownAutomaton(try AutomatonProgram(definition), limits: limits)
    if let failure = automaton.failure { throw failure }
    guard automaton.start >= 0 else {
      throw .unsatisfiable(pointer: "", reason: "no answer meets the constraint")
    }
    start = automaton.start
    engine = Mutex(Engine(automaton: automaton, masks: MaskMaker(vocabulary)))
  }

  /// A matcher before the first token.
  public func matcher() -> ConstraintMatcher { ConstraintMatcher(self) }
}
