import Testing

@testable import Sizing

@Suite struct HardwareTableTests {
  private let table = AcceleratorTable.builtIn

  /// Memory in GB and bandwidth in GB/s as the makers state them.
  private static let statedMemory: [(String, Int, ClosedRange<Double>)] = [
    ("v100-16", 16, 900...900), ("v100-32", 32, 900...900),
    ("a100-40", 40, 1555...1555), ("a100-40-pcie", 40, 1555...1555),
    ("a100-80", 80, 2039...2039), ("a100-80-pcie", 80, 1935...1935),
    ("h100", 80, 3350...3350), ("h100-pcie", 80, 2000...2039),
    ("h200", 141, 4800...4800), ("b200", 180, 8000...8000),
    ("l4", 24, 300...300), ("l40s", 48, 864...864), ("t4", 16, 320...320),
    ("rtx3090", 24, 936...936), ("rtx4090", 24, 1008...1008), ("rtx5090", 32, 1792...1792),
    ("mi250x", 128, 3277...3277), ("mi250x-gcd", 64, 1638...1639), ("mi300x", 192, 5300...5300),
    ("tpu-v5e", 16, 819...819), ("tpu-v5p", 95, 2765...2765),
    ("jetson-agx-orin-64", 64, 204.8...204.8), ("jetson-orin-nx-16", 16, 102.4...102.4),
    ("jetson-orin-nano-8", 8, 102...102.4), ("jetson-nano", 4, 25.6...25.6),
    ("raspberry-pi-5:8", 8, 17...17), ("raspberry-pi-5:16", 16, 17...17),
    ("raspberry-pi-4:1", 1, 12.8...12.8), ("raspberry-pi-4:8", 8, 12.8...12.8),
    ("m1:16", 16, 68...68), ("m1-pro:32", 32, 200...200), ("m1-max:64", 64, 400...400),
    ("m1-ultra:128", 128, 800...800), ("m2:24", 24, 100...100), ("m2-pro:32", 32, 200...200),
    ("m2-max:96", 96, 400...400), ("m2-ultra:192", 192, 800...800), ("m3:24", 24, 100...100),
    ("m3-pro:36", 36, 150...150), ("m3-max:36", 36, 300...300), ("m3-max:128", 128, 400...400),
    ("m3-ultra:512", 512, 819...819), ("m4:32", 32, 120...120), ("m4-pro:64", 64, 273...273),
    ("m4-max:36", 36, 410...410), ("m4-max:128", 128, 546...546), ("m5:32", 32, 153.6...153.6),
    ("m5-pro:64", 64, 307...307), ("m5-max:128", 128, 614...614),
  ]

  @Test("memory and bandwidth are what the makers state", arguments: statedMemory)
  func memoryAndBandwidth(name: String, gigabytes: Int, bandwidth: ClosedRange<Double>) throws {
    let row = try table.accelerator(named: name)
    #expect(row.name == name)
    #expect(row.memoryBytes.value == gigabytes * 1_000_000_000)
    let found = row.bandwidthBytesPerSecond.value / 1e9
    #expect(found > bandwidth.lowerBound - 1e-6 && found < bandwidth.upperBound + 1e-6)
  }

  /// Dense tera-operations per second.
  private static let statedRates: [(String, ArithmeticFormat, ClosedRange<Double>)] = [
    ("v100", .fp16, 125...125), ("v100", .int8, 62...63), ("v100-16-pcie", .fp16, 112...112),
    ("a100", .bf16, 312...312), ("a100", .int8, 624...624), ("a100", .tf32, 156...156),
    ("h100", .bf16, 989...989.5), ("h100", .int8, 1978...1979), ("h100", .fp8, 1978...1979),
    ("h100-pcie", .bf16, 756...756), ("h100-pcie", .int8, 1513...1513),
    ("h200", .bf16, 989...989.5), ("b200", .bf16, 2250...2250), ("b200", .int8, 4500...4500),
    ("l4", .bf16, 121...121), ("l4", .int8, 242...242),
    ("l40s", .bf16, 362...366), ("l40s", .int8, 733...733),
    ("t4", .fp16, 65...65), ("t4", .int8, 130...130),
    ("rtx3090", .bf16, 71...71), ("rtx3090", .int8, 284...284),
    ("rtx4090", .bf16, 165.2...165.2), ("rtx4090", .int8, 660.6...660.6),
    ("rtx5090", .bf16, 209.5...209.6), ("rtx5090", .int8, 838...838.4),
    ("mi250x", .bf16, 383...383), ("mi250x", .int8, 383...383),
    ("mi300x", .bf16, 1307...1307.4), ("mi300x", .int8, 2614...2615),
    ("tpu-v5e", .bf16, 197...197), ("tpu-v5e", .int8, 393...393),
    ("tpu-v5p", .bf16, 459...459), ("tpu-v5p", .int8, 918...918),
    ("m2-pro", .fp32, 6.8...6.8), ("m4-max", .fp32, 18.4...18.4),
  ]

  @Test("dense rates are what the sheets print without sparsity", arguments: statedRates)
  func denseRates(name: String, format: ArithmeticFormat, tera: ClosedRange<Double>) throws {
    let row = try table.accelerator(named: name)
    let found = try #require(row.denseOperationsPerSecond(format)) / 1e12
    #expect(found > tera.lowerBound - 1e-6 && found < tera.upperBound + 1e-6)
  }

  @Test("a rate with sparsity is twice the dense one, to the rounding of a sheet")
  func sparseIsTwiceDense() {
    var pairs = 0
    for row in table.rows {
      for rate in row.rates {
        guard let dense = rate.dense?.value, let sparse = rate.sparse?.value else { continue }
        pairs += 1
        #expect(abs(sparse - 2 * dense) <= 1.01e12, "\(row.name) \(rate.format)")
      }
    }
    #expect(pairs >= 20)
  }

  @Test("matrix units multiply int8 twice as fast as 16 bits, but for the named exceptions")
  func int8IsTwiceHalf() {
    // Volta has no int8 matrix unit; CDNA 2 runs int8 at the rate of 16 bits.
    let exceptions: Set = ["v100-16", "v100-32", "mi250x", "mi250x-gcd"]
    var checked = 0
    for row in table.rows where !exceptions.contains(row.name) {
      let halves = row.rates.filter { $0.format == .fp16 || $0.format == .bf16 }
      let fastest = halves.compactMap { $0.dense?.value }.max()
      guard let fastest, let int8 = row.denseOperationsPerSecond(.int8) else { continue }
      checked += 1
      #expect((1.9...2.1).contains(int8 / fastest), "\(row.name)")
    }
    #expect(checked >= 15)
  }

  /// Figures that well-known tables print in the wrong place.
  private static let wrong: [(String, ArithmeticFormat, Double)] = [
    ("h100", .bf16, 1979), ("h100", .fp16, 1979), ("h200", .bf16, 1979), ("b200", .bf16, 4500),
    ("a100", .bf16, 19.5), ("a100", .fp16, 19.5), ("a100", .tf32, 19.5), ("l4", .bf16, 242),
    ("l4", .fp16, 242), ("mi250x", .int8, 766), ("mi300x", .bf16, 2615), ("mi300x", .fp16, 2615),
    ("rtx5090", .bf16, 838.4), ("rtx5090", .fp16, 838.4), ("rtx4090", .bf16, 330.3),
    ("jetson-agx-orin-64", .int8, 275), ("jetson-orin-nano-8", .int8, 67),
  ]

  @Test(
    "no rate with sparsity, and none of the ordinary cores, stands as a dense one",
    arguments: wrong)
  func wrongRatesAreAbsent(name: String, format: ArithmeticFormat, tera: Double) throws {
    let row = try table.accelerator(named: name)
    let found = try #require(row.denseOperationsPerSecond(format)) / 1e12
    #expect(abs(found - tera) > 0.1 * tera)
  }

  @Test("a GeForce card sums 16-bit products in binary32 at half the rate")
  func accumulators() throws {
    for name in ["rtx3090", "rtx4090", "rtx5090"] {
      let row = try table.accelerator(named: name)
      let fast = try #require(row.rate(.fp16, accumulator: .fp16)?.dense?.value)
      let usual = try #require(row.denseOperationsPerSecond(.fp16))
      #expect((1.99...2.01).contains(fast / usual), "\(name)")
    }
  }

  @Test("a format that a card lacks has no rate")
  func missingFormats() throws {
    #expect(try table.accelerator(named: "v100").rate(.bf16) == nil)
    #expect(try table.accelerator(named: "t4").rate(.bf16) == nil)
    #expect(try table.accelerator(named: "a100").rate(.fp8) == nil)
  }

  @Test("every figure is positive and has a source, and no row guesses a price")
  func figures() throws {
    for row in table.rows {
      try row.check()
      #expect(row.pricePerHour == nil)
      #expect(row.sources.count >= 2)
      for cell in row.sources {
        #expect(cell.source.count > 5, "\(row.name) \(cell.cell)")
        #expect(cell.provenance != .given && cell.provenance != .measured)
      }
    }
  }

  @Test("names and aliases are unique, lower case and free of spaces")
  func names() {
    var seen: Set<String> = []
    for row in table.rows {
      for name in [row.name] + row.aliases {
        #expect(seen.insert(name).inserted, "\(name)")
        #expect(name == name.lowercased() && !name.contains(" "))
      }
    }
    #expect(Set(table.rows.map(\.displayName)).count == table.rows.count)
  }

  @Test(
    "each accelerator that users ask for has a row",
    arguments: [
      "v100", "v100-16", "v100-32", "a100", "a100-40", "a100-80", "h100", "h100-pcie", "h200",
      "b200", "l4", "l40s", "t4", "rtx3090", "rtx4090", "rtx5090", "mi250x", "mi300x", "tpu-v5e",
      "tpu-v5p", "v5e", "v5p", "jetson-agx-orin-64", "jetson-orin-nx-16", "jetson-orin-nano-8",
      "jetson-nano", "raspberry-pi-4", "raspberry-pi-5", "pi4", "pi5", "m1", "m1-pro", "m1-max",
      "m1-ultra", "m2", "m2-pro", "m2-max", "m2-ultra", "m3", "m3-pro", "m3-max", "m3-ultra", "m4",
      "m4-pro", "m4-max", "m5", "m5-pro", "m5-max",
    ])
  func present(name: String) {
    #expect(table[name] != nil)
    #expect(table[name.uppercased()] == table[name])
  }

  @Test("what a program may fill: the memory as sold, or less where driver or system give less")
  func usableMemory() throws {
    #expect(try table.accelerator(named: "a100-80").usableMemoryBytes == 80_000_000_000)
    #expect(try table.accelerator(named: "rtx5090").usableMemoryBytes == 32_000_000_000)
    #expect(try table.accelerator(named: "m4-max:48").usableMemoryBytes == 36_000_000_000)
    #expect(try table.accelerator(named: "m4-max:64").usableMemoryBytes == 48_000_000_000)
    #expect(try table.accelerator(named: "tpu-v5e").usableMemoryBytes == 16_000_000_000)
    #expect(try table.accelerator(named: "pi5:8").sustainedBandwidthBytesPerSecond?.value == 11.4e9)
  }

  @Test("memory that the driver reports is within a tenth of the memory as sold")
  func visibleMemory() {
    for row in table.rows {
      guard let visible = row.visibleMemoryBytes?.value else { continue }
      let ratio = Double(visible) / Double(row.memoryBytes.value)
      #expect((0.9...1.1).contains(ratio), "\(row.name)")
    }
  }
}
