import Testing

@testable import Sizing

@Suite struct AcceleratorRowTests {
  @Test("the row of this machine holds what was measured, marked so, and can join the table")
  func thisMachine() throws {
    let row = try Accelerator.thisMachine(
      cores: 2, memoryBytes: 8 << 30, bandwidthBytesPerSecond: 20e9, flops: 150e9)
    #expect(row.name == "this-machine" && row.kind == .cpu)
    #expect(row.displayName == "this machine, 2 cores")
    #expect(row.usableMemoryBytes == 8 << 30)
    #expect(row.bandwidthBytesPerSecond.value == 20e9)
    #expect(row.denseOperationsPerSecond(.fp32) == 150e9)
    #expect(row.sources.count == 3 && row.sources.allSatisfy { $0.provenance == .measured })
    var table = AcceleratorTable.builtIn
    try table.add(row)
    #expect(try table.selection("this-machine").accelerator == row)
    try table.add(row)
    #expect(table.rows.count == AcceleratorTable.builtIn.rows.count + 1)
  }

  @Test("measurements that are not positive are refused by name")
  func badMeasurements() {
    let error = #expect(throws: AcceleratorError.self) {
      try Accelerator.thisMachine(
        cores: 2, memoryBytes: 1, bandwidthBytesPerSecond: .nan, flops: 1)
    }
    #expect(error?.description.contains("bandwidth") == true)
    #expect(throws: AcceleratorError.self) {
      try Accelerator.thisMachine(cores: 0, memoryBytes: 1, bandwidthBytesPerSecond: 1, flops: 1)
    }
  }

  @Test("a replaced row gives its old aliases up")
  func replacedAliases() throws {
    var table = AcceleratorTable.builtIn
    var row = try table.accelerator(named: "a100-80")
    row.aliases = ["big"]
    try table.add(row)
    #expect(table["a100"] == nil)
    #expect(table["big"] == row)
    #expect(table["a100-40"]?.name == "a100-40")
  }
}
