package import Sizing

/// The machine that plans are made on, as a row of the hardware table.
package enum ThisMachine {
  /// Its row: memory as the system tells, rates as its kernels were timed, or unknown.
  ///
  /// - Throws: `PlanningError` where the memory is not known.
  package static func selection(
    memoryBytes: Int?, calibration: Calibration?
  ) throws -> AcceleratorSelection {
    guard let memory = memoryBytes, memory > 0 else { throw PlanningError.unknownMemory }
    let row = Accelerator(
      name: Accelerator.thisMachineName, displayName: "this machine", maker: "this machine",
      kind: .cpu,
      memoryBytes: Sourced(
        memory, .measured, "MemAvailable of /proc/meminfo and the control group"),
      bandwidthBytesPerSecond: Sourced(
        calibration?.readBandwidth ?? 1, .measured, "reading memory on all cores"),
      rates: calibration.map { calibration in
        [
          ArithmeticRate(
            .fp32,
            dense: Sourced(
              calibration.peakOperationsPerSecond, .measured, "matrix products on all cores"))
        ]
      } ?? [])
    return try AcceleratorSelection(row)
  }
}
