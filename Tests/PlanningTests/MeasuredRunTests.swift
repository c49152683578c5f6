import Foundation
import JSON
import ModelSpec
import Planning
import Reports
import Sizing
import Testing

@Suite("A measured run")
struct MeasuredRunTests {
  private func run() -> MeasuredRun {
    var run = MeasuredRun(
      threads: 2, instructionSet: "avx2", context: 64, sequences: 3, promptTokens: 16,
      generatedTokens: 4, fileBytes: 100, matrixBytes: 80, vectorBytes: 12, cacheBytes: 640,
      cacheBytesPerToken: 10, workspaceBytes: 55)
    (run.startResidentBytes, run.programResidentBytes) = (1000, 1100)
    (run.openedResidentBytes, run.peakResidentBytes) = (1200, 1500)
    (run.promptSeconds, run.generateSeconds) = (0.5, 0.25)
    return run
  }

  private func decoded(_ run: MeasuredRun) throws -> MeasuredRun {
    let text = try JSONValue(encoding: run).indented
    return try JSONDecoder().decode(MeasuredRun.self, from: Data(text.utf8))
  }

  @Test("what was written is read again, under the keys that it has always had")
  func roundTrip() throws {
    #expect(try decoded(run()) == run())
    let keys = try #require(try JSONValue(encoding: run()).object).map(\.key)
    #expect(
      keys == [
        "threads", "isa", "context", "sequences", "promptTokens", "generatedTokens", "fileBytes",
        "matrixBytes", "vectorBytes", "cacheBytes", "cacheBytesPerToken", "workspaceBytes",
        "startResidentBytes", "programResidentBytes", "openedResidentBytes", "peakResidentBytes",
        "promptSeconds", "generateSeconds",
      ])
    #expect(run().promptTokensPerSecond == 96 && run().generatedTokensPerSecond == 48)
  }

  @Test("memory that the system does not tell is null, and stays missing in a plan")
  func missingMemory() throws {
    var run = run()
    (run.startResidentBytes, run.programResidentBytes) = (nil, nil)
    (run.openedResidentBytes, run.peakResidentBytes) = (nil, nil)
    let json = try JSONValue(encoding: run)
    #expect(json["peakResidentBytes"] == .null && json["startResidentBytes"] == .null)
    #expect(try decoded(run) == run)
    var plan = try Plan(PlanSubject(try #require(Catalogue.model(named: "gemma-2b"))))
    plan.measured = try PlanMeasurement(plan, run: decoded(run), vocabulary: (0, 0))
    let peak = try #require(plan.measured?.figures.first { $0.id == "peakResidentBytes" })
    #expect(peak.measured == nil && peak.predicted == nil && peak.differencePercent == nil)
    #expect(plan.json["measured"]?["peakResidentBytes"]?["measured"] == .null)
    let line = PlanDocument([plan]).text().split(separator: "\n")
      .first { $0.contains("peak resident memory") }
    #expect(line?.contains(" 0") == false && line?.contains("–") == true)
  }

  @Test("where only the start is known, it stands for the program")
  func start() throws {
    var run = run()
    let plan = try Plan(PlanSubject(try #require(Catalogue.model(named: "gemma-2b"))))
    func predicted() throws -> Double? {
      try PlanMeasurement(plan, run: run, vocabulary: (0, 0)).figures
        .first { $0.id == "peakResidentBytes" }?.predicted
    }
    let whole = try #require(try predicted())
    run.programResidentBytes = nil
    #expect(try predicted() == whole - 100)
  }

  @Test("a run that lacks what an engine always tells is no run")
  func incomplete() throws {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(MeasuredRun.self, from: Data(#"{"threads": 1}"#.utf8))
    }
  }
}
