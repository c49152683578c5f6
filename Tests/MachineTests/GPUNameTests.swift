import Testing

@testable import Machine

@Suite("Names of GPUs")
struct GPUNameTests {
  @Test(
    "virtual GPUs and instances are parts of cards, of the size that they name",
    arguments: [
      ("GRID A100-20C", 20), ("NVIDIA A40-8Q", 8), ("GRID V100D-32C", 32), ("GRID T4-16Q", 16),
      ("NVIDIA A100-3-20C", 20), ("NVIDIA A40-1B4", 1), ("NVIDIA H100XM-80C", 80),
      ("NVIDIA L40S-48C", 48), ("NVIDIA RTX6000-Ada-24Q", 24), ("Tesla M10-8A", 8),
      ("NVIDIA A100-SXM4-80GB MIG 3g.40gb", 40), ("NVIDIA H100 MIG 1g.10gb+me", 10),
      ("NVIDIA A30 MIG 1c.2g.12gb", 12), ("GRID K520", nil),
    ] as [(String, Int?)])
  func parts(name: String, gibibytes: Int?) {
    #expect(GPUName(name).isPart)
    #expect(GPUName(name).partBytes == gibibytes.map { $0 << 30 })
  }

  @Test(
    "whole cards are none",
    arguments: [
      "NVIDIA A100-SXM4-80GB", "Tesla V100-PCIE-16GB", "Tesla V100-SXM3-32GB-H", "NVIDIA PG506-232",
      "NVIDIA H100 80GB HBM3", "NVIDIA A30", "NVIDIA GH200 480GB", "NVIDIA H20-3e", "", "-", "-C",
      "NVIDIA A100-0C", "MI-99999999999999999999C",
    ])
  func whole(name: String) {
    #expect(!GPUName(name).isPart)
    #expect(GPUName(name).partBytes == nil)
  }

  @Test("GPUs in chips with processors are integrated")
  func integrated() {
    for name in ["Orin (nvgpu)", "NVIDIA Thor", "Xavier (nvgpu)", "NVIDIA Jetson AGX Orin"] {
      #expect(GPUName(name).isIntegrated, "\(name)")
    }
    #expect(!GPUName("NVIDIA GB10").isIntegrated)
    #expect(!GPUName("NVIDIA A100-SXM4-80GB").isIntegrated)
  }
}
