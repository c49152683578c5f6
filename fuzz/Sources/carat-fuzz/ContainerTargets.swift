import ModelFiles

extension FuzzTarget {
  /// GGUF and safetensors.
  static var containers: [FuzzTarget] {
    [
      FuzzTarget(
        "gguf", seeds: GGUFSeeds.all,
        words: ["GGUF", "general.alignment", "general.architecture", "split.count"],
        generate: GGUFSeeds.random, run: parseGGUF),
      FuzzTarget(
        "safetensors", seeds: SafetensorsSeeds.all,
        words: [
          "{", "}", "[", "]", ",", ":", "\"", "\"dtype\":", "\"shape\":", "\"data_offsets\":",
          "__metadata__", "F32", "BF16", "F4", "F8_E4M3", "null", "1e400", "\\u0000", "\\ud800",
        ],
        generate: SafetensorsSeeds.random, run: parseSafetensors),
    ]
  }

  private static func parseGGUF(_ bytes: [UInt8]) -> String {
    do {
      let header = try GGUFHeader(parsing: bytes)
      var arrays = 0
      for entry in header.metadata.entries {
        guard let array = entry.value.array else { continue }
        arrays += 1
        let read = [
          array.integers?.count, array.floats?.count, array.bools?.count,
          array.strings.map { table in table.reduce(0) { count, _ in count + 1 } },
        ].compactMap(\.self)
        precondition(read.allSatisfy { $0 == array.count } || array.integers == nil)
        if let table = array.strings { precondition(table.packed().ends.count == array.count) }
      }
      for tensor in header.tensors {
        precondition(tensor.offset % header.alignment == 0)
        precondition(tensor.offset + tensor.entry.byteCount <= bytes.count)
      }
      return "\(header.version) \(header.metadata.entries.count) \(arrays) \(header.tensors.count)"
    } catch {
      return kind(of: error)
    }
  }

  private static func parseSafetensors(_ bytes: [UInt8]) -> String {
    do {
      let header = try SafetensorsHeader(parsing: bytes)
      var end = header.byteCount
      for tensor in header.tensors {
        precondition(tensor.offset == end)
        end += tensor.entry.byteCount
      }
      precondition(end == bytes.count)
      return "\(header.metadata.count) \(Set(header.tensors.map(\.entry.formatName)).sorted())"
    } catch {
      return kind(of: error)
    }
  }
}
