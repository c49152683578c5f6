/// The makings of a training run; what it takes follows.
public struct TrainingRun: Sendable, Hashable {
  /// Share of the peak that well-tuned training reaches where nothing was measured: an assumption,
  /// between the 15.6 and 42.8 % that published runs of Llama 2 and 3 imply.
  public static let assumedUtilization = 0.4

  /// Operations of the whole run, as the model asks for them.
  public var operations: Double
  /// Accelerators.
  public var accelerators: Int
  /// Dense operations per second of one accelerator.
  public var densePeak: Double
  /// Share of the peak that is reached (MFU), above 0 and at most 1.
  public var utilization: Double
  /// Watts of one accelerator, or `nil` if its maker does not tell.
  public var powerWatts: Double?
  /// Power of the building over power of the machines, at least 1.
  public var powerUsageEffectiveness: Double
  /// Kilograms of CO2 for a kilowatt-hour of the grid, or `nil`.
  public var gridKilogramsPerKilowattHour: Double?
  /// Price of an accelerator-hour in any currency, or `nil`.
  public var pricePerAcceleratorHour: Double?

  /// A run.
  ///
  /// - Throws: If a figure is not positive, or cannot be.
  public init(
    operations: Double, accelerators: Int, densePeak: Double,
    utilization: Double = Self.assumedUtilization, powerWatts: Double? = nil,
    powerUsageEffectiveness: Double = 1, gridKilogramsPerKilowattHour: Double? = nil,
    pricePerAcceleratorHour: Double? = nil
  ) throws(SizingError) {
    self.operations = operations
    self.accelerators = accelerators
    self.densePeak = densePeak
    self.utilization = utilization
    self.powerWatts = powerWatts
    self.powerUsageEffectiveness = powerUsageEffectiveness
    self.gridKilogramsPerKilowattHour = gridKilogramsPerKilowattHour
    self.pricePerAcceleratorHour = pricePerAcceleratorHour
    try validate()
  }

  private func validate() throws(SizingError) {
    func check(
      _ what: String, _ value: Double, _ isValid: Bool, _ expected: String
    ) throws(SizingError) {
      guard value.isFinite, isValid else {
        throw SizingError(what, expected: expected, got: value)
      }
    }
    try check("operations", operations, operations > 0, "positive and finite")
    try check("accelerators", Double(accelerators), accelerators > 0, "at least 1")
    try check("dense peak", densePeak, densePeak > 0, "positive and finite")
    let isShare = utilization > 0 && utilization <= 1
    try check("utilization", utilization, isShare, "above 0 and at most 1")
    let pue = powerUsageEffectiveness
    try check("power usage effectiveness", pue, pue >= 1, "at least 1")
    for (what, value) in [
      ("power", powerWatts), ("grid intensity", gridKilogramsPerKilowattHour),
      ("price", pricePerAcceleratorHour),
    ] {
      guard let value else { continue }
      try check(what, value, value >= 0, "not negative, or left out")
    }
  }
}

extension TrainingRun {
  /// Wall time: operations / (accelerators x peak x utilization).
  public var seconds: Double {
    operations / (Double(accelerators) * densePeak * utilization)
  }

  /// Wall time in days of 86,400 seconds.
  public var days: Double { seconds / 86_400 }

  /// Accelerators x wall time, in hours.
  public var acceleratorHours: Double { Double(accelerators) * seconds / 3600 }

  /// Accelerator-hours x watts x PUE / 1000, or `nil` without a power.
  ///
  /// Hosts and network are in it only as far as the PUE counts them.
  public var energyKilowattHours: Double? {
    powerWatts.map { acceleratorHours * $0 * powerUsageEffectiveness / 1000 }
  }

  /// Tonnes of CO2, or `nil` without a power or a grid.
  public var carbonTonnes: Double? {
    guard let energy = energyKilowattHours, let grid = gridKilogramsPerKilowattHour else {
      return nil
    }
    return energy * grid / 1000
  }

  /// Accelerator-hours x price, in the price's currency, or `nil` without a price.
  public var cost: Double? { pricePerAcceleratorHour.map { acceleratorHours * $0 } }
}
