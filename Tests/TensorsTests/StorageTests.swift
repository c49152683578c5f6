import Tensors
import Testing
import _DeviceConformance

@Suite("Storage")
struct StorageTests {
  private final class Elsewhere: DeviceMemory {}

  @Test("memory of a device has a size and a place, and no bytes to look at")
  func device() {
    let memory = Elsewhere()
    let storage = Storage(memory, byteCount: 12)
    #expect(storage.count == 12)
    #expect(!storage.isMapped)
    #expect(storage.deviceMemory === memory)
  }

  @Test("looking into memory of a device ends the process: it is our own mistake")
  func refused() async {
    await #expect(processExitsWith: .failure) {
      _ = Storage(Elsewhere(), byteCount: 12).copy(0..<4)
    }
    await #expect(processExitsWith: .failure) {
      Storage(Elsewhere(), byteCount: 12).withBytes(in: 0..<4) { _ in }
    }
    await #expect(processExitsWith: .failure) {
      _ = Storage(Elsewhere(), byteCount: 12).mutableBytes
    }
  }

  @Test("the processor refuses another device's buffers")
  func foreign() async {
    await #expect(processExitsWith: .failure) {
      let foreign = try ReferenceDevice().zeros(2, 3)
      try CPUDevice(threads: 1).add(foreign, to: foreign)
    }
  }

  @Test("memory of this program is in no device")
  func host() throws {
    let storage = try Storage(copying: [Float(1), 2])
    #expect(storage.deviceMemory == nil)
    #expect(storage.words(in: 0..<8) == [Float(1).bitPattern, Float(2).bitPattern])
  }
}
