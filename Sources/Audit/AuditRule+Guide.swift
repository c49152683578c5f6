extension AuditRule {
  /// Rules of a profile, in the order in which they are told.
  public static func rules(for profile: AuditProfile) -> [AuditRule] {
    switch profile {
    case .training: compute + storage + surroundings + security
    case .inference: inference
    case .edge: edge
    }
  }

  private static let compute = [
    AuditRule(
      .cores, "processor", minimum: 16, "at least 16 cores, Xeon or EPYC class", .guide,
      advice: "use a server processor with 16 cores or more: data loading keeps cores busy"),
    AuditRule(
      .accelerators, "GPUs", minimum: 2,
      "at least 2 of V100 or A100 class or better, 16 GB each or more", .guide,
      advice: "add GPUs of this class, or rent a machine that has them"),
    AuditRule(
      .memory, "main memory", minimum: 128_000_000_000,
      "at least 128 GB (95 % is accepted: firmware and kernel keep some)", .guide,
      advice: "add memory modules, the same on all channels"),
  ]

  private static let storage = [
    AuditRule(
      .ssd, "SSD", minimum: 2_000_000_000_000,
      "at least 2 TB (95 % is accepted: 1.92 TB drives are sold in this class)", .guide,
      advice: "add an NVMe drive for data sets in use and checkpoints"),
    AuditRule(
      .hdd, "HDD", minimum: 10_000_000_000_000, "at least 10 TB (95 % is accepted)", .guide,
      advice: "add disks, or mount storage of the network, which is not counted here"),
    AuditRule(
      .network, "network link", minimum: 10_000_000_000, "at least 10 Gbit/s", .guide,
      advice: "use an adapter, a cable and a switch of 10 Gbit/s or more"),
    AuditRule(
      .networkSwitch, "network switch", minimum: 10_000_000_000,
      "at least 10 Gbit/s on all ports in use", .guide,
      advice: "read it on the switch itself; measure bandwidth and latency between the nodes"),
  ]

  private static let surroundings = [
    AuditRule(
      .operatingSystem, "operating system",
      "a stable server system, such as Ubuntu Server or CentOS", .guide,
      advice: "install a release with long support"),
    AuditRule(
      .frameworks, "training frameworks", "a framework for training", .guide,
      advice: "install one, or name the folder of the environment that holds it"),
    AuditRule(
      .toolchain, "language tools", "Python, a C compiler, git, and nvcc beside NVIDIA GPUs",
      .guide, advice: "install what is missing"),
    AuditRule(
      .ups, "uninterruptible power supply", "present, and on the mains", .guide,
      advice: "connect its data cable and set up Network UPS Tools; look for it by hand"),
    AuditRule(
      .cooling, "cooling", "fans that turn", .guide,
      advice: "look at the fans and the air flow by hand, or over the management board"),
    AuditRule(
      .temperature, "temperatures", "below the limits that the sensors tell", .guide,
      advice: "improve the air flow; load the hardware monitor's driver"),
    AuditRule(
      .rack, "rack", "mounted in a rack", .guide,
      advice: "no program can see it: check mounting, weight and air flow by hand"),
  ]

  private static let security = [
    AuditRule(
      .firewall, "firewall", "active where it faces external networks", .guide,
      advice: "set one up and switch it on, for instance 'ufw enable', and list its rules as root"),
    AuditRule(
      .isolation, "network isolation", "separated from external networks", .guide,
      advice: "check by hand that the nodes' network is its own segment, behind a gateway"),
    AuditRule(
      .physicalProtection, "physical protection", "protected against access", .guide,
      advice: "no program can see it: check locks, access lists and fire protection by hand"),
  ]

  private static let inference = [
    AuditRule(
      .cores, "processor", minimum: 4,
      "at least 4 cores, as the smallest board of the guide has", .carat,
      advice: "expect slow answers; take a smaller model"),
    AuditRule(
      .vectorInstructions, "vector instructions", "AVX2 and FMA, or NEON", .carat,
      advice: "the plain kernels run, but many times slower: use a newer processor"),
    AuditRule(
      .memory, "free memory", "room for the model", .carat,
      advice:
        "close other programs, or take a smaller model or precision: 'carat plan MODEL --fits'"),
    AuditRule(
      .memoryBandwidth, "memory bandwidth", "measured, since it bounds the speed of answers",
      .carat, advice: "'carat bench MODEL' measures it"),
    AuditRule(
      .freeDisk, "free disk", "room for the model's file", .carat,
      advice: "make room, or keep models on another disk"),
    AuditRule(
      .accelerators, "GPUs", "none: the processor is enough", .carat,
      advice: "install the driver if the card is to be used"),
    AuditRule(
      .temperature, "temperatures", "below the limits that the sensors tell", .carat,
      advice: "improve the air flow; a hot processor slows down"),
  ]

  private static let edge = [
    AuditRule(
      .board, "board", "Raspberry Pi 4 or Jetson class", .guide,
      advice: "use a Raspberry Pi 4 or 5, or a Jetson"),
    AuditRule(
      .operatingSystem, "operating system", "a stable system with long support", .guide,
      advice: "install the board maker's current release"),
    AuditRule(
      .memory, "free memory", "room for the model", .carat,
      advice: "take a smaller model or precision, or a board with more memory"),
    AuditRule(
      .sensors, "sensors", "temperature, distance or others", .guide,
      advice: "connect sensors and load their drivers (device-tree overlays)"),
    AuditRule(
      .cameras, "cameras", "a camera", .guide,
      advice: "connect one over CSI or USB, and switch its overlay on"),
    AuditRule(
      .actuators, "actuators", "pins, pulses or lights for motors, servos and LEDs", .guide,
      advice: "connect motors, servos or LEDs to GPIO or PWM pins; switch PWM on by its overlay"),
    AuditRule(
      .supplyVoltage, "supply voltage", "not too low", .carat,
      advice: "use the board's own power supply and a short cable"),
    AuditRule(
      .temperature, "temperatures", "below the limits that the sensors tell", .carat,
      advice: "add a heat sink or a fan"),
    AuditRule(
      .firewall, "firewall", "active where it faces external networks", .guide,
      advice: "set one up and switch it on, for instance 'ufw enable'"),
  ]
}
