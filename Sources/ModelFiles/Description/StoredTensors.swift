public import ModelSpec

/// Every tensor that a model's files store, as their headers list them; no value is read.
public struct StoredTensors: Sendable {
  /// The tensors of one format together.
  public struct FormatTotal: Sendable, Hashable {
    /// The format's name as the file writes it, such as `BF16`.
    public var formatName: String
    /// Tensors.
    public var tensorCount: Int
    /// Values of all of them.
    public var elementCount: Int
    /// Their bytes.
    public var byteCount: Int
  }

  /// The files.
  public let file: WeightFile
  /// The tensors in the order of the files.
  public let entries: [WeightEntry]
  /// Values of all tensors.
  public let elementCount: Int
  /// Bytes of all tensors.
  public let byteCount: Int
  /// Quantisation that a configuration declares, if there is one.
  let declared: QuantizationScheme?
  /// The tensors by the matrices that they make up.
  let matrices: StoredMatrices

  /// The tensors of files that are open.
  ///
  /// - Parameter declared: What a configuration says of the quantiser.
  public init(_ file: WeightFile, declared: QuantizationScheme? = nil) {
    self.file = file
    self.declared = declared
    entries = file.entries
    matrices = StoredMatrices(entries, declared: declared)
    elementCount = entries.reduce(0) { $0 + $1.elementCount }
    byteCount = entries.reduce(0) { $0 + $1.byteCount }
  }

  /// Bytes of the files, headers and padding included.
  public var fileBytes: Int { file.fileBytes }
  /// Bytes that opening the files reads.
  public var headerBytes: Int { file.headerBytes }

  /// The tensors by format, the one with the most bytes first.
  public var byFormat: [FormatTotal] {
    var totals: [String: FormatTotal] = [:]
    for entry in entries {
      let name = entry.formatName
      var total =
        totals[name]
        ?? FormatTotal(formatName: name, tensorCount: 0, elementCount: 0, byteCount: 0)
      total.tensorCount += 1
      total.elementCount += entry.elementCount
      total.byteCount += entry.byteCount
      totals[name] = total
    }
    return totals.values.sorted { ($0.byteCount, $1.formatName) > ($1.byteCount, $0.formatName) }
  }
}

extension StoredTensors {
  /// Parameters as far as headers tell: integers that hold several count for so many, scales and
  /// tables for none.
  public var parameterCount: Int { matrices.parameterCount }

  /// Name of the layout in which matrices are packed, for people, such as `GPTQ 4 bits, groups of
  /// 128`; `nil` if they are not.
  public var layoutName: String? { matrices.title(declared) }
}

extension WeightStorage {
  /// The weights of a model whose kind is not known: no more than their sum.
  init(unknown stored: StoredTensors) {
    self.init(name: stored.layoutName ?? stored.file.mainFormat)
    addUnknown(bytes: stored.byteCount)
  }
}

extension WeightEntry {
  /// Number of values as the file counts them; packed formats of other programs count
  /// whole integers.
  ///
  /// Headers are checked when they are read, so the product fits.
  public var elementCount: Int { shape.reduce(1, *) }
}
