import ModelSpec
package import Tensors

/// A check that a device computes what the plain references do: every operation, over shapes that a
/// seed repeats.
///
/// It uses nothing but the list of operations, so it runs on any device.
package struct DeviceConformance {
  let device: any Device
  let rounding: ProductRounding
  let seed: UInt64

  /// A suite for a device.
  ///
  /// - Parameters:
  ///   - rounding: What the device rounds in products besides their sums.
  package init(_ device: any Device, _ rounding: ProductRounding, seed: UInt64 = 1) {
    self.device = device
    self.rounding = rounding
    self.seed = seed
  }

  /// Everything that is not as it should be; empty for a device that conforms.
  ///
  /// - Throws: `StorageError` if the device has no memory for a case.
  package func discrepancies() throws -> [Discrepancy] {
    var findings = Findings()
    try checkMemory(&findings)
    try checkRows(&findings)
    try checkProjections(&findings)
    try checkRotations(&findings)
    try checkAttention(&findings)
    try checkMixtures(&findings)
    try checkOrder(&findings)
    return findings.list
  }

  func random(_ stream: UInt64) -> RandomNumbers { RandomNumbers(seed: seed &* 1_000 &+ stream) }
}
