import JSON
import ModelSpec
import Reports
import Sizing
import Testing

@Suite("Plans, tables and advice as JSON")
struct PlanJSONTests {
  private func subject(_ name: String) throws -> PlanSubject {
    try PlanSubject(try #require(Catalogue.model(named: name)))
  }

  private func cards(_ text: String) throws -> AcceleratorSelection {
    try AcceleratorTable.builtIn.selection(text)
  }

  @Test("JSON holds the figures in plain units, unknown as null, and a source for each")
  func json() throws {
    let row = try AcceleratorTable.builtIn.accelerator(named: "h100")
    let json = row.json
    #expect(json["name"] == .string("h100"))
    #expect(json["memoryBytes"] == .integer(80_000_000_000))
    #expect(json["bandwidthBytesPerSecond"]?.number == 3350e9)
    #expect(json["pricePerHour"] == .null)
    #expect(json["sustainedBandwidthBytesPerSecond"] == .null)
    #expect(json["interconnect"]?["bytesPerSecond"]?.number == 900e9)
    let rates = try #require(json["rates"]?.array)
    let bf16 = try #require(rates.first { $0["format"] == .string("bf16") })
    #expect(bf16["denseOperationsPerSecond"]?.number == 989.4e12)
    #expect(bf16["accumulator"] == .string("fp32"))
    let cells = try #require(json["sources"]?.array)
    #expect(cells.count == row.sources.count)
    #expect(cells.contains { $0["cell"] == .string("rates.bf16.sparse") })
    #expect(try JSONValue(parsing: json.serialized)["name"] == .string("h100"))
    let listed = try #require(AcceleratorTable.builtIn.json["accelerators"]?.array)
    #expect(listed.count == AcceleratorTable.builtIn.rows.count && listed.contains(json))
  }

  @Test("JSON holds what the value holds, and null for what is unknown")
  func advice() throws {
    var request = PlanRequest()
    (request.precision, request.batch) = (.plain(.bf16), 64)
    request.accelerators = [try cards("rtx4090")]
    let json = Advice(plan: try Plan(try subject("llama-2-7b"), request)).json
    let device = try #require(json["devices"]?.array?.first)
    #expect(device["fits"]?.bool == false)
    let short = try #require(device["excessBytes"]?.integer)
    let memory = try #require(device["memoryBytes"]?.integer)
    #expect(device["perDeviceBytes"]?.integer == memory + short)
    #expect(device["largestMicroBatch"]?.isNull == true)
    let change = try #require(device["changes"]?.array?.first)
    #expect(change["steps"]?.array?.first?["flag"]?.string?.hasPrefix("--") == true)
    let machine = try #require(json["machines"]?.array?.first)
    #expect(machine["pricePerHour"]?.isNull == true)
    #expect(machine["why"]?.string?.isEmpty == false)
  }

  @Test("what a row of one's own does not say is null")
  func ownRow() throws {
    let text =
      #"{"accelerators": [{"name": "box", "memoryBytes": 1024, "bandwidthBytesPerSecond": 5.5}]}"#
    let table = try AcceleratorTable(adding: Array(text.utf8), named: "my.json")
    #expect(try table.accelerator(named: "box").json["powerWatts"] == .null)
  }

  @Test("adapters have no scaling law, and of a bare size no optimizer state is known")
  func adapters() throws {
    var request = PlanRequest()
    request.training = TrainingRecipe(sequence: 1024)
    request.training?.method = .qlora(LowRankSpec())
    let known = try Plan(try subject("gemma-2b"), request)
    #expect(known.json["compute"]?["chinchilla"]?["loss"]?.isNull == true)
    let size = PlanSubject(name: "7B", parameters: 7_000_000_000, source: .size)
    request.accelerators = [try cards("rtx4090")]
    #expect(try Plan(size, request).json["training"]?["optimizerBytes"]?.isNull == true)
  }

  @Test("a claim is not measured, and what cannot be counted is null")
  func unknown() throws {
    func size(_ billions: Int) -> PlanSubject {
      PlanSubject(name: "\(billions)B", parameters: billions * 1_000_000_000, source: .size)
    }
    let comparison = try PrecisionComparison(
      [.init(size(13), .nominal(bits: 8)), .init(size(7), .plain(.bf16))],
      memoryBytes: 16_000_000_000)
    #expect(comparison.json["claim"]?["isMeasured"]?.bool == false)
    let grid = FitGrid(
      size(7), accelerators: [try cards("h100")], precisions: [.blocks(.mixed(.q4Medium))])
    let cell = grid.json["cells"]?.array?.first?.array?.first
    #expect(cell?["perDeviceBytes"]?.isNull == true)
    var request = PlanRequest()
    request.accelerators = [try cards("h100"), try cards("rtx4090")]
    let plans = [
      try Plan(try subject("gemma-2b"), request), try Plan(size(70), request),
    ]
    let rows = try #require(Comparison(plans).json["rows"]?.array)
    #expect(rows[1]["kvBytesPerToken"]?.isNull == true)
    #expect(rows[0]["accelerators"]?.array?.count == 2)
  }

  @Test("a layout that was chosen is told, and so is what is missing where none fits")
  func layouts() throws {
    var request = PlanRequest()
    request.training = TrainingRecipe(sequence: 4096)
    request.accelerators = [try cards("h100x16")]
    let plan = try Plan(try subject("llama-3-8b"), request)
    #expect(plan.json["accelerators"]?.array?.first?["layout"]?["data"]?.integer != nil)
    let notes = try #require(plan.json["notes"]?.array).compactMap(\.string)
    #expect(notes.contains { $0.hasSuffix("; --advise lists others.") })
    let spec = try #require(try subject("llama-2-70b").spec)
    let none = try ParallelPlan(
      spec, recipe: TrainingRecipe(sequence: 4096), cluster: Cluster(try cards("t4x2")))
    let shortfall = try #require(none.shortfall)
    #expect(none.json["fits"]?.bool == false)
    #expect(none.json["shortfall"]?["excessBytes"]?.integer == shortfall.excessBytes)
  }
}
