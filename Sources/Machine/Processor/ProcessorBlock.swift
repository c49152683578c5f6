/// The entry of one hardware thread in `/proc/cpuinfo`.
struct ProcessorBlock {
  private var fields: [String: String] = [:]

  /// The blocks of a file; lines outside of a processor's block, as Arm boards have at the end, are
  /// left out.
  static func parse(_ lines: [String]) -> [ProcessorBlock] {
    var blocks: [ProcessorBlock] = []
    for line in lines {
      guard let colon = line.firstIndex(of: ":"),
        let key = SystemTree.cleaned(line[..<colon].filter { $0 != "\t" })
      else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      if key == "processor" { blocks.append(ProcessorBlock()) }
      // Flags are longer than what is shown; they are only searched.
      if !blocks.isEmpty, blocks[blocks.count - 1].fields[key] == nil {
        blocks[blocks.count - 1].fields[key] = String(value)
      }
    }
    return blocks
  }

  func number(_ key: String) -> Int? { fields[key].flatMap { Int($0) } }

  /// Cores of each socket by its number; `nil` unless each block tells its own core.
  ///
  /// Numbers of cores restart on each die of some sockets, so that the count that a block tells may
  /// be more than the numbers; no socket has more cores than hardware threads.
  static func coresBySocket(of blocks: [ProcessorBlock]) -> [Int: Int]? {
    var sockets: [Int: [ProcessorBlock]] = [:]
    for block in blocks {
      guard block.number("core id") != nil else { return nil }
      sockets[block.number("physical id") ?? 0, default: []].append(block)
    }
    guard !sockets.isEmpty else { return nil }
    return sockets.mapValues { blocks in
      let numbers = Set(blocks.map { $0.number("core id") }).count
      let told = blocks.compactMap { $0.number("cpu cores") }.max() ?? 0
      return max(numbers, min(told, blocks.count))
    }
  }

  private func text(_ key: String) -> String? { fields[key].flatMap(SystemTree.cleaned) }

  /// The distinct models, joined.
  static func name(of blocks: [ProcessorBlock]) -> String? {
    var names: [String] = []
    for block in blocks {
      guard let name = block.text("model name") ?? block.text("cpu") ?? block.armName,
        !names.contains(name),
        names.count < 4
      else { continue }
      names.append(name)
    }
    return names.isEmpty ? nil : names.joined(separator: " + ")
  }

  /// The instructions that all processors have; `nil` if none says any.
  static func features(of blocks: [ProcessorBlock]) -> [ProcessorFeature]? {
    let sets = blocks.compactMap { ($0.fields["flags"] ?? $0.fields["Features"]) }
      .map { Set($0.split(separator: " ")) }
    guard let first = sets.first else { return nil }
    let common = sets.dropFirst().reduce(first) { $0.intersection($1) }
    return ProcessorFeature.allCases.filter { common.contains($0.rawValue[...]) }
  }

  private var armName: String? {
    guard text("CPU implementer") == "0x41", let part = text("CPU part") else { return nil }
    return Self.armParts[part].map { "Arm " + $0 }
  }

  /// Arm Ltd's part numbers, as in the main identification register of each core's technical
  /// reference manual.
  private static let armParts: [String: String] = [
    "0xd03": "Cortex-A53", "0xd05": "Cortex-A55", "0xd07": "Cortex-A57", "0xd08": "Cortex-A72",
    "0xd09": "Cortex-A73", "0xd0a": "Cortex-A75", "0xd0b": "Cortex-A76", "0xd0c": "Neoverse-N1",
    "0xd0d": "Cortex-A77", "0xd40": "Neoverse-V1", "0xd41": "Cortex-A78", "0xd42": "Cortex-A78AE",
    "0xd49": "Neoverse-N2", "0xd4f": "Neoverse-V2",
  ]
}
