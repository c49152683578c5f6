/// A quantiser's way of storing matrices, as a configuration states it: bits, groups, and what
/// stands beside them.
///
/// Enough to reckon the bytes of weights that are not there yet. What it leaves open takes what the
/// quantiser writes by default.
public struct QuantizationScheme: Sendable, Hashable {
  /// Bits and groups of one matrix.
  public struct Setting: Sendable, Hashable {
    /// Bits of a value.
    public var bits: Int
    /// Values of a row that share a scale; `nil` if all do.
    public var groupSize: Int?

    /// A setting.
    public init(bits: Int, groupSize: Int?) {
      self.bits = bits
      self.groupSize = groupSize
    }
  }

  /// The data that stand beside the values of a matrix.
  public struct Beside: Sendable, Hashable {
    /// Bits of the scales, minima and zero points of a group.
    public var bitsPerGroup = 16
    /// Zero points of a group, in the bits of a value each.
    public var packedZeros = 0
    /// Bytes for each column, such as the order of GPTQ.
    public var bytesPerColumn = 0
    /// Bytes for each matrix, such as its shape or a code book.
    public var bytesPerMatrix = 0
    /// Groups that share a further scale in 4 bytes, or `nil`.
    public var nestedGroups: Int?
    /// The tile that shares one scale in 4 bytes, instead of groups.
    public var tile: ScaleBlock?
    /// Groups that share integers of 32 bits, a value of each in one, where values do not fill
    /// bytes; or `nil`.
    public var groupsPerInteger: Int?
    /// Tells whether one scale serves the whole matrix.
    public var isPerMatrix = false

    /// Scales of 16 bits and no more.
    public init() {}
  }

  /// The matrices that are quantised beside those of attention and feed-forward parts.
  public struct Scope: Sendable, Hashable {
    /// The token embedding.
    public var embedding = false
    /// The head.
    public var head = false
    /// Routers of mixtures.
    public var routers = false
    /// Tells whether of all matrices only those of experts are.
    public var isExpertsOnly = false

    /// The layers' matrices alone.
    public init() {}
  }

  /// The method's name for people, such as `GPTQ`.
  public var method: String
  /// Bits and groups of matrices.
  public var setting: Setting
  /// Data that stand beside the values.
  public var beside = Beside()
  /// Matrices that are quantised.
  public var scope = Scope()
  /// Modules that are left as they were, as the configuration writes them.
  public var skipped: [String] = []
  /// Settings of single modules; `nil` leaves one as it was.
  public var overrides: [String: Setting?] = [:]
  /// Numbers that everything else is stored in.
  public var plainFormat: StorageFormat = .bf16

  /// A scheme.
  public init(method: String, setting: Setting) {
    self.method = method
    self.setting = setting
  }

  /// The setting of a module, or `nil` if it is left as it was.
  public func setting(forModule module: String) -> Setting? {
    if let own = overrides[module] { return own }
    return isSkipped(module) ? nil : setting
  }

  /// Bits and groups for people: `GPTQ 4 bits, groups of 128`.
  public var title: String {
    var text = "\(method) \(setting.bits) bits"
    if let tile = beside.tile {
      text += ", tiles of \(tile.rows) x \(tile.columns)"
    } else if let size = setting.groupSize {
      text += ", groups of \(size)"
    }
    if overrides.values.contains(where: { $0 != nil && $0 != setting }) { text += ", mixed" }
    return text
  }

  /// Bytes of a matrix with all that stands beside it, or `nil` beyond 2^62.
  public func byteCount(rows: Int, columns: Int, _ setting: Setting) -> Int? {
    guard rows > 0, columns > 0 else { return 0 }
    let size = setting.groupSize ?? columns
    let groups = beside.isPerMatrix ? 1 : Double(rows) * Double((columns - 1) / max(1, size) + 1)
    // Integers of 32 bits are filled row by row, or column by column: whole ones for 32 values.
    var bytes = Double(rows) * (Double(columns) * Double(setting.bits) / 8).rounded(.up)
    if let shared = beside.groupsPerInteger {
      bytes = 4 * (groups / Double(shared)).rounded(.up) * Double(min(size, columns))
    }
    if let tile = beside.tile {
      bytes += 4 * Double(tile.scaleCount(rows: rows, columns: columns))
    } else {
      bytes += groups * Double(beside.bitsPerGroup) / 8
      bytes += groups * Double(beside.packedZeros * setting.bits) / 8
      if let nested = beside.nestedGroups { bytes += 4 * (groups / Double(nested)).rounded(.up) }
    }
    bytes += Double(columns) * Double(beside.bytesPerColumn) + Double(beside.bytesPerMatrix)
    bytes.round(.up)
    return bytes < 0x1p62 ? Int(bytes) : nil
  }
}

extension QuantizationScheme {
  /// Tells whether a list of modules names this one: by its whole name, its end, a module that
  /// holds it, or a pattern.
  private func isSkipped(_ module: String) -> Bool {
    skipped.contains { entry in
      let pattern =
        entry.hasPrefix("re:") ? ModulePattern(entry.dropFirst(3)) : ModulePattern(name: entry)
      return pattern.matches(module)
    }
  }
}
