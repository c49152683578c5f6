extension Accelerator {
  /// Google's tensor processing units, one chip each; Google prints no power.
  static let tpu: [Accelerator] = [
    row(
      "tpu-v5e", aliases: ["v5e", "tpuv5e"], displayName: "Google TPU v5e 16 GB",
      maker: "Google", kind: .tpu, deviceNames: ["TPU v5e", "TPU v5 lite"],
      memoryGB: .seen(16, Page.v5e), bandwidthGBps: .seen(819, Page.v5e),
      rates: .rates(.seen, Page.v5e, [TeraRate(.bf16, 197), TeraRate(.int8, 393)]),
      interconnect: .link(
        "ICI, 2D torus", gigabytesPerSecond: .seen(400, Page.v5e),
        devices: .seen(256, Page.v5e))),
    row(
      "tpu-v5p", aliases: ["v5p", "tpuv5p"], displayName: "Google TPU v5p 95 GB",
      maker: "Google", kind: .tpu, deviceNames: ["TPU v5p"],
      memoryGB: .seen(95, Page.v5p), bandwidthGBps: .seen(2765, Page.v5p),
      rates: .rates(.seen, Page.v5p, [TeraRate(.bf16, 459), TeraRate(.fp8, 459)])
        + .rates(.general, Page.v5p, [TeraRate(.int8, 918)]),
      // Older editions of the page print 4800 Gb/s without saying whether both directions
      // are meant.
      interconnect: .link(
        "ICI, 3D torus", gigabytesPerSecond: .seen(1200, Page.v5p),
        devices: .seen(8960, Page.v5p))),
  ]
}
