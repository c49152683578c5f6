extension AcceleratorTable {
  /// The row of a device by the name that its driver reports, such as `NVIDIA H100 80GB HBM3`.
  ///
  /// The whole name must be known: an `L40S` is no `L4`, and a laptop's `RTX 4090` is not the card.
  /// Boards and computers that are sold with several sizes of memory do not tell it in their name;
  /// they match only together with the memory that the system reports, to within a quarter.
  ///
  /// - Parameters:
  ///   - deviceName: The name as NVML, ROCm, the device tree or the system reports it.
  ///   - memoryBytes: The memory that is reported with it.
  /// - Returns: The row, or `nil` if none or more than one fits.
  public func match(deviceName: String, memoryBytes: Int? = nil) -> Accelerator? {
    let wanted = Self.words(of: deviceName)
    guard !wanted.isEmpty, wanted.count <= 16 else { return nil }
    var best: (row: Accelerator, difference: Double)?
    for row in rows where row.deviceNames.contains(where: { Self.words(of: $0) == wanted }) {
      guard let memoryBytes else {
        return row.kind == .board || row.kind == .computer ? nil : row
      }
      let sold = Double(row.memoryBytes.value)
      let difference = abs(Double(memoryBytes) - sold) / sold
      guard difference <= 0.25, difference < best?.difference ?? .infinity else { continue }
      best = (row, difference)
    }
    return best?.row
  }

  /// The words of a device name in lower case, without the maker in front and a revision at
  /// the end.
  private static func words(of name: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in name.lowercased().prefix(256) {
      if character.isLetter || character.isNumber || character == "." {
        word.append(character)
      } else if !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    if let first = words.first, first == "nvidia" || first == "amd" { words.removeFirst() }
    if let revision = words.lastIndex(of: "rev"), revision > 0 { words.removeSubrange(revision...) }
    return words
  }
}
