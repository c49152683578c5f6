/// The facts that a GPU's name tells beside its model.
struct GPUName {
  private let words: [Substring]

  /// A name as NVIDIA's library gives it, such as `GRID A100-20C` or `NVIDIA A100-SXM4-80GB MIG
  /// 3g.40gb`.
  init(_ name: String) { words = name.uppercased().split(separator: " ") }

  /// Tells whether it is in a chip with processors and shares the main memory, as in NVIDIA's
  /// Jetson and DRIVE boards.
  var isIntegrated: Bool {
    let chips: Set<Substring> = ["(NVGPU)", "ORIN", "XAVIER", "THOR", "TEGRA", "JETSON"]
    return !chips.isDisjoint(with: words)
  }

  /// Tells whether it is a part of a card: a vGPU (NVIDIA virtual GPU types) or an instance.
  var isPart: Bool { profile != nil || words.contains("MIG") || words.first == "GRID" }

  /// The memory of the part in bytes; `nil` for whole cards, and where the name does not tell.
  var partBytes: Int? {
    // 3g.40gb or 1g.10gb+me of an instance; 1c.3g.40gb of a compute instance in it.
    let size = words.contains("MIG") ? words.last?.split(separator: ".").last : nil
    let digits = size?.prefix { $0.isASCII && $0.isNumber }
    return (profile ?? digits.flatMap { Int($0) }).flatMap { Quantity.times($0, 1 << 30) }
  }

  /// The GiB of a type such as A100-20C, A100-3-20C, A40-1B4: a letter for what it is licensed for.
  private var profile: Int? {
    guard let parts = words.last?.split(separator: "-"), parts.count >= 2, var last = parts.last
    else { return nil }
    // A digit behind the letter names a variant.
    if let end = last.last, end.isASCII, end.isNumber { last = last.dropLast() }
    guard let letter = last.last, "QCAB".contains(letter) else { return nil }
    return Int(last.dropLast()).flatMap { $0 > 0 ? $0 : nil }
  }
}
