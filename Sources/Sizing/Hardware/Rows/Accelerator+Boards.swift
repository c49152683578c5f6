extension Accelerator {
  /// NVIDIA's Jetson modules, whose memory processor and graphics share.
  static let jetson: [Accelerator] = [agxOrin64, orinNX16, orinNano8, jetsonNano]

  private static let agxOrin64 = row(
    "jetson-agx-orin-64", aliases: ["jetson-agx-orin", "agx-orin"],
    displayName: "NVIDIA Jetson AGX Orin 64 GB", maker: "NVIDIA", kind: .board,
    deviceNames: ["NVIDIA Jetson AGX Orin", "NVIDIA Jetson AGX Orin Developer Kit"],
    memoryGB: .seen(64, Page.agxOrinBrief),
    bandwidthGBps: .general(204.8, "256 bits of LPDDR5 at 6400 MT/s"),
    // The 275 TOPS on the box add 105 sparse ones of two fixed-function units, which language
    // models do not use.
    rates: .rates(.seen, Page.agxOrinBrief, [TeraRate(.fp32, 5.3)]) + [
      ArithmeticRate(
        .fp16,
        dense: .computed(42.5e12, "half the int8 rate of the same units, " + Page.agxOrinBrief)),
      ArithmeticRate(
        .int8,
        dense: .computed(85e12, "half the rate with sparsity, " + Page.agxOrinBrief),
        sparse: .seen(170e12, Page.agxOrinBrief)),
    ],
    watts: .seen(60, Page.agxOrin))

  private static let orinNX16 = row(
    "jetson-orin-nx-16", aliases: ["jetson-orin-nx", "orin-nx"],
    displayName: "NVIDIA Jetson Orin NX 16 GB", maker: "NVIDIA", kind: .board,
    deviceNames: ["NVIDIA Jetson Orin NX"],
    memoryGB: .seen(16, Page.orinNX), bandwidthGBps: .seen(102.4, Page.orinNX),
    rates: .rates(
      .seen, Page.orinNX + "; its fixed-function units are counted in",
      [TeraRate(.int8, 50, sparse: 100)]),
    watts: .seen(25, Page.orinNX))

  private static let orinNano8 = row(
    "jetson-orin-nano-8", aliases: ["jetson-orin-nano", "jetson-orin-nano-super", "orin-nano"],
    displayName: "NVIDIA Jetson Orin Nano 8 GB (Super)", maker: "NVIDIA", kind: .board,
    deviceNames: [
      "NVIDIA Jetson Orin Nano", "NVIDIA Jetson Orin Nano Developer Kit",
      "NVIDIA Jetson Orin Nano Developer Kit Super",
    ],
    memoryGB: .seen(8, Page.orinNano), bandwidthGBps: .seen(102, Page.orinNano),
    rates: [
      ArithmeticRate(.fp16, dense: .general(17e12, "half the int8 rate of the same units")),
      ArithmeticRate(
        .int8, dense: .computed(33.5e12, "half the rate with sparsity, " + Page.orinNano),
        sparse: .seen(67e12, Page.orinNano)),
    ],
    watts: .seen(25, Page.orinNano))

  private static let jetsonNano = row(
    "jetson-nano", aliases: ["jetson-nano-4"], displayName: "NVIDIA Jetson Nano 4 GB",
    maker: "NVIDIA", kind: .board,
    deviceNames: ["NVIDIA Jetson Nano", "NVIDIA Jetson Nano Developer Kit"],
    memoryGB: .seen(4, Page.jetsonNano), bandwidthGBps: .seen(25.6, Page.jetsonNano),
    rates: .rates(
      .computed, "128 cores x 0.921 GHz x 4 operations", [TeraRate(.fp16, 0.472)]),
    watts: .seen(10, Page.jetsonNano))

  /// Raspberry Pi boards, one row for each size of memory.
  static let raspberryPi: [Accelerator] = [16, 8, 4, 2].map(pi5) + [8, 4, 2, 1].map(pi4)

  private static func pi5(_ gigabytes: Int) -> Accelerator {
    let isLargest = gigabytes == 16
    return row(
      "raspberry-pi-5:\(gigabytes)",
      aliases: ["raspberry-pi-5-\(gigabytes)", "pi5:\(gigabytes)"]
        + (isLargest ? ["raspberry-pi-5", "pi5"] : []),
      displayName: "Raspberry Pi 5, \(gigabytes) GB", maker: "Raspberry Pi", kind: .board,
      deviceNames: ["Raspberry Pi 5 Model B"],
      memoryGB: gigabytes == 4 || gigabytes == 8
        ? .seen(gigabytes, Page.pi5Board) : .general(gigabytes, "sizes that are sold"),
      bandwidthGBps: .seen(17, Page.pi5),
      sustainedGBps: .seen(11.4, Page.pi5),
      rates: .rates(.general, "four cores with 128-bit vectors", [TeraRate(.fp32, 0.15)]),
      watts: .general(12, "draw under load"))
  }

  private static func pi4(_ gigabytes: Int) -> Accelerator {
    let isLargest = gigabytes == 8
    return row(
      "raspberry-pi-4:\(gigabytes)",
      aliases: ["raspberry-pi-4-\(gigabytes)", "pi4:\(gigabytes)"]
        + (isLargest ? ["raspberry-pi-4", "pi4"] : []),
      displayName: "Raspberry Pi 4, \(gigabytes) GB", maker: "Raspberry Pi", kind: .board,
      deviceNames: ["Raspberry Pi 4 Model B"],
      memoryGB: .seen(gigabytes, Page.pi4),
      bandwidthGBps: .computed(12.8, "32 bits of LPDDR4 at 3200 MT/s"),
      sustainedGBps: .general(4, "4 to 6 GB/s are reported; the lower end"),
      rates: .rates(.general, "four cores with 128-bit vectors", [TeraRate(.fp32, 0.05)]),
      watts: .general(7, "draw under load"))
  }
}
