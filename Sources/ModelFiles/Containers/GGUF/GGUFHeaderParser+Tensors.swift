import Tensors

extension GGUFHeaderParser {
  /// A tensor's description with its offset from the start of the values.
  private struct Description {
    var entry: WeightEntry
    var relativeOffset: UInt64
    var position: Int
  }

  static let longestName = 64
  static let mostDimensions = 4

  /// The tensors, `count` of them, their values checked to lie one after another within the file.
  mutating func tensors(
    count: Int, alignment: Int
  ) throws(ModelFileError) -> [GGUFHeader.TensorRecord] {
    var descriptions: [Description] = []
    descriptions.reserveCapacity(count)
    var names: Set<String> = []
    for index in 0..<count {
      let start = cursor.position
      let description = try description(index: index)
      let name = description.entry.name
      guard names.insert(name).inserted else {
        throw ModelFileError(
          .malformed, path: cursor.path, "tensor \(quoted(name)) appears twice", offset: start)
      }
      descriptions.append(description)
    }
    return try place(descriptions, alignment: alignment)
  }

  private mutating func description(index: Int) throws(ModelFileError) -> Description {
    let start = cursor.position
    let name = try cursor.string("the name of tensor \(index)", limit: Self.longestName)
    guard !name.isEmpty else {
      throw ModelFileError(
        .malformed, path: cursor.path, "the name of tensor \(index) is empty", offset: start)
    }
    let shape = try shape(of: name)
    let type = try type(of: name)
    let (byteCount, position) = (try byteCount(of: name, shape, type), cursor.position)
    let offset = try cursor.unsigned(8, "the offset of tensor \(quoted(name))")
    let entry = WeightEntry(
      name: name, shape: shape, formatName: type.name, format: type.format, byteCount: byteCount)
    return Description(entry: entry, relativeOffset: offset, position: position)
  }

  /// The shape, outermost dimension first; the file lists the contiguous dimension first.
  private mutating func shape(of name: String) throws(ModelFileError) -> [Int] {
    let what = "the dimensions of tensor \(quoted(name))"
    let count = try cursor.uint32(what)
    guard count <= Self.mostDimensions else {
      throw ModelFileError(
        .malformed, path: cursor.path, "tensor \(quoted(name)) has too many dimensions",
        offset: cursor.position - 4, expected: "at most \(Self.mostDimensions)", got: "\(count)")
    }
    var shape: [Int] = []
    // A dimension of 0 makes a tensor without values; what stands beside it must be a size all
    // the same.
    var elements = 1
    for index in 0..<count {
      let bits = try cursor.unsigned(8, what)
      let extent = Int(truncatingIfNeeded: bits)
      let (product, overflow) = elements.multipliedReportingOverflow(by: max(extent, 1))
      guard extent >= 0, !overflow else {
        throw ModelFileError(
          .malformed, path: cursor.path,
          "dimension \(index) of tensor \(quoted(name)) is not valid",
          offset: cursor.position - 8,
          expected: "at least 0, and fewer than 2^63 values in all",
          got: extent > 0 ? "\(extent) after a product of \(elements)" : "\(extent)")
      }
      elements = product
      shape.append(extent)
    }
    return shape.reversed()
  }

  private mutating func type(of name: String) throws(ModelFileError) -> GGMLType {
    let number = try cursor.uint32("the type of tensor \(quoted(name))")
    if let type = GGMLType(number: number) { return type }
    let withdrawn = GGMLType.withdrawnName(number)
    throw ModelFileError(
      .unsupported, path: cursor.path,
      withdrawn.map { "tensor \(quoted(name)) has the withdrawn type \($0)" }
        ?? "tensor \(quoted(name)) has an unknown type",
      offset: cursor.position - 4, got: "type number \(number)",
      advice: withdrawn == nil ? nil : "convert the model again, for example to Q4_0")
  }

  private func byteCount(
    of name: String, _ shape: [Int], _ type: GGMLType
  ) throws(ModelFileError) -> Int {
    let columns = shape.last ?? 1
    guard columns % type.elementsPerBlock == 0 else {
      throw ModelFileError(
        .malformed, path: cursor.path, "a row of tensor \(quoted(name)) does not fill whole blocks",
        offset: cursor.position - 4,
        expected: "a multiple of \(type.elementsPerBlock) values for \(type.name)",
        got: "\(columns)")
    }
    let rows = shape.dropLast().reduce(1, *)
    guard let bytes = type.byteCount(rowElements: columns, rows: rows) else {
      throw ModelFileError(
        .malformed, path: cursor.path, "the size of tensor \(quoted(name)) overflows",
        offset: cursor.position - 4, got: "\(shape) of \(type.name)")
    }
    return bytes
  }

  /// Turns relative offsets into places in the file: each tensor must start at the padded end of
  /// the one before.
  private func place(
    _ descriptions: [Description], alignment: Int
  ) throws(ModelFileError) -> [GGUFHeader.TensorRecord] {
    let overflow = { (description: Description) in
      ModelFileError(
        .malformed, path: cursor.path,
        "the sizes up to tensor \(quoted(description.entry.name)) overflow",
        offset: description.position)
    }
    var records: [GGUFHeader.TensorRecord] = []
    records.reserveCapacity(descriptions.count)
    // Positions and alignments are far below 2^62, so this sum fits.
    let base = (cursor.position + alignment - 1) / alignment * alignment
    var expected = 0
    for description in descriptions {
      let entry = description.entry
      try checkOffset(description, expected: expected, alignment: alignment)
      let (start, startOverflow) = base.addingReportingOverflow(expected)
      let (end, endOverflow) = start.addingReportingOverflow(entry.byteCount)
      guard !startOverflow, !endOverflow else { throw overflow(description) }
      guard end <= cursor.storage.count else {
        throw ModelFileError(
          .truncated, path: cursor.path, "the file ends before tensor \(quoted(entry.name)) does",
          offset: start, expected: "\(end) bytes", got: "\(cursor.storage.count)",
          advice: "get the file again")
      }
      records.append(GGUFHeader.TensorRecord(entry: entry, offset: start))
      let (padded, padOverflow) = (end - base).addingReportingOverflow(alignment - 1)
      guard !padOverflow else { throw overflow(description) }
      expected = padded / alignment * alignment
    }
    return records
  }

  private func checkOffset(
    _ description: Description, expected: Int, alignment: Int
  ) throws(ModelFileError) {
    let name = quoted(description.entry.name)
    guard description.relativeOffset % UInt64(alignment) == 0 else {
      throw ModelFileError(
        .malformed, path: cursor.path, "the offset of tensor \(name) is not aligned",
        offset: description.position, expected: "a multiple of \(alignment)",
        got: "\(description.relativeOffset)")
    }
    guard description.relativeOffset == UInt64(expected) else {
      throw ModelFileError(
        .malformed, path: cursor.path,
        "tensor \(name) does not start where the tensor before it ends",
        offset: description.position, expected: "offset \(expected)",
        got: "\(description.relativeOffset)")
    }
  }
}
