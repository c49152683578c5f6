import Testing

@testable import Inference

/// The budget of passes against a machine whose times are given.
struct StepBudgetTests {
  /// The time of a pass: that of its decoding rows, and of a chunk with the keys before it.
  private struct Machine {
    var decodeSeconds = 0.010
    var secondsPerRow = 0.0012
    /// Time to read the keys and values of a thousand positions.
    var secondsPerThousand = 0.0010
    /// Time of a row's attention over a thousand positions.
    var rowSecondsPerThousand = 0.0003

    func seconds(prefill: Int, depth: Int) -> Double {
      guard prefill > 0 else { return decodeSeconds }
      let thousands = Double(depth) / 1000
      return decodeSeconds + secondsPerThousand * thousands
        + Double(prefill) * (secondsPerRow + rowSecondsPerThousand * thousands)
    }
  }

  /// Reads a prompt beside eight sequences and returns the time of each pass.
  private func passes(_ machine: Machine, prompt: Int, growth: Double = 0) -> [Double] {
    var machine = machine
    var budget = StepBudget(rows: 512)
    for _ in 0..<10 { budget.record(decoding: 8, prefill: 0, seconds: machine.decodeSeconds) }
    var (depth, times) = (0, [Double]())
    while depth < prompt {
      let rows = min(budget.prefillRows(beside: 8), prompt - depth)
      let seconds = machine.seconds(prefill: rows, depth: depth)
      budget.record(decoding: 8, prefill: rows, seconds: seconds)
      times.append(seconds)
      depth += rows
      // Those that decode grow too.
      machine.decodeSeconds += growth
    }
    return times
  }

  @Test func `passes stay below four times those without a prompt, however deep it is`() {
    let machine = Machine()
    let times = passes(machine, prompt: 16_000)
    // The first two tell how long rows take.
    let late = times.dropFirst(2).filter { $0 > 4 * machine.decodeSeconds }
    #expect(late.isEmpty, "\(late.count) of \(times.count)")
    // Time that may be used is used.
    let mean = times.reduce(0, +) / Double(times.count)
    #expect(mean > 1.8 * machine.decodeSeconds)
  }

  @Test func `a prompt keeps its part of a pass while the others grow`() {
    let times = passes(Machine(), prompt: 8000, growth: 0.00002)
    let still = passes(Machine(), prompt: 8000)
    #expect(
      times.count < 2 * still.count, "\(times.count) passes, \(still.count) of those that stay")
  }

  @Test func `a prompt whose keys alone take longer goes on by a row a pass`() {
    let machine = Machine(secondsPerThousand: 0.02)
    let times = passes(machine, prompt: 4000)
    #expect(times.count <= 4000)
    #expect(times.last.map { $0 < 4 * machine.decodeSeconds + 0.08 } ?? false)
  }

  @Test func `without a sequence that decodes a pass takes what it can`() {
    let budget = StepBudget(rows: 512)
    #expect(budget.prefillRows(beside: 0) == 512)
    #expect((1...512).contains(budget.prefillRows(beside: 8)))
    #expect(budget.prefillRows(beside: 512) == 0)
  }
}
