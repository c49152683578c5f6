extension Accelerator {
  /// NVIDIA's data centre cards of the Hopper and Blackwell generations, then the older ones.
  static let nvidiaDataCentre: [Accelerator] =
    [b200, h200, h100, h100PCIe, l40s, l4] + nvidiaOlder

  private static let b200 = row(
    "b200", aliases: ["b200-sxm", "hgx-b200"], displayName: "NVIDIA B200 180 GB",
    maker: "NVIDIA", kind: .gpu, deviceNames: ["NVIDIA B200"],
    memoryGB: .seen(180, Page.b200Memory), visibleMiB: .seen(183_359, Page.reportedB200),
    bandwidthGBps: .seen(8000, Page.b200),
    rates: .rates(
      .seen, Page.b200 + ", HGX at 1000 W",
      [
        TeraRate(.fp32, 80), TeraRate(.tf32, 1100, sparse: 2200),
        TeraRate(.bf16, 2250, sparse: 4500), TeraRate(.fp16, 2250, sparse: 4500),
        TeraRate(.fp8, 4500, sparse: 9000), TeraRate(.int8, 4500, sparse: 9000),
      ]),
    watts: .seen(1000, Page.b200),
    interconnect: .link(
      "NVLink 5", gigabytesPerSecond: .seen(1800, Page.b200Node),
      devices: .seen(8, Page.b200Node)))

  private static let h200 = row(
    "h200", aliases: ["h200-sxm", "h200-141"], displayName: "NVIDIA H200 SXM 141 GB",
    maker: "NVIDIA", kind: .gpu, deviceNames: ["NVIDIA H200"],
    memoryGB: .seen(141, Page.economics), visibleMiB: .seen(143_771, Page.reportedH200),
    bandwidthGBps: .seen(4800, Page.economics), rates: hopperSXM,
    watts: .seen(700, Page.economics),
    interconnect: .link(
      "NVLink 4", gigabytesPerSecond: .seen(900, Page.economics), devices: hgx))

  private static let h100 = row(
    "h100", aliases: ["h100-sxm", "h100-80"], displayName: "NVIDIA H100 SXM 80 GB",
    maker: "NVIDIA", kind: .gpu,
    deviceNames: ["NVIDIA H100 80GB HBM3", "NVIDIA H100-SXM-80GB", "NVIDIA H100-SXM5-80GB"],
    memoryGB: .seen(80, Page.h100), visibleMiB: .seen(81_559, Page.reportedTotals),
    bandwidthGBps: .seen(3350, Page.h100), rates: hopperSXM, watts: .seen(700, Page.h100),
    interconnect: .link(
      "NVLink 4", gigabytesPerSecond: .seen(900, Page.h100), devices: hgx))

  private static let h100PCIe = row(
    "h100-pcie", displayName: "NVIDIA H100 PCIe 80 GB", maker: "NVIDIA", kind: .gpu,
    deviceNames: ["NVIDIA H100 PCIe"],
    memoryGB: .seen(80, Page.h100Forms), bandwidthGBps: .seen(2000, Page.h100PCIe),
    rates: .rates(
      .seen, Page.forms,
      [TeraRate(.fp32, 51), TeraRate(.bf16, 756), TeraRate(.fp16, 756), TeraRate(.fp8, 1513)])
      + .rates(.seen, Page.llmAnalysis, [TeraRate(.int8, 1513)]),
    watts: .seen(350, Page.h100PCIe),
    interconnect: .link(
      "NVLink bridge", gigabytesPerSecond: .seen(600, Page.forms),
      devices: .general(2, "a bridge joins two cards")))

  private static let l40s = row(
    "l40s", displayName: "NVIDIA L40S 48 GB", maker: "NVIDIA", kind: .gpu,
    deviceNames: ["NVIDIA L40S"],
    memoryGB: .seen(48, Page.l40s), visibleMiB: .seen(46_068, Page.reportedTotals),
    bandwidthGBps: .seen(864, Page.l40s),
    // The sheet prints 733 with sparsity for 16 bits, which is not twice its dense figure:
    // left out.
    rates: .rates(
      .seen, Page.l40sSheet,
      [
        TeraRate(.fp32, 91.6), TeraRate(.tf32, 183, sparse: 366), TeraRate(.bf16, 362.05),
        TeraRate(.fp16, 362.05), TeraRate(.fp8, 733, sparse: 1466),
        TeraRate(.int8, 733, sparse: 1466),
      ]),
    watts: .seen(350, Page.l40s), interconnect: pcie4)

  private static let l4 = row(
    "l4", displayName: "NVIDIA L4 24 GB", maker: "NVIDIA", kind: .gpu,
    deviceNames: ["NVIDIA L4"],
    memoryGB: .seen(24, Page.l4), visibleMiB: .seen(23_034, Page.reportedTotals),
    bandwidthGBps: .seen(300, Page.l4),
    rates: [
      ArithmeticRate(.bf16, dense: .computed(121e12, Page.l4Half)),
      ArithmeticRate(
        .fp16, dense: .computed(121e12, Page.l4Half), sparse: .seen(242e12, Page.l4)),
      ArithmeticRate(
        .fp8, dense: .computed(242e12, Page.l4Half), sparse: .seen(485e12, Page.l4)),
      ArithmeticRate(
        .int8, dense: .computed(242e12, Page.l4Half), sparse: .seen(485e12, Page.l4)),
    ],
    watts: .seen(72, Page.l4), interconnect: pcie4)

  /// H100 and H200 in their SXM form have the same arithmetic.
  private static let hopperSXM: [ArithmeticRate] = .rates(
    .seen, Page.h100,
    [
      TeraRate(.fp32, 66.9), TeraRate(.tf32, 494.7, sparse: 989.4),
      TeraRate(.bf16, 989.4, sparse: 1978.9), TeraRate(.fp16, 989.4, sparse: 1978.9),
      TeraRate(.fp8, 1978.9, sparse: 3957.8), TeraRate(.int8, 1978.9, sparse: 3957.8),
    ])

  /// Eight cards on one baseboard.
  static let hgx: Sourced<Int> = .general(8, "cards on an HGX baseboard")

  /// A PCIe 4.0 slot of 16 lanes.
  static let pcie4 = Interconnect.link(
    "PCIe 4.0 x16", gigabytesPerSecond: .general(64, "16 lanes of PCIe 4.0"))
}
