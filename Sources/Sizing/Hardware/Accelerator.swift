/// One row of the hardware table: a device that models run on, each figure with its source.
///
/// What is not known is `nil`, never a guess. Prices are only ever given by the user.
public struct Accelerator: Sendable, Hashable {
  /// The sort of device that a row describes.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A graphics or compute card with memory of its own.
    case gpu
    /// A tensor processing unit.
    case tpu
    /// A single-board computer or module whose memory all its parts share.
    case board
    /// A laptop or desktop whose memory processor and graphics share.
    case computer
    /// Processor cores and their memory.
    case cpu
  }

  /// The key used on the command line, in lower case.
  public var name: String
  /// Other keys for the same row.
  public var aliases: [String]
  /// The name for people.
  public var displayName: String
  /// Name of its maker.
  public var maker: String
  /// Sort of device.
  public var kind: Kind
  /// Names under which drivers report the device.
  public var deviceNames: [String]
  /// Memory in bytes, as sold: decimal, 24 GB is 24 x 10^9.
  public var memoryBytes: Sourced<Int>
  /// Memory in bytes as the driver or CUDA reports it, where that was read.
  ///
  /// It is often more than `memoryBytes`, since memory sold as 24 GB is mostly 24 GiB less
  /// a reserve.
  public var visibleMemoryBytes: Sourced<Int>?
  /// The share of a shared memory that a program may hold for its graphics part, if the system
  /// limits it.
  public var usableShare: Sourced<Double>?
  /// Peak memory bandwidth in bytes per second.
  public var bandwidthBytesPerSecond: Sourced<Double>
  /// Memory bandwidth in bytes per second that programs were seen to reach.
  public var sustainedBandwidthBytesPerSecond: Sourced<Double>?
  /// Arithmetic rates by format and accumulator.
  public var rates: [ArithmeticRate]
  /// Largest board power in watts.
  public var powerWatts: Sourced<Double>?
  /// The link to its neighbours.
  public var interconnect: Interconnect?
  /// Price per hour in the user's own currency.
  public var pricePerHour: Sourced<Double>?

  /// A row; optional figures that are left out are unknown.
  public init(
    name: String, aliases: [String] = [], displayName: String, maker: String, kind: Kind,
    deviceNames: [String] = [], memoryBytes: Sourced<Int>,
    visibleMemoryBytes: Sourced<Int>? = nil, usableShare: Sourced<Double>? = nil,
    bandwidthBytesPerSecond: Sourced<Double>,
    sustainedBandwidthBytesPerSecond: Sourced<Double>? = nil, rates: [ArithmeticRate] = [],
    powerWatts: Sourced<Double>? = nil, interconnect: Interconnect? = nil,
    pricePerHour: Sourced<Double>? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.displayName = displayName
    self.maker = maker
    self.kind = kind
    self.deviceNames = deviceNames
    self.memoryBytes = memoryBytes
    self.visibleMemoryBytes = visibleMemoryBytes
    self.usableShare = usableShare
    self.bandwidthBytesPerSecond = bandwidthBytesPerSecond
    self.sustainedBandwidthBytesPerSecond = sustainedBandwidthBytesPerSecond
    self.rates = rates
    self.powerWatts = powerWatts
    self.interconnect = interconnect
    self.pricePerHour = pricePerHour
  }

  /// Bytes that a plan may fill: the least of what the driver reports, the usable share, and the
  /// memory as sold.
  ///
  /// A driver often reports more than was sold, since 24 GB are mostly 24 GiB; what is more is left
  /// to driver and framework.
  public var usableMemoryBytes: Int {
    var bytes = memoryBytes.value
    if let visible = visibleMemoryBytes { bytes = min(bytes, visible.value) }
    if let share = usableShare { bytes = min(bytes, Int(Double(memoryBytes.value) * share.value)) }
    return bytes
  }

  /// The rates of a format, summed as usual unless an accumulator is named.
  public func rate(
    _ format: ArithmeticFormat, accumulator: Accumulator? = nil
  ) -> ArithmeticRate? {
    let wanted = accumulator ?? format.usualAccumulator
    for rate in rates where rate.format == format && rate.accumulator == wanted { return rate }
    return nil
  }

  /// Peak operations per second without sparsity, summed as usual; `nil` if the format is not
  /// supported or its rate not known.
  public func denseOperationsPerSecond(_ format: ArithmeticFormat) -> Double? {
    rate(format)?.dense?.value
  }

  /// Peak operations per second of the format that models are trained and run in: 16 bits, or what
  /// there is above them.
  var trainingOperationsPerSecond: Double? {
    [ArithmeticFormat.bf16, .fp16, .tf32, .fp32].lazy.compactMap(denseOperationsPerSecond).first
  }
}

extension Accelerator {
  /// A row in the units of data sheets: GB (10^9 bytes), MiB (2^20 bytes), GB/s, watts.
  static func row(
    _ name: String, aliases: [String] = [], displayName: String, maker: String, kind: Kind,
    deviceNames: [String], memoryGB: Sourced<Int>, visibleMiB: Sourced<Int>? = nil,
    bandwidthGBps: Sourced<Double>, sustainedGBps: Sourced<Double>? = nil,
    rates: [ArithmeticRate], watts: Sourced<Double>? = nil, interconnect: Interconnect? = nil
  ) -> Accelerator {
    Accelerator(
      name: name, aliases: aliases, displayName: displayName, maker: maker, kind: kind,
      deviceNames: deviceNames, memoryBytes: memoryGB.map { $0 * 1_000_000_000 },
      visibleMemoryBytes: visibleMiB?.map { $0 << 20 },
      bandwidthBytesPerSecond: bandwidthGBps.map { $0 * 1e9 },
      sustainedBandwidthBytesPerSecond: sustainedGBps?.map { $0 * 1e9 }, rates: rates,
      powerWatts: watts, interconnect: interconnect)
  }
}
