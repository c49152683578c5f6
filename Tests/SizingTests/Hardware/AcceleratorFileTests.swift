import Testing

@testable import Sizing

@Suite struct AcceleratorFileTests {
  private func table(_ rows: String) throws -> AcceleratorTable {
    try AcceleratorTable(adding: Array("{\"accelerators\": [\(rows)]}".utf8), named: "my.json")
  }

  @Test("a full row is read, each figure marked as given with its source")
  func fullRow() throws {
    let table = try table(
      """
      {"name": "My-Box", "aliases": ["mb"], "displayName": "My box", "maker": "me",
       "kind": "board", "deviceNames": ["ACME Accelerator 9"], "memoryGB": 48.5,
       "visibleMemoryBytes": 48000000000, "usableShare": 0.9, "bandwidthGBps": 768,
       "sustainedBandwidthGBps": 700, "dense": {"bf16": 155, "int8": 310},
       "sparse": {"bf16": 310}, "powerWatts": 300, "pricePerHour": 0.9,
       "interconnect": {"name": "PCIe 4.0 x16", "GBps": 64, "devices": 4}, "source": "sheet 7"}
      """)
    let row = try table.accelerator(named: "my-box")
    #expect(row.name == "my-box" && table["MB"] == row)
    #expect(row.kind == .board && row.displayName == "My box" && row.maker == "me")
    #expect(row.memoryBytes == Sourced(48_500_000_000, .given, "sheet 7"))
    #expect(row.usableMemoryBytes == 43_650_000_000)
    #expect(row.bandwidthBytesPerSecond.value == 768e9)
    #expect(row.sustainedBandwidthBytesPerSecond?.value == 700e9)
    #expect(row.denseOperationsPerSecond(.bf16) == 155e12)
    #expect(row.rate(.bf16)?.sparse?.value == 310e12)
    #expect(row.rate(.int8)?.accumulator == .int32)
    #expect(row.powerWatts?.value == 300 && row.pricePerHour?.value == 0.9)
    #expect(row.interconnect?.bytesPerSecond.value == 64e9 && row.interconnect?.devices?.value == 4)
    #expect(row.sources.allSatisfy { $0.provenance == .given && $0.source == "sheet 7" })
    #expect(try table.selection("my-boxx4").count == 4)
    #expect(table.match(deviceName: "ACME Accelerator 9", memoryBytes: 48_000_000_000) == row)
    #expect(table.rows.count == AcceleratorTable.builtIn.rows.count + 1)
  }

  @Test("the smallest row needs a name, a memory and a bandwidth; the rest is unknown")
  func smallestRow() throws {
    let table = try table(
      #"{"name": "box", "memoryBytes": 1024, "bandwidthBytesPerSecond": 5.5}"#)
    let row = try table.accelerator(named: "box")
    #expect(row.memoryBytes == Sourced(1024, .given, "my.json"))
    #expect(row.bandwidthBytesPerSecond.value == 5.5)
    #expect(row.rates.isEmpty && row.powerWatts == nil && row.pricePerHour == nil)
  }

  @Test("a row of a built-in name changes what it gives and keeps the rest")
  func override() throws {
    let changed = try table(
      #"""
      {"name": "RTX4090", "memoryGB": 48, "pricePerHour": 0.35, "dense": {"bf16": 170}},
      {"name": "h100", "pricePerHour": 2.5}
      """#)
    let before = try AcceleratorTable.builtIn.accelerator(named: "rtx4090")
    let after = try changed.accelerator(named: "4090")
    #expect(after.memoryBytes.value == 48_000_000_000)
    #expect(after.visibleMemoryBytes == nil)
    #expect(after.pricePerHour?.value == 0.35)
    #expect(after.denseOperationsPerSecond(.bf16) == 170e12)
    #expect(after.denseOperationsPerSecond(.int8) == before.denseOperationsPerSecond(.int8))
    #expect(after.bandwidthBytesPerSecond == before.bandwidthBytesPerSecond)
    #expect(changed.rows.count == AcceleratorTable.builtIn.rows.count)
    #expect(changed["h100"]?.visibleMemoryBytes?.value == 81_559 << 20)
    #expect(changed["h100"]?.pricePerHour?.value == 2.5)
  }

  private static let box = #""name": "b", "memoryGB": 1, "bandwidthGBps": 1"#

  private static let bad: [(String, [String])] = [
    (#""text""#, ["row 1", "an object"]),
    (#"{"memoryGB": 1, "bandwidthGBps": 1}"#, ["row 1", "name", "nothing"]),
    (#"{"name": "a b", "memoryGB": 1, "bandwidthGBps": 1}"#, ["name", "\"a b\""]),
    (#"{"name": "", "memoryGB": 1, "bandwidthGBps": 1}"#, ["name", "\"\""]),
    (#"{"name": "é", "memoryGB": 1, "bandwidthGBps": 1}"#, ["name", "é"]),
    (#"{"name": "b", "bandwidthGBps": 1}"#, ["memoryGB", "nothing"]),
    (#"{"name": "b", "memoryGB": 1}"#, ["bandwidthGBps", "nothing"]),
    (#"{"name": "b", "memoryGB": "lots", "bandwidthGBps": 1}"#, ["memoryGB", "\"lots\""]),
    (#"{"name": "b", "memoryGB": -1, "bandwidthGBps": 1}"#, ["memoryGB", "-1"]),
    (#"{"name": "b", "memoryGB": 0, "bandwidthGBps": 1}"#, ["memoryGB", "got 0"]),
    (#"{"name": "b", "memoryGB": NaN, "bandwidthGBps": 1}"#, ["memoryGB", "NaN"]),
    (#"{"name": "b", "memoryGB": 1e300, "bandwidthGBps": 1}"#, ["memoryGB", "1e+300"]),
    (#"{"name": "b", "memoryGB": 1e-12, "bandwidthGBps": 1}"#, ["positive"]),
    (#"{"name": "b", "memoryBytes": 1.5, "bandwidthGBps": 1}"#, ["memoryBytes", "1.5"]),
    (#"{"name": "b", "memoryBytes": 9223372036854775807, "bandwidthGBps": 1}"#, ["2^60"]),
    (#"{"name": "b", "memoryBytes": 5, "memoryGB": 1, "bandwidthGBps": 1}"#, ["either", "both"]),
    (#"{"name": "b", "memoryGB": 1, "bandwidthGBps": Infinity}"#, ["bandwidthGBps", "Infinity"]),
    (#"{\#(box), "memory": 2}"#, ["memory", "one of"]),
    (#"{\#(box), "kind": "fpga"}"#, ["kind", "gpu", "fpga"]),
    (#"{\#(box), "usableShare": 1.5}"#, ["usableShare"]),
    (#"{\#(box), "dense": 5}"#, ["dense", "an object"]),
    (#"{\#(box), "dense": {"fp4": 5}}"#, ["dense.fp4"]),
    (#"{\#(box), "dense": {"bf16": null}}"#, ["dense.bf16"]),
    (
      #"{\#(box), "dense": {"bf16": 9}, "sparse": {"bf16": 5}}"#,
      ["sparse.bf16", "at least", "5.0"]
    ),
    (#"{\#(box), "aliases": "c"}"#, ["aliases", "list"]),
    (#"{\#(box), "aliases": ["h100"]}"#, ["h100"]),
    (#"{\#(box), "interconnect": {"name": "x"}}"#, ["GBps"]),
    (
      #"{\#(box), "interconnect": {"name": "x", "GBps": 1, "devices": 0}}"#,
      ["interconnect.devices", "got 0"]
    ),
    (#"{\#(box), "source": 5}"#, ["source", "got 5"]),
    (#"{\#(box), "pricePerHour": -2}"#, ["pricePerHour"]),
    (#"{"name": "h100", "pricePerHour": 1}, {"name": "H100", "pricePerHour": 2}"#, ["row 2"]),
  ]

  @Test("each bad field is an error that names file, row, key, expected and got", arguments: bad)
  func badFields(rows: String, parts: [String]) {
    let error = #expect(throws: AcceleratorFileError.self) { try table(rows) }
    let message = error?.description ?? ""
    #expect(message.hasPrefix("my.json, row "))
    #expect(message.contains("expected") && message.contains("got"))
    for part in parts { #expect(message.contains(part), "\(message)") }
    #expect(message.count < 600)
  }

  @Test(
    "a file that is no table throws and says what one is",
    arguments: [
      "", "[", "[]", "{}", "5", #"{"accelerators": {}}"#, #"{"accelerators": [], "version": 1}"#,
    ])
  func badFiles(text: String) {
    let error = #expect(throws: AcceleratorFileError.self) {
      try AcceleratorTable(adding: Array(text.utf8), named: "my.json")
    }
    #expect(error?.description.hasPrefix("my.json") == true)
    #expect(error?.description.contains("expected") == true)
  }
}
