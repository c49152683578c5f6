extension Accelerator {
  /// The key of the row that describes the machine that the program runs on.
  public static let thisMachineName = "this-machine"

  /// A row of the machine that the program runs on, from what was measured there.
  ///
  /// - Parameters:
  ///   - cores: Processor cores that the program may use.
  ///   - memoryBytes: Memory that it may fill.
  ///   - bandwidthBytesPerSecond: Bytes per second that all cores together read from memory.
  ///   - flops: Operations per second of a matrix product in binary32; a multiply-add counts
  ///     as two.
  /// - Throws: `AcceleratorError` for a figure that is not positive.
  public static func thisMachine(
    cores: Int, memoryBytes: Int, bandwidthBytesPerSecond: Double, flops: Double
  ) throws(AcceleratorError) -> Accelerator {
    let figures: [(String, Double)] = [
      ("cores", Double(cores)), ("memory in bytes", Double(memoryBytes)),
      ("bandwidth in bytes per second", bandwidthBytesPerSecond),
      ("operations per second", flops),
    ]
    for (name, value) in figures where !(value.isFinite && value > 0) {
      throw .figure(row: thisMachineName, figure: name, got: "\(value)")
    }
    let rate = ArithmeticRate(
      .fp32, dense: Sourced(flops, .measured, "matrix product on all cores"))
    return Accelerator(
      name: thisMachineName, displayName: "this machine, \(cores) core\(cores == 1 ? "" : "s")",
      maker: "this machine", kind: .cpu,
      memoryBytes: Sourced(memoryBytes, .measured, "memory that this process may fill"),
      bandwidthBytesPerSecond: Sourced(
        bandwidthBytesPerSecond, .measured, "reading memory on all cores"),
      rates: [rate])
  }
}
