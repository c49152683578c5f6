extension Accelerator {
  /// Apple's M series, one row for each size of memory; processor and graphics share it.
  ///
  /// The rates are those of the graphics part in binary32; before the M5 it computes binary16
  /// as fast.
  static let apple: [Accelerator] = AppleChip.all.flatMap(\.rows)
}

/// One chip, and the sizes of memory that it is sold with.
private struct AppleChip {
  var name: String
  var bandwidthGBps: Sourced<Double>
  var teraflops: Sourced<Double>?
  var sizesGB: [Int]
  /// Tells whether the bare name of the chip means the largest size in this entry.
  var hasBareName = true

  /// The key, such as `m4-max`.
  var key: String { name.lowercased().replacing(" ", with: "-") }

  var rows: [Accelerator] { sizesGB.map(row) }

  private func row(gigabytes: Int) -> Accelerator {
    let isLargest = hasBareName && gigabytes == sizesGB.max()
    var row = Accelerator.row(
      "\(key):\(gigabytes)", aliases: ["\(key)-\(gigabytes)"] + (isLargest ? [key] : []),
      displayName: "Apple \(name), \(gigabytes) GB", maker: "Apple", kind: .computer,
      deviceNames: ["Apple \(name)"], memoryGB: .general(gigabytes, Page.apple),
      bandwidthGBps: bandwidthGBps, rates: rates)
    row.usableShare = Self.usableShare(gigabytes)
    return row
  }

  private var rates: [ArithmeticRate] {
    guard let flops = teraflops?.map({ $0 * 1e12 }) else { return [] }
    let half = Sourced<Double>.computed(
      flops.value, "about the binary32 rate before the M5, " + flops.source)
    return [ArithmeticRate(.fp32, dense: flops), ArithmeticRate(.fp16, dense: half)]
  }

  /// Share of memory that Metal recommends as the largest working set: about two thirds, of more
  /// memory three quarters.
  private static func usableShare(_ gigabytes: Int) -> Sourced<Double> {
    switch gigabytes {
    case 48, 64: .seen(0.75, "36 of 48 GB, 48 of 64 GB, " + Page.workingSet)
    case ...36: .general(0.66, "66 to 75 %, the lower end up to 36 GB, " + Page.workingSet)
    default: .general(0.75, "66 to 75 %, the upper end above 36 GB, " + Page.workingSet)
    }
  }

  private static func read(_ gigabytesPerSecond: Double) -> Sourced<Double> {
    .seen(gigabytesPerSecond, Page.appleBandwidth)
  }

  private static func listed(_ teraflops: Double) -> Sourced<Double> {
    .seen(teraflops, Page.appleRates)
  }

  private static func known(_ teraflops: Double) -> Sourced<Double> {
    .general(teraflops, "binary32 rate of the largest graphics part")
  }

  static let all: [AppleChip] = firstTwo + third + newest

  private static let firstTwo: [AppleChip] = [
    AppleChip(name: "M1", bandwidthGBps: read(68), teraflops: known(2.6), sizesGB: [8, 16]),
    AppleChip(name: "M1 Pro", bandwidthGBps: read(200), teraflops: known(5.2), sizesGB: [16, 32]),
    AppleChip(name: "M1 Max", bandwidthGBps: read(400), teraflops: known(10.4), sizesGB: [32, 64]),
    AppleChip(
      name: "M1 Ultra", bandwidthGBps: read(800), teraflops: known(21), sizesGB: [64, 128]),
    AppleChip(name: "M2", bandwidthGBps: read(100), teraflops: known(3.6), sizesGB: [8, 16, 24]),
    AppleChip(name: "M2 Pro", bandwidthGBps: read(200), teraflops: listed(6.8), sizesGB: [16, 32]),
    AppleChip(
      name: "M2 Max", bandwidthGBps: read(400), teraflops: listed(13.49), sizesGB: [32, 64, 96]),
    AppleChip(
      name: "M2 Ultra", bandwidthGBps: read(800), teraflops: known(27), sizesGB: [64, 128, 192]),
  ]

  private static let third: [AppleChip] = [
    AppleChip(name: "M3", bandwidthGBps: read(100), teraflops: listed(4.1), sizesGB: [8, 16, 24]),
    // 6.4 with 14 graphics cores, 7.4 with 18.
    AppleChip(name: "M3 Pro", bandwidthGBps: read(150), teraflops: listed(6.4), sizesGB: [18, 36]),
    AppleChip(
      name: "M3 Max", bandwidthGBps: read(400), teraflops: known(14), sizesGB: [48, 64, 128]),
    // 30 graphics cores and three quarters of the memory channels.
    AppleChip(name: "M3 Max", bandwidthGBps: read(300), sizesGB: [36, 96], hasBareName: false),
    AppleChip(
      name: "M3 Ultra",
      bandwidthGBps: .seen(819, "https://techpowerup.com/news-tags/Mac%20Studio"),
      sizesGB: [96, 256, 512]),
  ]

  private static let newest: [AppleChip] = [
    AppleChip(name: "M4", bandwidthGBps: read(120), teraflops: listed(4.6), sizesGB: [16, 24, 32]),
    AppleChip(
      name: "M4 Pro", bandwidthGBps: read(273), teraflops: listed(9.2), sizesGB: [24, 48, 64]),
    AppleChip(
      name: "M4 Max", bandwidthGBps: read(546), teraflops: listed(18.4), sizesGB: [48, 64, 128]),
    // 32 graphics cores and three quarters of the memory channels.
    AppleChip(name: "M4 Max", bandwidthGBps: read(410), sizesGB: [36], hasBareName: false),
    AppleChip(name: "M5", bandwidthGBps: read(153.6), sizesGB: [16, 24, 32]),
    AppleChip(name: "M5 Pro", bandwidthGBps: read(307), sizesGB: [24, 48, 64]),
    AppleChip(name: "M5 Max", bandwidthGBps: read(614), sizesGB: [48, 64, 128]),
  ]
}
