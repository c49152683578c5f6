import CKernels
import ModelSpec
import Testing

@testable import Tensors

@Suite("Scratch sizes")
struct ScratchSizesTests {
  @Test(
    "a panel has room for every format that the kernels unpack",
    arguments: [32, 256, 576, 4096, 5000])
  func panel(columns: Int) {
    let padded = (columns + 255) / 256 * 256
    let most = StorageFormat.allCases.map { ck_matmul_scratch_bytes($0.code, padded) }.max() ?? 0
    #expect(CPUScratchSizes.panel(columns: columns) == (most + 63) / 64 * 64)
    #expect(CPUScratchSizes.panelOutputs == Int(CK_TILE))
  }
}
