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
    // Each first letter leads to states of its own.
    let branches = "abcdefgh".map { "\($0)[0-9]{20}\($0.uppercased())" }
    let constraint = Constraint.regularExpression(branches.joined(separator: "|"))
    let (plain, engine) = (try Self.engine(states: 1 << 18), try Self.engine(states: 70))
    var automata: [CompiledConstraint] = []
    for seed in 0..<12 as Range<UInt64> {
      let expected = try await Transcript(of: plain, Self.request(constraint, seed: seed))
      let got = try await Transcript(of: engine, Self.request(constraint, seed: seed))
      #expect(got.difference(from: expected) == nil, "seed \(seed)")
      let now = try #require(engine.constraints.known(constraint))
      if automata.last !== now { automata.append(now) }
    }
    #expect(automata.count > 1)
    // All at once, each over what others have used up meanwhile.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for seed in 0..<12 as Range<UInt64> {
        group.addTask {
          let request = Self.request(constraint, seed: seed)
          let (expected, got) = (
            try await Transcript(of: plain, request), try await Transcript(of: engine, request)
          )
          #expect(got.difference(from: expected, sharingCache: false) == nil, "seed \(seed)")
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("an answer that goes beyond a limit ends with an error, and leaves nothing to others")
  func blowUp() async throws {
    let engine = try Self.engine(states: 30)
    let long = Constraint.regularExpression("[a-z]{80}")
    for seed in 0..<4 as Range<UInt64> {
      let error = await #expect(throws: GenerationError.self) {
        _ = try await Transcript(of: engine, Self.request(long, seed: seed))
      }
      guard case .constraint? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(engine.constraints.known(long) == nil)
      let other = try await Transcript(of: engine, Self.request(.choice(["a", "b"]), seed: seed))
      #expect(["a", "b"].contains(other.text))
    }
  }
}
