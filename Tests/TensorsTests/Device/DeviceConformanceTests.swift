import Tensors
import Testing
import _DeviceConformance

/// One suite for every device: what it computes is what the plain references compute.
@Suite("Device conformance")
struct DeviceConformanceTests {
  @Test(
    "the processor conforms with every instruction set and any number of threads",
    arguments: InstructionSet.available, [1, 3])
  func processor(isa: InstructionSet, threads: Int) throws {
    let device = try CPUDevice(threads: threads, instructionSet: isa)
    for seed: UInt64 in 1...3 {
      let suite = DeviceConformance(device, ProductRounding(isa), seed: seed)
      #expect(try suite.discrepancies() == [])
    }
  }

  @Test("a device of plain Swift conforms, and rounds nothing but its results")
  func reference() throws {
    #expect(try DeviceConformance(ReferenceDevice(), .none).discrepancies() == [])
  }

  @Test("a fault in any operation is found, and laid at its door", arguments: Fault.allCases)
  func faults(fault: Fault) throws {
    let device = FaultyDevice(try CPUDevice(threads: 1), fault)
    let found = try DeviceConformance(device, ProductRounding(.best)).discrepancies()
    #expect(found.contains { $0.operation == fault.operation }, "\(found.first?.description ?? "")")
  }

  @Test("without a fault, the same wrapping is found faultless")
  func wrapped() throws {
    let device = FaultyDevice(try CPUDevice(threads: 1), nil)
    #expect(try DeviceConformance(device, ProductRounding(.best)).discrepancies() == [])
  }

  @Test("there is a fault for every operation")
  func complete() {
    #expect(Set(Fault.allCases.map(\.operation)) == Set(DeviceOperation.allCases))
  }

  @Test("a discrepancy tells what, with what, expected, got and by how much")
  func text() {
    let discrepancy = Discrepancy(
      operation: .rotate, name: "3 rows", expected: 1, got: 1.5, tolerance: 0.25)
    #expect(discrepancy.description == "rotate, 3 rows: expected 1.0 within 0.25, got 1.5")
  }
}
