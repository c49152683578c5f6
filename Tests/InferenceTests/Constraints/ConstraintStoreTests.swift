import Constraints
import Generation
import Testing
import _TestSupport

@testable import Inference

@Suite("Constraint store", .timeLimit(.minutes(2)))
struct ConstraintStoreTests {
  /// The tiny model, opened.
  private static func model() throws -> LanguageModel {
    let folder = try TemporaryFolder()
    try TinyModel().write(to: folder("tiny.gguf"))
    return try LanguageModel(opening: folder("tiny.gguf"))
  }

  @Test("equal constraints are compiled once; of many the last used are kept")
  func keeps() throws {
    let store = ConstraintStore(try Self.model())
    let first = Constraint.choice(["a"])
    let compiled = try store.compiled(first)
    for number in 0..<100 {
      _ = try store.compiled(.choice(["\(number)"]))
      #expect(try store.compiled(.choice(["a"])) === compiled)
    }
    #expect(store.count == ConstraintStore.limit)
    #expect(store.known(.choice(["3"])) == nil && store.known(.choice(["99"])) != nil)
  }

  @Test("one that is thrown away is compiled anew, and one in its place is not thrown away")
  func discards() throws {
    let store = ConstraintStore(try Self.model())
    let constraint = Constraint.text("a")
    let old = try store.compiled(constraint)
    let fresh = try store.renewed(constraint, insteadOf: old)
    #expect(fresh !== old)
    #expect(try store.renewed(constraint, insteadOf: old) === fresh)
    store.discard(old, of: constraint)
    #expect(store.known(constraint) === fresh)
  }

  /// An engine whose automata may have few states.
  private static func engine(states: Int) throws -> Engine {
    var options = EngineOptions(threads: 1, context: 256, sequences: 4)
    options.constraintLimits.stateLimit = states
    return try Engine(try model(), options: options)
  }

  private static func request(_ constraint: Constraint, seed: UInt64) -> GenerationRequest {
    GenerationRequest(
      .text("x"), sampling: Sampling(temperature: 3, topK: 0, topP: 1), maximumTokens: 100,
      seed: seed, constraint: constraint)
  }

  @Test("answers go on in a fresh automaton where others have used up the states of the old")
  func startsOver() async throws {
    let constraint = Constraint.regularExpression("([a-z]{8}-){3}[0-9]{6}")
    let plain = try Self.engine(states: 1 << 18)
    var renewed = 0
    for states in [40, 60, 100] {
      let engine = try Self.engine(states: states)
      var last: CompiledConstraint?
      for seed in 0..<6 as Range<UInt64> {
        let expected = try await Transcript(of: plain, Self.request(constraint, seed: seed))
        do {
          let got = try await Transcript(of: engine, Self.request(constraint, seed: seed))
          #expect(got.difference(from: expected) == nil, "\(states) states, seed \(seed)")
        } catch GenerationError.constraint {
          // Alone it takes more states than there may be.
          #expect(engine.constraints.known(constraint) == nil)
        }
        let now = engine.constraints.known(constraint)
        if last != nil, now !== last { renewed += 1 }
        last = now
      }
    }
    #expect(renewed >= 0)
  }

  @Test("an answer that goes beyond a limit ends with an error, and leaves nothing to others")
  func blowUp() async throws {
    let engine = try Self.engine(states: 30)
    let wide = Constraint.regularExpression("[ab]*a[ab]{9}[ab]*!")
    var failures = 0
    for seed in 0..<4 as Range<UInt64> {
      do {
        _ = try await Transcript(of: engine, Self.request(wide, seed: seed))
      } catch GenerationError.constraint(let problem) {
        failures += 1
        #expect(problem.contains("states") || problem.contains("30"), "\(problem)")
        #expect(engine.constraints.known(wide) == nil)
      }
      let other = try await Transcript(of: engine, Self.request(.choice(["a", "b"]), seed: seed))
      #expect(["a", "b"].contains(other.text))
    }
    #expect(failures > 0)
  }
}
