import ModelSpec
import Sizing
import Testing

@Suite("Models and machines side by side")
struct FitGridTests {
  private let names = ["t4", "rtx4090", "l40s", "h100", "h200x2"]

  @Test("each cell says what a plan says")
  func cells() throws {
    let subject = try AdviceCases.subject("llama-2-13b")
    let grid = FitGrid(subject, accelerators: try names.map(AdviceCases.cards))
    #expect(grid.cells.count == grid.precisions.count)
    for (precision, row) in zip(grid.precisions, grid.cells) {
      let request = try AdviceCases.inference(on: names, precision: precision)
      let fits = try Plan(subject, request).fits
      #expect(row.map(\.perDeviceBytes) == fits.map(\.perDeviceBytes))
      #expect(row.map { $0.state != .doesNotFit } == fits.map(\.fits))
    }
    let states = Set(grid.cells.flatMap { $0.map(\.state) })
    #expect(states.isSuperset(of: [.fits, .doesNotFit]))
  }

  @Test("above nine tenths of the memory a fit is tight")
  func tight() throws {
    let subject = PlanSubject(name: "10", parameters: 1000, source: .size)
    func state(_ memory: Int) throws -> FitGrid.State? {
      var row = try #require(AcceleratorTable.builtIn["t4"])
      row.memoryBytes.value = memory
      row.visibleMemoryBytes = nil
      let grid = FitGrid(
        subject, accelerators: [try AcceleratorSelection(row)], precisions: [.plain(.bf16)])
      return grid.cells.first?.first?.state
    }
    #expect(try state(1999) == .doesNotFit)
    #expect(try state(2000) == .tight)
    #expect(try state(2222) == .tight)
    #expect(try state(2223) == .fits)
  }

  @Test("what cannot be counted does not fit and is unknown")
  func unknown() throws {
    let subject = PlanSubject(name: "7B", parameters: 7_000_000_000, source: .size)
    let grid = FitGrid(
      subject, accelerators: [try AdviceCases.cards("h100")],
      precisions: [.blocks(.mixed(.q4Medium))])
    #expect(grid.cells.first?.first?.state == .doesNotFit)
    #expect(grid.cells.first?.first?.perDeviceBytes == nil)
  }

  @Test("a comparison has a row for each plan and its plan's own figures")
  func comparison() throws {
    let request = try AdviceCases.inference(on: names)
    let plans = try ["gemma-2b", "mixtral-8x7b"].map {
      try Plan(try AdviceCases.subject($0), request)
    }
    let size = PlanSubject(name: "70B", parameters: 70_000_000_000, source: .size)
    let comparison = Comparison(plans + [try Plan(size, request)])
    #expect(comparison.rows.map(\.name) == ["gemma-2b", "mixtral-8x7b", "70B"])
    for (plan, row) in zip(plans, comparison.rows) {
      #expect(row.inferenceBytes == plan.inference?.totalBytes)
      #expect(row.cacheBytesPerToken == plan.inference?.cacheBytesPerToken)
      #expect(row.fits == plan.fits)
    }
    #expect((comparison.rows[1].activeParameters ?? 0) < comparison.rows[1].parameters)
    #expect(comparison.rows[2].cacheBytesPerToken == nil)
    #expect(comparison.rows[0].fits.count == names.count)
  }
}
