import Planning
import Sizing
import Testing

@Suite("Names of machines")
struct DeviceNameTests {
  private func selection(
    _ name: String, memory: Int? = nil
  ) throws -> AcceleratorSelection {
    try DeviceName(name).selection(in: .builtIn, memoryBytes: memory, calibration: nil)
  }

  @Test("a size is any device of that memory, in decimal and binary units, and several of it")
  func sizes() throws {
    #expect(try selection("16GB").accelerator.memoryBytes.value == 16_000_000_000)
    #expect(try selection("1GiBx4").accelerator.memoryBytes.value == 1 << 30)
    #expect(try selection("1GiBx4").count == 4)
    for name in ["16GBx0", "16GBx", "16GBx2x2", "-1GB", "infGB"] {
      #expect(throws: AcceleratorError.self, "\(name)") { try selection(name) }
    }
  }

  @Test("this machine needs its memory told, and rows of the table do not")
  func machines() throws {
    #expect(try selection("This-Machine", memory: 1 << 30).accelerator.memoryBytes.value == 1 << 30)
    #expect(throws: PlanningError.unknownMemory) { try selection("this-machine") }
    #expect(throws: PlanningError.unknownMemory) { try selection("this-machine", memory: 0) }
    #expect(try selection("rtx4090x7").count == 7)
  }
}
