import Figures
import JSON
import Testing

@testable import SideBySide

@Suite struct ReportTests {
  private let machine = MachineFacts(
    processor: "one", cores: [0, 1], memoryBytes: 1 << 30, int8Rate: 1e12, bf16Rate: nil,
    fp32Rate: 2e11)

  private func report(_ benchmark: BenchmarkCase, ours: Sample, theirs: Sample) -> Report {
    report([rounds(benchmark, ["Carat": ours, "other": theirs])])
  }

  private func report(_ rounds: [Rounds]) -> Report {
    Report(rounds: rounds, machine: machine, conditions: ["so and so"])
  }

  private func rounds(_ benchmark: BenchmarkCase, _ samples: KeyValuePairs<String, Sample>)
    -> Rounds
  {
    let contestants = samples.map { name, sample in
      Contestant(name: name, programs: []) { _ in sample }
    }
    return Rounds(of: benchmark, contestants, rounds: 1, retries: 0, limit: 1e9, progress: { _ in })
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

  @Test func `with more sequences the ratio is to be no lower`() {
    let measured = [(16, 4.0, 2.0), (64, 4.5, 1.9)].map { sequences, prefill, decode in
      rounds(
        BenchmarkCase(
          id: "\(sequences)", file: .qwen,
          work: .batch(sequences: sequences, prompt: 128, generate: 64), targets: [:]),
        [
          "Carat": Sample(figures: [.prefill: 100 * prefill, .decode: 50 * decode]),
          "other": Sample(figures: [.prefill: 100, .decode: 50]),
        ])
    }
    let title = BenchmarkFile.qwen.title
    #expect(
      rows(report(measured).text, "ratio then") == [
        [title, "prefill", "16", "4.00", "64", "4.50", "yes"],
        [title, "decode", "16", "2.00", "64", "1.90", "no"],
      ])
    #expect(rows(report([measured[0]]).text, "ratio then").isEmpty)
  }

  @Test func `what is shared stands beside the same without sharing and, apart, beside theirs`()
    throws
  {
    let benchmark = BenchmarkCase(
      id: "x", file: .smolLM2Q41, work: .shared(sequences: 16, prompt: 1000), targets: [:])
    let samples: KeyValuePairs = [
      "Carat": Sample(figures: [.prefill: 6000, .peakMemory: 100 * 1_048_576]),
      Contestant.unsharing: Sample(figures: [.prefill: 1000, .peakMemory: 500 * 1_048_576]),
      "theirs": Sample(figures: [.prefill: 2000, .peakMemory: 200 * 1_048_576]),
    ]
    let report = report([rounds(benchmark, samples)])
    let row = try #require(rows(report.text, "not shared").first)
    #expect(row[4...] == ["6.00", "6.00 to 6.00", "5.00", "yes", "100 MiB", "500 MiB"])
    let rate = try #require(rows(report.text, "phase").first)
    #expect(rate[5...].prefix(4) == ["3.00", "3.00 to 3.00", "", ""])
    #expect(rate[9...] == ["", ""])
    let json = try #require(report.json["cases"]?.array?.first)
    #expect(json["prefill"]?["ratio"]?.number == 3)
    #expect(json["prefillBesideUnshared"]?["ratio"]?.number == 6)
    #expect(json["peakMemoryBesideUnshared"]?["ratio"]?.number == 5)
  }

  @Test(arguments: [(0.159, "yes"), (0.16, "no")])
  func `gaps beside a prompt stay below four undisturbed ones`(_ beside: Double, _ met: String)
    throws
  {
    let benchmark = BenchmarkCase(
      id: "x", file: .smolLM2Q41, work: .beside(sequences: 8, generate: 64, prompt: 8000),
      targets: [:])
    let report = report([
      rounds(
        benchmark,
        ["Carat": Sample(figures: [.gap: 0.04, .gapBeside: beside, .prefill: 400])])
    ])
    let row = try #require(rows(report.text, "beside").first)
    #expect(row[2] == "40.0 / 40.0 / 40.0")
    #expect(row[7...] == [met, "400 / 400 / 400"])
    let stretch = report.json["cases"]?.array?.first?["gapStretch"]?["median"]?.number
    #expect(stretch == beside / 0.04)
  }

  /// The cells of the first row of the table of rates that has this phase.
  private func cells(_ lines: [Substring], _ phase: String) -> [String] {
    lines.map(row).first { $0.contains(phase) } ?? []
  }

  /// The rows of the first table with a column of this name.
  private func rows(_ text: String, _ column: String) -> [[String]] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let head = lines.firstIndex(where: { row($0).contains(column) }) else { return [] }
    return lines[(head + 2)...].prefix { $0.hasPrefix("|") }.map(row)
  }

  private func row(_ line: Substring) -> [String] {
    line.split(separator: "|").map { String($0).trimmed }
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
