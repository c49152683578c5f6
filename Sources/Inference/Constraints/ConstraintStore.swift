import Constraints
import Generation
import Synchronization

/// The constraints of an engine that are compiled, the last used ones of them, and the vocabulary
/// that they share.
final class ConstraintStore: Sendable {
  /// Compiled constraints that are kept; each can take some megabytes once it has seen answers.
  static let limit = 32

  private struct Entry {
    let compiled: CompiledConstraint
    var lastUse: Int
  }

  private struct Kept {
    var vocabulary: ConstraintVocabulary?
    var entries: [Constraint: Entry] = [:]
    var uses = 0
  }

  private let model: LanguageModel
  private let limits: ConstraintLimits
  private let kept = Mutex(Kept())
  /// Held while the vocabulary is made, so that it is made once.
  private let making = Mutex(())

  init(_ model: LanguageModel, limits: ConstraintLimits = ConstraintLimits()) {
    self.model = model
    self.limits = limits
  }

  /// The number of constraints that are kept.
  var count: Int { kept.withLock { $0.entries.count } }

  /// A constraint that is compiled already.
  func known(_ constraint: Constraint) -> CompiledConstraint? {
    kept.withLock { kept in
      kept.uses += 1
      kept.entries[constraint]?.lastUse = kept.uses
      return kept.entries[constraint]?.compiled
    }
  }

  /// A constraint, compiled if it is not yet.
  ///
  /// - Throws: `GenerationError.constraint` for what cannot be enforced, `.invalidRequest` if the
  ///   model has no tokenizer.
  func compiled(_ constraint: Constraint) throws -> CompiledConstraint {
    if let known = known(constraint) { return known }
    return keep(try compile(constraint), for: constraint)
  }

  /// The constraint afresh in place of one that went beyond a limit, unless it is replaced already.
  func renewed(
    _ constraint: Constraint, insteadOf old: CompiledConstraint
  ) throws(GenerationError) -> CompiledConstraint {
    discard(old, of: constraint)
    if let known = known(constraint) { return known }
    return keep(try separate(constraint), for: constraint)
  }

  /// The constraint afresh, for one answer alone.
  func separate(_ constraint: Constraint) throws(GenerationError) -> CompiledConstraint {
    do {
      return try compile(constraint)
    } catch let error as GenerationError {
      throw error
    } catch {
      throw .failed("\(error)")
    }
  }

  /// Forgets a compiled constraint, so that no other request meets its state.
  func discard(_ compiled: CompiledConstraint, of constraint: Constraint) {
    kept.withLock { kept in
      if kept.entries[constraint]?.compiled === compiled { kept.entries[constraint] = nil }
    }
  }

  private func keep(_ compiled: CompiledConstraint, for constraint: Constraint)
    -> CompiledConstraint
  {
    kept.withLock { kept in
      kept.uses += 1
      // Another request may have compiled it meanwhile; what it found out is worth more.
      if let known = kept.entries[constraint]?.compiled { return known }
      kept.entries[constraint] = Entry(compiled: compiled, lastUse: kept.uses)
      if kept.entries.count > Self.limit,
        let oldest = kept.entries.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
      {
        kept.entries[oldest] = nil
      }
      return compiled
    }
  }

  private func compile(_ constraint: Constraint) throws -> CompiledConstraint {
    let definition = try ConstraintDefinition(constraint)
    let vocabulary = try vocabulary()
    do {
      return try CompiledConstraint(definition, vocabulary: vocabulary, limits: limits)
    } catch {
      throw GenerationError.constraint("\(error)")
    }
  }

  private func vocabulary() throws -> ConstraintVocabulary {
    try making.withLock { _ in
      if let known = kept.withLock({ $0.vocabulary }) { return known }
      let made = try model.constraintVocabulary()
      kept.withLock { $0.vocabulary = made }
      return made
    }
  }
}
