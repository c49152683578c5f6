import Figures
import JSON
import Testing

@testable import SideBySide

@Suite struct ReportTests {
  private let machine = MachineFacts(
    processor: "one", cores: [0, 1], memoryBytes: 1 << 30, int8Rate: 1e12, bf16Rate: nil,
    fp32Rate: 2e11)

  private func report(_ benchmark: BenchmarkCase, ours: Sample, theirs: Sample) -> Report {
    let contestants = [("Carat", ours), ("other", theirs)].map { name, sample in
      Contestant(name: name, programs: []) { _ in sample }
    }
    let rounds = Rounds(
      of: benchmark, contestants, rounds: 1, retries: 0, limit: 1e9, progress: { _ in })
    return Report(rounds: [rounds], machine: machine, conditions: ["so and so"])
  }

  private let single = BenchmarkCase(
    id: "x", file: .smolLM2Q41, work: .single(prompt: 512, generate: 128, depth: 0),
    targets: [.prefill: Target(3), .decode: Target(1.5, atBandwidth: 1)])

  private var ours: Sample {
    Sample(
      figures: [.prefill: 2000, .decode: 240, .peakMemory: 1e8], readBandwidth: 4e10,
      bytesPerToken: 1e8)
  }

  @Test func `a rate stands beside its target and the machine`() {
    let theirs = Sample(figures: [.prefill: 500, .decode: 200, .peakMemory: 2e8])
    let lines = report(single, ours: ours, theirs: theirs).text.split(separator: "\n")
    let prefill = cells(lines, "prefill")
    #expect(prefill[5...].prefix(4) == ["4.00", "4.00 to 4.00", "3.00", "yes"])
    // Twice 106,168,320 operations a token, of 10^12 a second.
    #expect(prefill[9] == "42 %")
    let decode = cells(lines, "decode")
    #expect(decode[5...].prefix(4) == ["1.20", "1.20 to 1.20", "1.50", "no"])
    #expect(decode[9...].prefix(2) == ["60 %", "50 %"])
  }

  @Test func `against an engine that is at the bandwidth, even is enough`() {
    let theirs = Sample(figures: [.prefill: 500, .decode: 360, .peakMemory: 2e8])
    var fast = ours
    fast.figures[.decode] = 360
    let lines = report(single, ours: fast, theirs: theirs).text.split(separator: "\n")
    #expect(cells(lines, "decode")[5...].prefix(4) == ["1.00", "1.00 to 1.00", "1.00", "yes"])
  }

  @Test func `memory over the limit is not met`() {
    let theirs = Sample(figures: [.peakMemory: 2e8])
    let limit = Double(single.memoryLimit)
    for (bytes, met) in [(limit, "yes"), (limit + 1, "no")] {
      let text = report(single, ours: Sample(figures: [.peakMemory: bytes]), theirs: theirs).text
      #expect(text.contains("| \(met) "))
    }
  }

  @Test func `what was not measured has no table`() {
    let text = report(single, ours: Sample(), theirs: Sample()).text
    #expect(text == "- so and so\n")
  }

  @Test func `the record holds every sample and the ratio`() throws {
    let theirs = Sample(figures: [.prefill: 500])
    let json = report(single, ours: ours, theirs: theirs).json
    let benchmark = try #require(json["cases"]?.array?.first)
    #expect(benchmark["prefill"]?["ratio"]?.number == 4)
    #expect(benchmark["decode"] == nil)
    let contestants = try #require(benchmark["contestants"]?.array)
    #expect(contestants.map { $0["name"]?.string } == ["Carat", "other"])
    #expect(contestants[0]["samples"]?.array?.first?["decode"]?.number == 240)
  }

  /// The cells of the first row of the table of rates that has this phase.
  private func cells(_ lines: [Substring], _ phase: String) -> [String] {
    lines.map { line in
      line.split(separator: "|").map { String($0).trimmed }
    }.first { $0.contains(phase) } ?? []
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
